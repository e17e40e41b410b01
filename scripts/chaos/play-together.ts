/** Scenarios of one folder that many commands use at once. */
import { setTimeout as wait } from 'node:timers/promises';
import { between, type Random } from './chance.ts';
import { keepSending } from './crew.ts';
import { keepRunning, type Running, startProgram } from './program.ts';
import type { Played, PlayOptions, Scenario } from './scenario.ts';
import type { World } from './world.ts';

/** Whoever may be killed. */
interface Member {
  readonly kill: (signal: NodeJS.Signals) => unknown;
}

interface Asking extends Member {
  /** Ends it; what it saw that should not be. */
  stop(): Promise<string[]>;
}

/**
 * One `serve --work`, two `send` and three that ask, each begun again when it was killed. What anybody was told stays
 * true: nobody who was counted as accepted is lost to a later count, and every row that was acknowledged is there.
 */
async function playTogether(world: World, { random, kills }: PlayOptions): Promise<Played> {
  const serving = keepRunning(world, ['serve', '--work', '--port', '0']);
  const sending = [keepSending(world, 10, {}), keepSending(world, 10, {})];
  await world.witness.reached(1, () => false);
  const asking = [
    keepCounting(world),
    keepAsking(world, ['who', '10', '--state', 'sending']),
    keepWriting(world),
  ];
  const members: readonly Member[] = [serving, ...sending, ...asking];
  const isOver = () => sending.every((one) => one.isOver());
  const done = await killAtRandom(world, members, { random, kills, isOver });
  const faults = (await Promise.all(sending.map((one) => one.done))).flat();
  faults.push(...(await Promise.all(asking.map((one) => one.stop()))).flat());
  const code = await serving.stop();
  if (code !== 0) faults.push(`serve that was told to stop ended with ${code}.`);
  return { faults, kills: done, maxInDoubt: done * world.connections };
}

interface Killing {
  readonly random: Random;
  readonly kills: number;
  readonly isOver: () => boolean;
}

/** Kills evenly over the sending, a moment after so many final dots; how often it did. */
async function killAtRandom(
  world: World,
  members: readonly Member[],
  { random, kills, isOver }: Killing,
): Promise<number> {
  for (let done = 0; done < kills; done += 1) {
    await world.witness.reached(((done + random()) / kills) * world.addresses.length * 0.9, isOver);
    await wait(between(random, 0, 400));
    if (isOver()) return done;
    members[between(random, 0, members.length - 1)]?.kill('SIGKILL');
  }
  return kills;
}

/** Runs a command over and over, and lets `look` judge each that was not killed. */
function keepAsking(
  world: World,
  args: readonly string[],
  look: (out: string) => string | null = () => null,
): Asking {
  const faults = new Set<string>();
  let isOver = false;
  let current: Running | null = null;
  const over = (async () => {
    while (!isOver && !world.closing.signal.aborted) {
      current = startProgram(world, args);
      const { code, signal, out, err } = await current.ended;
      if (signal !== null) continue;
      // A database that is away for a moment is no fault of whoever asks.
      const fault =
        code === 0 ? look(out) : code === 75 ? null : `${args[0]} ended with ${code}: ${err.slice(-300)}`;
      if (fault !== null) faults.add(fault);
    }
  })();
  return {
    kill: (signal) => current?.child.kill(signal),
    async stop() {
      isOver = true;
      await over;
      return [...faults];
    },
  };
}

/** `status`: nobody is accepted and then not. */
function keepCounting(world: World): Asking {
  let most = 0;
  return keepAsking(world, ['status', '10', '--json'], (out) => {
    const { accepted } = JSON.parse(out) as { readonly accepted: number };
    const fault = accepted < most ? `${most} were accepted, and later ${accepted}.` : null;
    most = Math.max(most, accepted);
    return fault;
  });
}

/** A client of the database by itself, which nobody kills: what was acknowledged to it must be there in the end. */
function keepWriting(world: World): Asking {
  let acknowledged = 0;
  let isOver = false;
  const over = (async () => {
    await world.query('create table if not exists public.chaos (number int primary key)');
    while (!isOver && !world.closing.signal.aborted) {
      const number = acknowledged + 1;
      // A reply may be lost with its connection, and the row not.
      const statement = `insert into public.chaos values (${number}) on conflict do nothing`;
      const isWritten = await world.query(statement).then(
        () => true,
        () => false,
      );
      if (isWritten) acknowledged = number;
    }
  })();
  return {
    kill: () => undefined,
    async stop() {
      isOver = true;
      await over;
      const [row] = await world.query<{ rows: number }>('select count(*)::int as rows from public.chaos');
      return row?.rows === acknowledged
        ? []
        : [`${acknowledged} rows were acknowledged, and ${row?.rows} are there.`];
    },
  };
}

export const togetherScenarios: readonly Scenario[] = [
  {
    name: 'together',
    title: 'serve --work, two sends and three that ask, on one folder, killed at random',
    play: playTogether,
  },
];
