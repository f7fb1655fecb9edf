import { Command } from 'commander';

/** Loaded only when called for: signing a document needs no Kafka client. */
const GROUPS: Readonly<Record<string, () => Promise<Command>>> = {
  keys: async () => (await import('./keys/keys.command.js')).keysCommand(),
  trust: async () => (await import('./trust/trust.command.js')).trustCommand(),
  partner: async () => (await import('./trust/trust.command.js')).partnerCommand(),
  agreement: async () => (await import('./agreement/agreement.command.js')).agreementCommand(),
  links: async () => (await import('./links/links.command.js')).linksCommand(),
  consumers: async () => (await import('./consumers/consumers.command.js')).consumersCommand(),
  database: async () => (await import('./database/database.command.js')).databaseCommand(),
  log: async () => (await import('./log/log.command.js')).logCommand(),
  quarantine: async () => (await import('./quarantine/quarantine.command.js')).quarantineCommand(),
};

/**
 * The operators' command line: what people do by hand, and nothing that a service does by itself.
 *
 * @param group the first word of the command line; all groups are loaded where it names none
 */
export async function program(group?: string): Promise<Command> {
  const named = GROUPS[group ?? ''];
  const load = named ? [named] : Object.values(GROUPS);
  const passctl = new Command('passctl')
    .description(
      'Keys, trust, agreements, links, consumers, databases, transparency log and quarantine of one nation’s Passerelle',
    )
    .showHelpAfterError();
  for (const each of load) passctl.addCommand(await each());
  return passctl;
}
