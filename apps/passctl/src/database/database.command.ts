import { type Restorable, RESTORABLE } from '@passerelle/persistence';
import { Command, Option } from 'commander';
import { nationCode, nationCodes } from '../files/named-paths.js';
import { connect } from '../kafka/connect.js';
import { databaseRestored } from './database-restored.js';

export function databaseCommand(): Command {
  return new Command('database')
    .description('going on with a database that was restored from a backup')
    .addCommand(restoredCommand());
}

interface RestoredOptions {
  nation: string;
  partner: string[];
  service: Restorable;
}

function restoredCommand(): Command {
  return new Command('restored')
    .description(
      'say that the other life of the database is over (KAFKA_*, DATABASE_OWNER_URL); stop the service first',
    )
    .requiredOption('--nation <code>', 'own nation', nationCode)
    .requiredOption('--partner <code...>', 'every partner', nationCodes)
    .addOption(new Option('--service <name>', 'whose database').choices(RESTORABLE).makeOptionMandatory())
    .action(async ({ nation, partner, service }: RestoredOptions) => {
      const ownerUrl = process.env['DATABASE_OWNER_URL'];
      if (!ownerUrl) throw new Error('DATABASE_OWNER_URL is not set');
      const { kafka, registry } = connect(process.env, nation, ...partner);
      const done = await databaseRestored({ kafka, registry }, { service, ownerUrl }, new Date());
      for (const { link, from, to } of done.links) console.log(`${link}: from ${from} to ${to}`);
      for (const { topic, partition, from, to } of done.consumers)
        console.log(`${topic} ${partition}: from ${from} to ${to}, what is between is lost`);
      const isAny = done.links.length + done.consumers.length > 0;
      console.log(isAny ? `start ${service} again` : 'nothing is out of order');
    });
}
