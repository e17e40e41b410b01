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
import { parseArgs } from 'node:util';
import { chance, chanceOf } from './chance.mjs';
import { examineRun } from './examine-run.mjs';
import { killScenarios } from './play-kills.mjs';
import { rowOf, tableOf } from './report.mjs';
import { backends, openWorld } from './world.mjs';

const scenarios = [...killScenarios];

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    recipients: { type: 'string' },
    kills: { type: 'string', default: '10' },
    scenario: { type: 'string', multiple: true },
    backend: { type: 'string', multiple: true },
    keep: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});

if (values.list) for (const { name, title } of scenarios) console.log(`${name.padEnd(14)} ${title}`);
else process.exitCode = await runAll();

async function runAll() {
  const rows = [];
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

async function runScenario(scenario, backend) {
  const seed = Number(values.seed);
  const recipients = Number(values.recipients ?? scenario.recipients ?? 2000);
  const random = chance(chanceOf(seed, `${scenario.name} ${backend}`) * 2 ** 32);
  const world = await openWorld(backend, { recipients, seed, ...scenario.world });
  let row = null;
  try {
    const began = Date.now();
    const played = await scenario.play(world, { random, kills: Number(values.kills) });
    const seconds = (Date.now() - began) / 1000;
    row = rowOf(
      { scenario: scenario.name, backend, seed, recipients, seconds },
      played,
      await examine(world, played),
    );
    return row;
  } finally {
    const isKept = values.keep;
    if (isKept) console.error(`Kept: ${world.folder}`);
    await world.close(isKept);
  }
}

async function examine(world, { maxInDoubt, maxDuplicates, isExamined = true, issue = 10 }) {
  if (!isExamined) return { counts: null, faults: [] };
  const status = await world.status(issue);
  const deliveries = await world.deliveries(status.send);
  const subscribers = world.addresses.length;
  const events = world.witness.events();
  const { counts, faults } = examineRun({ subscribers, deliveries, events, maxInDoubt, maxDuplicates });
  const said = ['audience', 'accepted', 'failed', 'skipped', 'inDoubt'].filter(
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

function named(all, wanted, what) {
  for (const name of wanted ?? [])
    if (!all.includes(name)) throw new Error(`There is no ${what} "${name}": ${all.join(', ')}.`);
  return wanted ?? all;
}
