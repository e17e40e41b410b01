import type { Command } from 'commander';
import type { Act, CommandContext } from '../terminal/command-context.ts';

/** The commands of `pennypost database` and their options. */
export function addDatabaseCommands(program: Command, act: Act, context: CommandContext): void {
  const database = program.command('database').description('move the database, back it up and restore it');
  addMove(database, act, context);
  addBackup(database, act, context, program.version() ?? '');
  addRestore(database, act, context);
}

function addMove(database: Command, act: Act, context: CommandContext): void {
  database
    .command('move')
    .description('carry everything into an empty database, and use the old one no more')
    .option('--to <place>', 'the URL of a PostgreSQL database, or a data folder')
    .option('--undo', 'instead: use the database again that was moved elsewhere')
    .option('--yes', 'with --undo: do not ask')
    .option('--json', 'as JSON: the tables with their rows')
    .action((options) =>
      act(async (globals) => (await import('./move.ts')).move({ ...globals, ...options }, context)),
    );
}

function addBackup(database: Command, act: Act, context: CommandContext, version: string): void {
  database
    .command('backup')
    .description('write everything into a file, as it is at one moment, while others go on')
    .argument('<file>', 'its name; nothing is written over')
    .option('--overwrite', 'replace a file of that name, once the new one is whole')
    .option('--json', 'as JSON')
    .action((file, options) =>
      act(async (globals) =>
        (await import('./backup.ts')).backup(file, version, { ...globals, ...options }, context),
      ),
    );
}

function addRestore(database: Command, act: Act, context: CommandContext): void {
  database
    .command('restore')
    .description(
      'put the database of a backup in the place of the one that is there; nothing is sent by itself',
    )
    .argument('<file>', 'the backup')
    .option('--yes', 'do not ask before another database is replaced')
    .option(
      '--missing <what>',
      'erase or keep the people of the backup whom the present database does not know',
    )
    .option('--give-up-present', 'do not read the database that is there: who left since is not known then')
    .option('--json', 'as JSON')
    .action((file, options) =>
      act(async (globals) =>
        (await import('./restore.ts')).restore(file, { ...globals, ...options }, context),
      ),
    );
  database
    .command('restored')
    .description('say what went out after the backup was made, so that sends may begin again')
    .option('--sent <issues>', 'these went out since, in whole or in part: 11,12')
    .option('--none', 'nothing did')
    .option('--json', 'as JSON')
    .action((options) =>
      act(async (globals) => (await import('./restored.ts')).restored({ ...globals, ...options }, context)),
    );
}
