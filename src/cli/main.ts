#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import type { CommandContext, GlobalOptions } from './command-context.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import { printFailure } from './print-failure.ts';

/** The command table. Each command is loaded when it is asked for, so that `--help` is quick. */
function commandTable(run: (command: Promise<ExitCode>) => Promise<void>, context: CommandContext): Command {
  const program = new Command('pennypost')
    .description('Sends newsletters that live as markdown in git.')
    .option('--config <file>', 'the newsletter and where its parts are', 'pennypost.yaml')
    .option('--data <dir>', 'the embedded database, its secret and the outbox (default: .pennypost)')
    .showHelpAfterError('Try `pennypost --help`.')
    .exitOverride();
  const all = <Options>(options: Options): Options & GlobalOptions => ({
    ...program.opts<GlobalOptions>(),
    ...options,
  });

  program
    .command('issues')
    .description('list the issues found, newest first')
    .option('--content <dir>', 'where the issues are')
    .option('--json', 'as JSON')
    .action((options) => run(import('./issues.ts').then(({ issues }) => issues(all(options), context))));
  program
    .command('send')
    .description('send an issue to everybody on the lists')
    .requiredOption('--issue <n>', 'its number, or its date, slug or path')
    .option('--content <dir>', 'where the issues are')
    .option('--yes', 'do not ask')
    .option('--dry-run', 'show who would get it, who not and why; send nothing')
    .option('--catch', 'rehearse: the mail goes into the outbox folder and to nobody')
    .option('--to <address>', 'a test to this address only, marked as one')
    .option('--detach', 'leave the sending to `pennypost work`')
    .option('--skip-bad-rows', 'take the good rows of a list that has bad ones')
    .option('--correction', 'send an issue again that was edited since it was sent')
    .option('--include-new', 'also send to those who subscribed since the send began')
    .option('--json', 'the account as JSON, on the last line')
    .action((options) => run(import('./send.ts').then(({ send }) => send(all(options), context))));
  program
    .command('work')
    .description('deliver what sends have left to do, until stopped')
    .action((options) => run(import('./work.ts').then(({ work }) => work(all(options), context))));
  program
    .command('serve')
    .description('answer the unsubscribe links')
    .option('--host <host>', 'the address to listen on', '127.0.0.1')
    .option('--port <port>', 'the port to listen on', '8080')
    .action((options) => run(import('./serve.ts').then(({ serve }) => serve(all(options), context))));
  program
    .command('status')
    .description('show where the sends of an issue stand')
    .argument('<issue>', 'its number, or its date or slug')
    .option('--json', 'as JSON')
    .action((issue, options) =>
      run(import('./status.ts').then(({ status }) => status(issue, all(options), context))),
    );
  program
    .command('render')
    .description('write an issue as the email it becomes: HTML, text and the whole message')
    .argument('<file>', 'the markdown file')
    .requiredOption('--out <dir>', 'where to write')
    .option('--as <address>', 'as this subscriber gets it')
    .option('--json', 'sizes and digest as JSON')
    .action((file, options) =>
      run(import('./render.ts').then(({ render }) => render(file, all(options), context))),
    );
  program
    .command('demo')
    .description('send the sample issue to the sample list, into the outbox')
    .action((options) => run(import('./demo.ts').then(({ demo }) => demo(all(options), context))));
  return program;
}

async function main(): Promise<void> {
  const stopping = new AbortController();
  const context: CommandContext = {
    cwd: process.cwd(),
    env: process.env,
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (text) => void process.stderr.write(text),
    isInteractive: Boolean(process.stdin.isTTY && process.stderr.isTTY),
    stop: stopping.signal,
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => (stopping.signal.aborted ? process.exit(130) : stopping.abort()));
  }
  // A reader that closes its pipe early, such as head, wants no more of us.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? 0 : exitCode.bug),
  );
  try {
    await commandTable(async (command) => {
      process.exitCode = await command;
    }, context).parseAsync();
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? usageCode(error) : printFailure(error, context.err);
  }
}

/** Commander has printed the fault, or the help that was asked for. */
function usageCode(error: CommanderError): ExitCode {
  return error.exitCode === 0 ? exitCode.done : exitCode.usage;
}

await main();
