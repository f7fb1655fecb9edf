import { Command } from 'commander';
import { agreementCommand } from './agreement/agreement.command.js';
import { keysCommand } from './keys/keys.command.js';
import { quarantineCommand } from './quarantine/quarantine.command.js';
import { partnerCommand, trustCommand } from './trust/trust.command.js';

/** The operators' command line: what people do by hand, and nothing that a service does by itself. */
export function program(): Command {
  return new Command('passctl')
    .description('Keys, trust, agreements and quarantine of one nation’s Passerelle')
    .showHelpAfterError()
    .addCommand(keysCommand())
    .addCommand(trustCommand())
    .addCommand(partnerCommand())
    .addCommand(agreementCommand())
    .addCommand(quarantineCommand());
}
