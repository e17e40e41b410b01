import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addBounceCommands } from './bounces/bounce-commands.ts';
import { addDatabaseCommands } from './database/database-commands.ts';
import { addDkimCommands } from './dkim/dkim-commands.ts';
import { addIssueCommands } from './issues/issue-commands.ts';
import { addPreviewCommands } from './preview/preview-commands.ts';
import { addReaderCommands } from './readers/reader-commands.ts';
import { addSendCommands } from './sends/send-commands.ts';
import { addServeCommands } from './serve/serve-commands.ts';
import { addSubscriberCommands } from './subscribers/subscriber-commands.ts';
import type { Act, CommandContext, GlobalOptions } from './terminal/command-context.ts';
import type { ExitCode } from './terminal/exit-code.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Every command and every option. `onEnd` gets the exit code. */
export function commandTable(context: CommandContext, onEnd: (code: ExitCode) => void): Command {
  const program = new Command('pennypost')
    .description('Sends newsletters that live as markdown in git.')
    .option('--config <file>', 'the newsletter and where its parts are', 'pennypost.yaml')
    .option('--data <dir>', 'the embedded database, its secret and the outbox (default: .pennypost)')
    .version(version, '--version')
    .showHelpAfterError('Try `pennypost --help`.')
    .exitOverride();
  const act: Act = async (run) => onEnd(await run(program.opts<GlobalOptions>()));
  for (const add of [
    addIssueCommands,
    addPreviewCommands,
    addSendCommands,
    addReaderCommands,
    addSubscriberCommands,
    addServeCommands,
    addBounceCommands,
    addDkimCommands,
    addDatabaseCommands,
  ])
    add(program, act, context);
  return program;
}
