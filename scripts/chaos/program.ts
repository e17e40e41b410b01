/** The built program as processes: started, killed, and started again as a supervisor would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** Where the program runs. */
export interface Place {
  readonly program: string;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Aborted when nothing is to be begun any more. */
  readonly closing: AbortController;
}

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** A process that is, or was, running. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has said so far. */
  readonly said: () => string;
}

/** Everything that is running, with its end: to be ended with this process. */
const running = new Map<ChildProcess, Promise<Ended>>();
process.on('exit', () => void killAll());

export async function killAll(): Promise<void> {
  for (const child of running.keys()) child.kill('SIGKILL');
  await Promise.all(running.values());
}

/** Starts the program; `ended` resolves to how it ended. What it says on stderr goes to a file of the folder. */
export function startProgram(
  { program, folder, env }: Omit<Place, 'closing'>,
  args: readonly string[],
  extraEnv: NodeJS.ProcessEnv = {},
): Running {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, ...env, ...extraEnv },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
    appendFileSync(`${folder}/stderr.log`, `${new Date().toISOString()} [${child.pid} ${args[0]}] ${chunk}`);
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal, out, err });
    });
  });
  running.set(child, ended);
  return { child, ended, said: () => out + err };
}

export async function runProgram(world: Omit<Place, 'closing'>, args: readonly string[]): Promise<Ended> {
  return startProgram(world, args).ended;
}

/** A command that ends only when it is told to, as `work` and `serve`, kept running until then. */
export function keepRunning(world: Place, args: readonly string[], extraEnv: NodeJS.ProcessEnv = {}) {
  let isOver = false;
  let current: Running | null = null;
  const over = (async () => {
    while (!isOver && !world.closing.signal.aborted) {
      current = startProgram(world, args, extraEnv);
      const { code, signal } = await current.ended;
      // One that cannot start since a server is away is started again, as a supervisor does.
      if (!isOver && signal === null && code !== 0) await wait(500);
    }
  })();
  return {
    kill: (signal: NodeJS.Signals) => current?.child.kill(signal),
    /** Ends it as an operator does; its exit code. */
    async stop(): Promise<number | null> {
      isOver = true;
      current?.child.kill('SIGTERM');
      const ended = await current?.ended;
      await over;
      return ended?.code ?? null;
    },
  };
}
