#!/usr/bin/env node
import { CommanderError } from 'commander';
import { commandTable } from './command-table.ts';
import type { CommandContext } from './terminal/command-context.ts';
import { type ExitCode, exitCode } from './terminal/exit-code.ts';
import { printFailure } from './terminal/print-failure.ts';

async function main(): Promise<void> {
  const context: CommandContext = {
    cwd: process.cwd(),
    env: process.env,
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (text) => void process.stderr.write(text),
    isInteractive: Boolean(process.stdin.isTTY && process.stderr.isTTY),
    stop: stopSignal(),
  };
  // A reader that closes its pipe early, such as head, wants no more of us.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) =>
    process.exit(code === 'EPIPE' ? 0 : exitCode.bug),
  );
  try {
    await commandTable(context, (code) => {
      process.exitCode = code;
    }).parseAsync();
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? usageCode(error) : printFailure(error, context.err);
  }
  // A relay that never answers must not keep a process that was told to stop: nothing waits for it any more.
  if (context.stop.aborted) process.stdout.write('', () => process.exit());
}

/** The first signal asks to finish what is in flight, the second ends the process as it stands. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => (stopping.signal.aborted ? process.exit(130) : stopping.abort()));
  }
  return stopping.signal;
}

/** Commander has printed the fault, or the help that was asked for. */
function usageCode(error: CommanderError): ExitCode {
  return error.exitCode === 0 ? exitCode.done : exitCode.usage;
}

await main();
