import { type Command, Option } from 'commander';
import { moveSystems } from '../../audience/imports/systems/move-systems.ts';
import { collect } from '../terminal/collect.ts';
import type { Act, CommandContext } from '../terminal/command-context.ts';

/** The commands about who is on the lists that are kept in the database. */
export function addSubscriberCommands(program: Command, act: Act, context: CommandContext): void {
  const subscribers = program
    .command('subscribers')
    .description('who is on the lists that are kept in the database');
  addImport(subscribers, act, context);
  addExport(subscribers, act, context);
  addOne(subscribers, act, context);
  addList(subscribers, act, context);
  addLists(program, act, context);
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

function addExport(subscribers: Command, act: Act, context: CommandContext): void {
  subscribers
    .command('export')
    .description('write everybody and everything that is known of them to stdout')
    .option('--list <name>', 'only of this list')
    .addOption(
      new Option(
        '--format <format>',
        'one line of JSON a person, or CSV with a line for each list of a person',
      )
        .choices(['ndjson', 'csv'])
        .default('ndjson'),
    )
    .action((options) =>
      act(async (globals) =>
        (await import('./export.ts')).exportSubscribers({ ...globals, ...options }, context),
      ),
    );
}

function addOne(subscribers: Command, act: Act, context: CommandContext): void {
  subscribers
    .command('add')
    .description(
      'put somebody onto a kept list who asked for it; who left or is suppressed is not brought back',
    )
    .argument('<address>')
    .option('--list <name>', 'onto which list; may be left out where there is one')
    .option('--name <name>', 'their name')
    .option('--field <name=value>', 'a field of theirs; can be repeated', collect, [])
    .option('--because <text>', 'how they asked for it, kept with their consent')
    .option('--json', 'what became of it as JSON')
    .action((address, options) =>
      act(async (globals) =>
        (await import('./one-subscriber.ts')).addSubscriber(address, { ...globals, ...options }, context),
      ),
    );
  subscribers
    .command('remove')
    .description('take somebody off a list, or off all of them: they have left')
    .argument('<address>')
    .option('--list <name>', 'off this list only')
    .option('--json', 'what became of it as JSON')
    .action((address, options) =>
      act(async (globals) =>
        (await import('./one-subscriber.ts')).removeOne(address, { ...globals, ...options }, context),
      ),
    );
  subscribers
    .command('erase')
    .description('forget somebody for good; a hash stays, so that no import brings them back')
    .argument('<address>')
    .option('--yes', 'do not ask')
    .option('--json', 'what became of it as JSON')
    .action((address, options) =>
      act(async (globals) =>
        (await import('./one-subscriber.ts')).eraseOne(address, { ...globals, ...options }, context),
      ),
    );
}

function addList(subscribers: Command, act: Act, context: CommandContext): void {
  subscribers
    .command('list')
    .description('show who is on the lists')
    .option('--list <name>', 'only this one')
    .option('--json', 'one line of JSON each')
    .action((options) =>
      act(async (globals) =>
        (await import('./list.ts')).listSubscribers({ ...globals, ...options }, context),
      ),
    );
}

function addLists(program: Command, act: Act, context: CommandContext): void {
  program
    .command('lists')
    .description('show the lists: how many are on each, who left, and what it was last sent')
    .option('--json', 'as JSON')
    .action((options) =>
      act(async (globals) => (await import('./list.ts')).lists({ ...globals, ...options }, context)),
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
