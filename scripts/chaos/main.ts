/**
 * Breaks things while a newsletter goes out, and checks that nobody was lost and nobody mailed twice:
 *
 *   npm run build && npm run chaos -- --seed 7
 *   npm run chaos -- --seed 7 --scenario kills --backend postgres+redis --recipients 20000 --kills 50
 *
 * Starts its own PostgreSQL, Redis and SMTP sink on free ports of the loopback, in a temporary folder. The seed decides
 * what is broken and when, in terms of messages sent; how many messages are under way at that moment is up to the machine.
 * Exits 1 if a promise was broken.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chance, chanceOf } from './chance.ts';
import { examineRun } from './examine-run.ts';
import { killScenarios } from './play-kills.ts';
import { readerScenarios } from './play-readers.ts';
import { relayScenarios } from './play-relay.ts';
import { serverScenarios } from './play-servers.ts';
import { timeScenarios } from './play-time.ts';
import { togetherScenarios } from './play-together.ts';
import { versionScenarios } from './play-versions.ts';
import { killAll } from './program.ts';
import { type Row, rowOf, tableOf } from './report.ts';
import type { Played, Scenario, WorldSettings } from './scenario.ts';
import { type Backend, backends, openWorld, type World } from './world.ts';

const scenarios: readonly Scenario[] = [
  ...killScenarios,
  ...serverScenarios,
  ...relayScenarios,
  ...timeScenarios,
  ...readerScenarios,
  ...versionScenarios,
  ...togetherScenarios,
];

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    recipients: { type: 'string' },
    kills: { type: 'string', default: '10' },
    scenario: { type: 'string', multiple: true },
    backend: { type: 'string', multiple: true },
    limit: { type: 'string', default: '900' },
    keep: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});

// Whoever stops the harness stops what it has started.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

if (values.list) for (const { name, title } of scenarios) console.log(`${name.padEnd(14)} ${title}`);
else process.exitCode = await runAll();

async function runAll(): Promise<number> {
  const rows: Row[] = [];
  const wanted = named(
    scenarios.map(({ name }) => name),
    values.scenario,
    'scenario',
  );
  for (const scenario of scenarios.filter(({ name }) => wanted.includes(name))) {
    for (const backend of named(backends, values.backend, 'backend')) {
      if (scenario.backends && !scenario.backends.includes(backend)) continue;
      const row = await runScenario(scenario, backend);
      rows.push(row);
      console.error(`${tableOf([row]).split('\n').at(-1)}`);
      for (const fault of row.faults) console.error(`  ${fault}`);
    }
  }
  console.log(tableOf(rows));
  return rows.some(({ faults }) => faults.length > 0) ? 1 : 0;
}

/** A scenario may need surroundings that not every machine has; where it has none, that is said and not passed over. */
async function runScenario(scenario: Scenario, backend: Backend): Promise<Row> {
  const { surroundings } = scenario;
  const whyNot = surroundings?.whyNot();
  const run = { scenario: scenario.name, backend, seed: Number(values.seed) };
  if (whyNot) return { ...run, faults: [`Not run: ${whyNot}.`] };
  const around = await surroundings?.open();
  try {
    return await runIn({ ...scenario.world, ...around }, scenario, run);
  } finally {
    if (around) await surroundings?.close(around);
  }
}

async function runIn(
  options: WorldSettings,
  scenario: Scenario,
  run: Pick<Row, 'scenario' | 'seed'> & { readonly backend: Backend },
): Promise<Row> {
  const { backend, seed } = run;
  const recipients = Number(values.recipients ?? scenario.recipients ?? 2000);
  const random = chance(chanceOf(seed, `${scenario.name} ${backend}`) * 2 ** 32);
  const world = await openWorld(backend, { recipients, seed, ...options });
  const row = { ...run, recipients };
  const began = Date.now();
  try {
    const played = await inTime(scenario.play(world, { random, kills: Number(values.kills) }));
    const seconds = (Date.now() - began) / 1000;
    return rowOf({ ...row, seconds }, played, await examine(world, played));
  } catch (error) {
    return { ...row, faults: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
  } finally {
    // Nothing is begun again from here on.
    world.closing.abort();
    await killAll();
    if (values.keep) console.error(`Kept: ${world.folder}`);
    await world.close(values.keep);
  }
}

/** A run that hangs is a fault like any other. */
async function inTime(play: Promise<Played>): Promise<Played> {
  const over = new AbortController();
  const late = wait(Number(values.limit) * 1000, undefined, over).then(() => {
    throw new Error(`Not over after ${values.limit} s.`);
  });
  try {
    return await Promise.race([play, late]);
  } finally {
    over.abort();
    late.catch(() => undefined);
  }
}

async function examine(world: World, played: Played) {
  const { maxInDoubt, maxDuplicates, isExamined = true, from = 0 } = played;
  if (!isExamined) return { counts: null, faults: [] };
  const status = await world.status(10);
  const deliveries = await world.deliveries(status.send);
  const subscribers = world.addresses.length;
  const events = world.witness.events().slice(from);
  const { counts, faults } = examineRun({ subscribers, deliveries, events, maxInDoubt, maxDuplicates });
  const said = (['audience', 'accepted', 'failed', 'skipped', 'inDoubt'] as const).filter(
    (name) => status[name] !== counts[name],
  );
  return {
    counts,
    faults: [
      ...faults,
      ...said.map((name) => `status says ${name} ${status[name]}, and the rows say ${counts[name]}.`),
      ...(status.state === 'done' ? [] : [`The send is ${status.state}, not done.`]),
    ],
  };
}

function named<Name extends string>(
  all: readonly Name[],
  wanted: readonly string[] | undefined,
  what: string,
): readonly Name[] {
  for (const name of wanted ?? [])
    if (!all.some((one) => one === name))
      throw new Error(`There is no ${what} "${name}": ${all.join(', ')}.`);
  return all.filter((name) => wanted?.includes(name) ?? true);
}
