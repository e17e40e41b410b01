import { type Command, Option } from 'commander';
import type { Act, CommandContext } from '../terminal/command-context.ts';

export function addDkimCommands(program: Command, act: Act, context: CommandContext): void {
  const dkim = program.command('dkim').description('the keys that sign every message');
  dkim
    .command('generate')
    .description('make a key, and print the DNS record that goes with it')
    .option('--selector <name>', 'its name in the DNS (default: pennypost)')
    .option('--domain <domain>', 'for whom it signs (default: the domain of the newsletter)')
    .addOption(new Option('--type <type>', 'its kind').choices(['rsa', 'ed25519']).default('rsa'))
    .option('--bits <bits>', 'of an RSA key, from 2048 to 4096 (default: 2048)')
    .option('--out <file>', 'where to keep it (default: dkim/SELECTOR.pem in the data folder)')
    .option('--json', 'the record as JSON')
    .action((options) =>
      act(async (globals) => (await import('./generate.ts')).generate({ ...globals, ...options }, context)),
    );
  dkim
    .command('show')
    .description('print the DNS records of the keys that are configured')
    .option('--json', 'one line of JSON a record')
    .action((options) =>
      act(async (globals) => (await import('./show.ts')).show({ ...globals, ...options }, context)),
    );
}
