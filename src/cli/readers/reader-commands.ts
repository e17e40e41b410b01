import type { Command } from 'commander';
import type { Act, CommandContext } from '../terminal/command-context.ts';

/** The commands about one person. */
export function addReaderCommands(program: Command, act: Act, context: CommandContext): void {
  program
    .command('reader')
    .description('show everything that is known of one person, whether they are mailed and why')
    .argument('<address>', 'the address, or the number of a report')
    .option('--json', 'as JSON')
    .action(showReader(act, context));
}

/** What shows a reader, under whichever name. */
export function showReader(act: Act, context: CommandContext) {
  return (address: string, options: { readonly json?: boolean }) =>
    act(async (globals) =>
      (await import('./reader.ts')).reader(address, { ...globals, ...options }, context),
    );
}
