/** The processes of one send: `pennypost send`, begun again until nothing is left, and workers beside it. */
import { setTimeout as wait } from 'node:timers/promises';
import { type Ended, keepRunning, type Place, type Running, startProgram } from './program.ts';
import type { World } from './world.ts';

interface CrewOptions {
  readonly issue?: number;
  readonly env?: NodeJS.ProcessEnv;
  /** The surroundings of each worker. */
  readonly workerEnvs?: readonly NodeJS.ProcessEnv[];
  /** Whether whoever is deferred is waited for, and not brought forward: where somebody else keeps the time. */
  readonly isPatient?: boolean;
}

/** More often than any run needs: a send that never settles is a fault, not a wait. */
const maxRounds = 400;

export function startCrew(world: World, options: CrewOptions = {}) {
  const { issue = 10, env = {}, workerEnvs = [{}, {}], isPatient = false } = options;
  const beside = workerEnvs.map((each) => keepRunning(world, ['work'], each));
  const bringForward = async () => {
    if (isPatient) return void (await wait(2_000));
    for (const worker of beside) worker.kill('SIGTERM');
    await world.bringForward();
  };
  const sender = keepSending({ ...world, bringForward }, issue, env);
  const members = [sender, ...beside];
  return {
    size: members.length,
    isOver: sender.isOver,
    signal: (member: number, signal: NodeJS.Signals) => members[member % members.length]?.kill(signal),
    /** Waits for the send to be through and ends the workers; what they did that they should not have. */
    async settled(): Promise<string[]> {
      const faults = await sender.done;
      for (const worker of beside) {
        const code = await worker.stop();
        if (code !== 0) faults.push(`A worker that was told to stop ended with ${code}.`);
      }
      return faults;
    },
  };
}

/** `pennypost send`, begun again whenever it was killed, or ended with something left to do. */
export function keepSending(
  world: Place & { readonly bringForward: () => Promise<void> },
  issue: number,
  env: NodeJS.ProcessEnv,
) {
  let current: Running | null = null;
  let isOver = false;
  const done = (async (): Promise<string[]> => {
    try {
      for (let round = 0; round < maxRounds && !world.closing.signal.aborted; round += 1) {
        current = startProgram(world, ['send', '--issue', `${issue}`, '--yes', '--json'], env);
        const next = whatNext(await current.ended);
        if (next.is === 'over') return next.faults;
        if (next.is === 'deferred') await world.bringForward();
        if (next.is === 'later') await wait(500);
      }
      return [`The send was not through after ${maxRounds} rounds.`];
    } finally {
      isOver = true;
    }
  })();
  return { done, isOver: () => isOver, kill: (signal: NodeJS.Signals) => current?.child.kill(signal) };
}

type Next =
  | { readonly is: 'again' | 'later' | 'deferred' }
  | { readonly is: 'over'; readonly faults: string[] };

/** What follows from how a `send` ended. */
function whatNext({ code, signal, out, err }: Ended): Next {
  if (signal !== null) return { is: 'again' };
  if (code === 0 || code === 5) return { is: 'over', faults: [] };
  // A server is away: 75, or 1 where it was so from the start.
  if (code === 75 || (code === 1 && /DATABASE_URL|REDIS_URL/.test(err))) return { is: 'later' };
  if (code !== 4) return { is: 'over', faults: [`send ended with ${code}: ${err.slice(-300)}`] };
  const { deferred, pending } = JSON.parse(lastLine(out));
  if (pending > 0) return { is: 'later' };
  return deferred > 0 ? { is: 'deferred' } : { is: 'over', faults: [] };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
