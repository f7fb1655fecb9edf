import { type Restorable, RESTORABLE } from '@passerelle/persistence';
import { Command, Option } from 'commander';
import { nationCode, nationCodes } from '../files/named-paths.js';
import { connect } from '../kafka/connect.js';
import { resumeConsumers } from './resume-consumers.js';

export function consumersCommand(): Command {
  return new Command('consumers')
    .description('going on after the topic of a consumer was made anew or cut')
    .addCommand(resumeCommand());
}

interface ResumeOptions {
  nation: string;
  partner: string[];
  service: Restorable;
}

function resumeCommand(): Command {
  return new Command('resume')
    .description(
      'let consumers go on whose topic no longer holds their place (KAFKA_*, DATABASE_OWNER_URL); stop the service first',
    )
    .requiredOption('--nation <code>', 'own nation', nationCode)
    .requiredOption('--partner <code...>', 'every partner', nationCodes)
    .addOption(new Option('--service <name>', 'whose consumers').choices(RESTORABLE).makeOptionMandatory())
    .requiredOption('--from-log-start', 'at the oldest record that is still there')
    .action(async ({ nation, partner, service }: ResumeOptions) => {
      const ownerUrl = process.env['DATABASE_OWNER_URL'];
      if (!ownerUrl) throw new Error('DATABASE_OWNER_URL is not set');
      const cluster = connect(process.env, nation, ...partner);
      const moved = await resumeConsumers(cluster, { service, ownerUrl }, new Date());
      for (const { topic, partition, from, to } of moved)
        console.log(`${topic} ${partition}: from ${from} to ${to}`);
      console.log(
        moved.length > 0
          ? `start ${service} again, then: passctl links reconcile`
          : 'nothing is out of order',
      );
    });
}
