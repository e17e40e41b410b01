/** Scenarios in which the relay misbehaves. */
import { setTimeout as wait } from 'node:timers/promises';
import { between } from './chance.ts';
import { startCrew } from './crew.ts';
import type { Fate } from './mischief.ts';
import { startProgram } from './program.ts';
import type { Played, PlayOptions, Scenario } from './scenario.ts';
import type { World } from './world.ts';

/**
 * After which nobody but the sink knows. On a busy machine the sink looks at a body that it means to cut only when all of
 * it has arrived, and the final dot with it.
 */
const unanswered: readonly Fate[] = ['dotLost', 'dotTaken', 'dotHang', 'bodyDrop'];
const forGood: readonly Fate[] = ['rcpt550', 'dot550'];

/** Whoever failed was refused for good, and whoever is in doubt was left without an answer to the dot. */
async function playMisbehaviour(world: World): Promise<Played> {
  const crew = startCrew(world);
  const faults = await crew.settled();
  const events = world.witness.events();
  const metBy = (fates: readonly Fate[]) =>
    new Set(events.filter(({ fate }) => fates.includes(fate)).map(({ to }) => to));
  const { send } = await world.status(10);
  const deliveries = await world.deliveries(send);
  const strays = (state: string, allowed: ReadonlySet<string>) =>
    deliveries.filter((one) => one.state === state && !allowed.has(one.address));
  const refused = metBy(forGood);
  const failed = strays('failed', refused);
  const doubted = strays('in_doubt', metBy(unanswered));
  const spared = deliveries.filter((one) => refused.has(one.address) && one.state !== 'failed');
  for (const [list, what] of [
    [failed, 'failed, though the sink refused none of them for good'],
    [doubted, 'are in doubt, though the sink answered each of their dots'],
    [spared, 'were refused for good and have not failed'],
  ] as const)
    for (const { address, state, detail } of list.slice(0, 1))
      faults.push(`${list.length} ${what}: ${address} (${state}, ${detail})`);
  const attempts = deliveries.reduce((sum, { attempt }) => sum + attempt, 0);
  return {
    faults,
    maxInDoubt: metBy(unanswered).size,
    note: `${attempts} attempts, ${refused.size} refused for good`,
  };
}

