#!/usr/bin/env node
import { runCommand } from './run-command.ts';
import { exitCode } from './terminal/exit-code.ts';
import { isMailPipe } from './terminal/mail-pipe.ts';

async function main(): Promise<void> {
  const { stdin, stdout, stderr } = process;
  const args = process.argv.slice(2);
  if (isMailPipe(args)) {
    // Whether a mail system listens or not, what it handed over is recorded first.
    for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
  } else {
    // A reader that closes its pipe early, such as head, wants no more of us.
    stdout.on('error', ({ code }: NodeJS.ErrnoException) =>
      process.exit(code === 'EPIPE' ? 0 : exitCode.bug),
    );
  }
  let stop: AbortSignal | null = null;
  process.exitCode = await runCommand(args, {
    cwd: process.cwd(),
    env: process.env,
    out: (line) => void stdout.write(`${line}\n`),
    err: (text) => void stderr.write(text),
    input: stdin,
    screen: stderr,
    isInteractive: Boolean(stdin.isTTY && stderr.isTTY),
    // Only who asks for it can be asked to finish: nobody hears a listener amid a long computation, and whoever has nothing
    // under way is ended by the signal itself.
    get stop() {
      stop ??= stopSignal();
      return stop;
    },
  });
  // A relay that never answers must not keep a process that was told to stop: nothing waits for it any more.
  if (isAborted(stop)) stdout.write('', () => process.exit());
}

function isAborted(signal: AbortSignal | null): boolean {
  return signal?.aborted ?? false;
}

/** The first signal asks to finish what is in flight, the second ends the process as it stands. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => (stopping.signal.aborted ? process.exit(130) : stopping.abort()));
  }
  return stopping.signal;
}

await main();
