import { type Command, Option } from 'commander';
import { moveSystems } from '../../audience/imports/systems/move-systems.ts';
import type { Act, CommandContext } from '../terminal/command-context.ts';

/** The commands about who is on the lists that are kept in the database. */
export function addSubscriberCommands(program: Command, act: Act, context: CommandContext): void {
  const subscribers = program
    .command('subscribers')
    .description('who is on the lists that are kept in the database');
  addImport(subscribers, act, context);
  addMove(program, act, context);
}

function addImport(subscribers: Command, act: Act, context: CommandContext): void {
  subscribers
    .command('import')
    .description('take people over from CSV, TSV or JSON of any system')
    .argument('<file...>', 'files; all of them are read before anything changes')
    .option('--list <name>', 'onto which list; may be left out where there is one')
    .option('--dry-run', 'count what it would come to, and change nothing')
    .addOption(unprovenOption())
    .option('--because <text>', 'why they may be mailed, kept with their consent')
    .option(
      '--encoding <label>',
      'how the files are encoded, where that cannot be found out: shift_jis, windows-1253',
    )
    .option('--json', 'the account as JSON, on the last line')
    .action((files, options) =>
      act(async (globals) =>
        (await import('./import.ts')).importSubscribers(files, { ...globals, ...options }, context),
      ),
    );
}

function addMove(program: Command, act: Act, context: CommandContext): void {
  program
    .command('move')
    .description('take everybody over from another system, and say what its files leave out')
    .argument('<file...>', 'its exports, or the folder that they are in')
    .addOption(
      new Option('--from <system>', 'which one')
        .choices(moveSystems.map(({ name }) => name))
        .makeOptionMandatory(),
    )
    .option('--list <name>', 'onto which list; may be left out where there is one')
    .option('--dry-run', 'count what it would come to, and change nothing')
    .addOption(unprovenOption())
    .option('--because <text>', 'why they may be mailed, kept with their consent')
    .option('--encoding <label>', 'how the files are encoded, where that cannot be found out')
    .option('--json', 'the account as JSON, on the last line')
    .action((files, options) =>
      act(async (globals) => (await import('./move.ts')).move(files, { ...globals, ...options }, context)),
    );
}

function unprovenOption(): Option {
  return new Option(
    '--unproven <state>',
    'what becomes of those of whom nothing shows that they confirmed it themselves',
  )
    .choices(['mail', 'unconfirmed'])
    .default('mail');
}