/** One domain answers slowly; how fast the others go beside it, against how fast they go when all answer at once. */
async function playTarpit(world: World): Promise<Played> {
  const slow = 'town0.example';
  const rateOfOthers = async (issue: number) => {
    world.writeIssue(issue);
    const from = world.witness.events().length;
    const others = () =>
      world.witness
        .events()
        .slice(from)
        .filter(({ to, taken }) => taken && !to.endsWith(slow));
    const wanted = world.addresses.filter((address) => !address.endsWith(slow)).length * 0.9;
    const crew = startCrew(world, { issue });
    while (others().length < wanted && !crew.isOver()) await wait(50);
    const times = others().map(({ at }) => at);
    world.witness.change({ tarpit: { domain: null, ms: 0 } });
    const faults = await crew.settled();
    return { faults, perSecond: times.length / (((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000) };
  };
  const free = await rateOfOthers(9);
  world.witness.change({ tarpit: { domain: slow, ms: 5_000 } });
  const began = world.witness.events().length;
  const beside = await rateOfOthers(10);
  const share = beside.perSecond / free.perSecond;
  const faults = [...free.faults, ...beside.faults];
  // Of ten connections the tarpit gets one at least, so nine are left to the others.
  if (share < 0.9 * 0.9) faults.push(`The others went at ${(share * 100).toFixed(0)} % of their rate.`);
  const note = `others ${beside.perSecond.toFixed(0)} a second, ${free.perSecond.toFixed(0)} without the tarpit`;
  return { faults, from: began, maxInDoubt: 0, note };
}

/** The login is revoked amid the send: it pauses, nobody fails, and it goes on once the login holds again. */
async function playRevoked(world: World): Promise<Played> {
  const running = startProgram(world, ['send', '--issue', '10', '--yes', '--json']);
  let isOver = false;
  const ended = running.ended.then((ran) => {
    isOver = true;
    return ran;
  });
  await world.witness.reached(world.addresses.length / 2, () => isOver);
  world.witness.change({ isRevoked: true });
  const began = Date.now();
  const { code, err } = await ended;
  const seconds = (Date.now() - began) / 1000;
  const status = await world.status(10);
  world.witness.change({ isRevoked: false });
  const faults = [
    ...(code === 4 ? [] : [`send ended with ${code}, not 4: ${err.slice(-300)}`]),
    ...(status.state === 'paused' ? [] : [`The send was ${status.state}, not paused.`]),
    ...(status.failed === 0 ? [] : [`${status.failed} have failed.`]),
    ...(seconds <= 5 ? [] : [`It took ${seconds.toFixed(1)} s until the send had stopped.`]),
  ];
  const note = `paused and ended after ${seconds.toFixed(1)} s with ${status.pending} left`;
  return { faults: [...faults, ...(await startCrew(world).settled())], maxInDoubt: 0, note };
}

/**
 * Amid the send the relay refuses everybody, in words that read as if each reader were gone, and somebody who sends is
 * killed; then it is mended. Nobody has failed, and nobody is suppressed.
 */
async function playRefused(refusal: string, world: World, { random }: PlayOptions): Promise<Played> {
  const crew = startCrew(world);
  await world.witness.reached(world.addresses.length / 2, crew.isOver);
  world.witness.change({ refusal });
  await wait(between(random, 0, 2_000));
  crew.signal(between(random, 0, crew.size - 1), 'SIGKILL');
  await wait(between(random, 2_000, 6_000));
  world.witness.change({ refusal: null });
  const faults = await crew.settled();
  const { failed } = await world.status(10);
  const suppressed = await world.query('select address_key from pennypost.suppression');
  if (failed > 0) faults.push(`${failed} have failed, for what was said to everybody.`);
  if (suppressed.length > 0)
    faults.push(`${suppressed.length} are suppressed, for what was said to everybody.`);
  return { faults, kills: 1, maxInDoubt: world.connections };
}

/** Everybody is at one domain that greylists: how long after the last first attempt the last has it. */
async function playGreylisting(seconds: number, world: World): Promise<Played> {
  const faults = await startCrew(world, { isPatient: true }).settled();
  const events = world.witness.events();
  const lastOf = (times: readonly number[]) => times.reduce((last, time) => Math.max(last, time), 0);
  const first = new Map<string, number>();
  for (const { to, at } of events) if (!first.has(to)) first.set(to, at);
  const begun = lastOf([...first.values()]);
  const took = (lastOf(events.flatMap(({ taken, at }) => (taken ? [at] : []))) - begun) / 1000;
  const again = events.filter(({ fate }) => fate === 'rcptGrey').length - first.size;
  if (took > seconds * 1.1)
    faults.push(`The last was taken ${took.toFixed(1)} s after the last first attempt.`);
  if (again > 0) faults.push(`${again} were tried again before it was time.`);
  const note = `the last taken ${took.toFixed(1)} s after the last first attempt, ${seconds} s asked`;
  return { faults, maxInDoubt: 0, note };
}

const bad = { rcpt421: 0.1, rcpt450: 0.1, rcpt550: 0.02, bodyDrop: 0.02, dotLost: 0.005, dotTaken: 0.005 };
const worse = { dot450: 0.02, dot550: 0.005, dataHang: 0.005, dotHang: 0.002 };

function greylisting(name: string, seconds: number, recipients: number): Scenario {
  return {
    name,
    title: `one domain has everybody, and puts each off for ${seconds} s at first`,
    play: (world) => playGreylisting(seconds, world),
    recipients,
    world: { domains: 1, sink: { greylist: seconds } },
  };
}

export const relayScenarios: readonly Scenario[] = [
  {
    name: 'bad-relay',
    title: '10 % 421, 10 % 450, 2 % 550, 2 % lost in the body, 1 % lost after the dot, and more',
    play: playMisbehaviour,
    world: { sink: { odds: { ...bad, ...worse } } },
  },
  {
    name: 'tarpit',
    title: 'one domain of ten answers after 5 s',
    play: playTarpit,
    recipients: 1000,
    world: { domains: 10 },
  },
  greylisting('greylisting', 30, 2_000),
  greylisting('greylisting-5m', 300, 20_000),
  {
    name: 'revoked',
    title: 'the login is revoked amid the send',
    play: playRevoked,
    world: { sink: { login: 'lamp:wick' } },
  },
  {
    name: 'denied',
    title: 'the relay relays for nobody any more amid the send, one who sends is killed, and it is mended',
    play: (world, options) => playRefused('554 5.7.1 <ADDRESS>: Relay access denied', world, options),
  },
  {
    name: 'unknown',
    title: 'the relay knows nobody any more amid the send, one who sends is killed, and it is mended',
    play: (world, options) => playRefused('550 5.1.1 <ADDRESS>: User unknown', world, options),
  },
];
