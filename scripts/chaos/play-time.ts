/** Scenarios of clocks that are wrong, and of processes that are told to stop. */
import { setTimeout as wait } from 'node:timers/promises';
import { startCrew } from './crew.ts';
import { startProgram } from './program.ts';
import type { Played, Scenario } from './scenario.ts';
import type { World } from './world.ts';

const hourMs = 3_600_000;

function clockOff(ms: number): NodeJS.ProcessEnv {
  return {
    // The program is plain JavaScript; tsx is there for the clock alone.
    NODE_OPTIONS: `--import=${import.meta.resolve('tsx')} --import=${new URL('./shift-clock.ts', import.meta.url)}`,
    CHAOS_CLOCK_MS: `${ms}`,
  };
}

/** How many wait, and how many minutes; null where nobody does. */
interface Waits {
  readonly deferred: number;
  readonly soonest: number | null;
  readonly latest: number | null;
}

/** Each process has a clock of its own, an hour or a day off; what was deferred must wait as long as it should. */
async function playClocks(world: World): Promise<Played> {
  const run = startProgram(world, ['send', '--issue', '10', '--yes', '--json'], clockOff(-hourMs));
  const crew = [hourMs, -24 * hourMs, 24 * hourMs].map((ms) => startProgram(world, ['work'], clockOff(ms)));
  const { code, err } = await run.ended;
  for (const { child } of crew) child.kill('SIGTERM');
  await Promise.all(crew.map(({ ended }) => ended));
  const [waits] = await world.query<Waits>(
    `select count(*)::int as deferred, (extract(epoch from min(next_attempt_at - updated_at)) / 60)::float as soonest,
       (extract(epoch from max(next_attempt_at - updated_at)) / 60)::float as latest
     from pennypost.delivery where state = 'deferred' and attempt = 1`,
  );
  const { deferred = 0, soonest = null, latest = null } = waits ?? {};
  const faults = code === 4 ? [] : [`send ended with ${code}: ${err.slice(-300)}`];
  // Five minutes, a fifth more or less.
  if ((soonest ?? 0) < 3.9 || (latest ?? 0) > 6.1)
    faults.push(`The deferred wait ${soonest?.toFixed(1)} to ${latest?.toFixed(1)} minutes, not 4 to 6.`);
  world.witness.change({ odds: {} });
  const rest = await startCrew(world, { env: clockOff(hourMs), workerEnvs: [clockOff(-hourMs)] }).settled();
  const note = `${deferred} deferred, for ${soonest?.toFixed(1)} to ${latest?.toFixed(1)} minutes`;
  return { faults: [...faults, ...rest], maxInDoubt: 0, note };
}

/** SIGTERM to everybody: what is in flight ends, nothing new is claimed, and nobody is left in doubt. */
async function playDrain(world: World): Promise<Played> {
  const args = ['send', '--issue', '10', '--yes', '--json'];
  const workers = [1, 2].map(() => startProgram(world, ['work']));
  const all = [startProgram(world, args), ...workers];
  await world.witness.reached(world.addresses.length / 2, () => false);
  for (const { child } of all) child.kill('SIGTERM');
  const began = Date.now();
  await wait(100);
  const soon = await countClaims(world);
  const codes = (await Promise.all(all.map(({ ended }) => ended))).map(({ code }) => code);
  const seconds = (Date.now() - began) / 1000;
  const late = (await countClaims(world)) - soon;
  const { inDoubt, pending } = await world.status(10);
  const faults = [
    ...(codes[0] === 4 && codes.slice(1).every((code) => code === 0)
      ? []
      : [`They ended with ${codes.join(', ')}.`]),
    ...(seconds <= 30 ? [] : [`It took ${seconds.toFixed(1)} s until they had ended.`]),
    ...(inDoubt === 0 ? [] : [`${inDoubt} were left in doubt.`]),
    ...(late === 0 ? [] : [`${late} were claimed later than 100 ms.`]),
  ];
  const note = `ended after ${seconds.toFixed(1)} s with ${pending} left`;
  return { faults: [...faults, ...(await startCrew(world).settled())], maxInDoubt: 0, note };
}

/** Every claim raises a fence by one. */
async function countClaims(world: World): Promise<number> {
  const rows = await world.query<{ readonly claims: number | null }>(
    'select sum(fence)::int as claims from pennypost.delivery',
  );
  return rows[0]?.claims ?? 0;
}

export const timeScenarios: readonly Scenario[] = [
  {
    name: 'clocks',
    title: 'clocks an hour and a day off, 20 % deferred',
    play: playClocks,
    recipients: 600,
    world: { sink: { odds: { rcpt450: 0.2 } } },
  },
  { name: 'drain', title: 'SIGTERM to everybody', play: playDrain, world: { sink: { answerMs: 200 } } },
];
