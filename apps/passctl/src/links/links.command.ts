import { Command } from 'commander';
import { nationCode } from '../files/named-paths.js';
import { connect, connectToPartner } from '../kafka/connect.js';
import { clientOf, NodeApi } from './node-api.js';
import { resumeLink } from './resume-link.js';
import { type LinkItem, statusLines } from './status-lines.js';

export function linksCommand(): Command {
  return new Command('links')
    .description('how the links with partners stand, and going on after a loss')
    .addCommand(statusCommand())
    .addCommand(reconcileCommand())
    .addCommand(synchroniseCommand())
    .addCommand(resumeCommand());
}

/** Asks the node, as every other reader does: its clocks decide what is silent, and no database login is needed. */
function statusCommand(): Command {
  return new Command('status')
    .description('what was heard from each partner, what is missing and what is overdue (API_URL, CLIENT_*)')
    .option('--json', 'as the API answers it', false)
    .action(async ({ json }: { json: boolean }) => {
      const { items } = await api().get<{ items: LinkItem[] }>('/v1/links');
      if (json) console.log(JSON.stringify(items, null, 2));
      else for (const line of items.flatMap(statusLines)) console.log(line);
      if (items.some(({ alarms }) => alarms.length > 0)) process.exitCode = 2;
    });
}

function reconcileCommand(): Command {
  return new Command('reconcile')
    .description('compare with a partner what was released and what is stored, both ways (API_URL, CLIENT_*)')
    .requiredOption('--partner <code>', 'the partner', nationCode)
    .action(async ({ partner }: { partner: string }) => {
      const { id } = await api().post<{ id: string }>(`/v1/links/${partner}/reconciliations`);
      console.log(`reconciliation ${id} with ${partner} runs; see: passctl links status`);
    });
}

function synchroniseCommand(): Command {
  return new Command('synchronise')
    .description(
      'send a partner all watchlist entries it may have, in signed blocks, and compare (API_URL, CLIENT_*)',
    )
    .requiredOption('--partner <code>', 'the partner', nationCode)
    .action(async ({ partner }: { partner: string }) => {
      const { id } = await api().post<{ id: string }>(`/v1/links/${partner}/synchronisations`);
      console.log(`synchronisation ${id} with ${partner} runs; see: passctl links status`);
    });
}

interface ResumeOptions {
  nation: string;
  partner: string;
  partition: string;
}

function resumeCommand(): Command {
  return new Command('resume')
    .description('let a link go on whose position its source no longer holds (KAFKA_*, PARTNER_KAFKA_*)')
    .argument('<link>', 'its name, as the alarm says')
    .requiredOption('--nation <code>', 'own nation', nationCode)
    .requiredOption('--partner <code>', 'the partner', nationCode)
    .requiredOption('--from-log-start', 'at the oldest record that is still there')
    .option('--partition <number>', 'source partition', '0')
    .action(async (link: string, { nation, partner, partition }: ResumeOptions) => {
      const { kafka, registry } = connect(process.env, nation, partner);
      const moved = await resumeLink(
        { own: kafka, partner: () => connectToPartner(process.env, nation) },
        registry,
        { link, partner, partition: Number(partition) },
        new Date(),
      );
      for (const { log, from, to } of moved)
        console.log(`${link} ${partition}: ${log} from ${from} to ${to}`);
      console.log('start the service of the link again, then: passctl links reconcile');
    });
}

const api = (): NodeApi => new NodeApi(clientOf(process.env));
