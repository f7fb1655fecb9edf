import { Command, Option } from 'commander';
import { nationCode } from '../files/named-paths.js';
import { generateKey, type Role, ROLES } from './generate-key.js';

interface GenerateOptions {
  role: Role;
  nation: string;
  out: string;
}

export function keysCommand(): Command {
  const generate = new Command('generate')
    .description('make the key of one role; the private part stays in the folder')
    .addOption(new Option('--role <role>', 'what the key is for').choices(ROLES).makeOptionMandatory())
    .requiredOption('--nation <code>', 'whose key it is', nationCode)
    .requiredOption('--out <folder>', 'where the key is kept')
    .action(async ({ role, nation, out }: GenerateOptions) => {
      const { id, files } = await generateKey(role, nation, out);
      console.log(`${nation} ${role} ${id}`);
      for (const file of files) console.log(`  ${file}`);
    });
  return new Command('keys').description('key files').addCommand(generate);
}
