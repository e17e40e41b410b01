import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { PassThrough, Readable } from 'node:stream';
import type { runCommand } from '../../src/cli/run-command.ts';

/** How a command ended; null where a signal ended its process. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command that is under way. */
export interface Running {
  readonly ended: Promise<Ran>;
  /** Resolves when it has said something that matches. */
  said(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Asks it to stop, as SIGTERM does, and gives how it ended. */
  stop(): Promise<Ran>;
}

export interface RunningProcess extends Running {
  readonly child: ChildProcessWithoutNullStreams;
}

export interface Call {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Record<string, string | undefined>;
  /** What comes through its pipe. */
  readonly input: string;
}

// As it is installed, and not through the test runner: it starts threads of its own and is quicker to load.
const built = new URL('../../dist/cli/run-command.js', import.meta.url).href;

/** Runs the program in this process, with streams of its own, in a pipe. */
export function runHere({ args, cwd, env, input }: Call): Running {
  const stopping = new AbortController();
  const heard = new Heard();
  const run = async (): Promise<Ran> => {
    const program = (await import(built)) as { runCommand: typeof runCommand };
    const code = await program.runCommand(args, {
      cwd,
      env,
      out: (line) => heard.hear('out', `${line}\n`),
      err: (text) => heard.hear('err', text),
      input: Readable.from([Buffer.from(input)]),
      screen: new PassThrough(),
      isInteractive: false,
      stop: stopping.signal,
    });
    return { code, out: heard.out, err: heard.err };
  };
  const ended = run();
  const stop = (): Promise<Ran> => {
    stopping.abort();
    return ended;
  };
  return { ended, stop, said: (pattern) => heard.said(pattern, ended) };
}

export function watchProcess(child: ChildProcessWithoutNullStreams): RunningProcess {
  const heard = new Heard();
  child.stdout.on('data', (chunk) => heard.hear('out', String(chunk)));
  child.stderr.on('data', (chunk) => heard.hear('err', String(chunk)));
  const ended = new Promise<Ran>((resolve) => {
    child.on('close', (code) => resolve({ code, out: heard.out, err: heard.err }));
  });
  const stop = (): Promise<Ran> => {
    child.kill('SIGTERM');
    return ended;
  };
  return { child, ended, stop, said: (pattern) => heard.said(pattern, ended) };
}

/** What a command has said until now. */
class Heard {
  out = '';
  err = '';
  readonly #listeners = new Set<() => void>();

  hear(where: 'out' | 'err', text: string): void {
    this[where] += text;
    for (const listener of this.#listeners) listener();
  }

  said(pattern: RegExp, ended: Promise<Ran>): Promise<RegExpMatchArray> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(this.out + this.err);
        if (!match) return;
        this.#listeners.delete(look);
        resolve(match);
      };
      this.#listeners.add(look);
      const fail = ({ code, out, err }: Ran) =>
        reject(new Error(`It ended with ${code} and never said ${pattern}: ${out}${err}`));
      ended.then(fail, reject);
      look();
    });
  }
}
