/** Scenarios in which readers leave while they are being mailed. They need a server: `serve` runs beside the send. */
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { startCrew } from './crew.ts';
import type { SinkEvent } from './mischief.ts';
import { startProgram } from './program.ts';
import type { Played, PlayOptions, Scenario } from './scenario.ts';
import type { Backend, World } from './world.ts';

/** How long a dot may be under way whose commit came before the reader's answer. */
const graceMs = 1_000;

/** Sends issue 9, from which the readers have their links, and opens the site that answers them. */
async function openSite(world: World) {
  world.writeIssue(9);
  const faults = await startCrew(world, { issue: 9 }).settled();
  const site = startProgram(world, ['serve', '--port', '0']);
  const address = () => /at (http:\/\/\S+) for/.exec(site.said())?.[1];
  while (address() === undefined) await wait(20);
  const events = world.witness.events().filter(({ taken }) => taken);
  const links = new Map(
    events.map(({ to, leave }) => [to, new URL(new URL(leave ?? '').pathname, address())]),
  );
  return { faults, site, links, from: world.witness.events().length, perSecond: rateOf(events) };
}

/** Events a second. */
function rateOf(events: readonly SinkEvent[]): number {
  return events.length / (((events.at(-1)?.at ?? 0) - (events[0]?.at ?? 0)) / 1000);
}

const agent = new Agent({ keepAlive: true, maxSockets: 50 });

/** How a click was answered, when, and after how long; 0 where it was not. */
interface Answer {
  readonly code: number;
  readonly at: number;
  readonly ms: number;
}

/** RFC 8058 section 3.2: what a mail program posts. */
function leave(url: URL): Promise<Answer> {
  return new Promise((resolve) => {
    const began = performance.now();
    const body = 'List-Unsubscribe=One-Click';
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length };
    const end = (code = 0) => resolve({ code, at: Date.now(), ms: performance.now() - began });
    request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => end(response.statusCode));
    })
      .on('error', () => end())
      .end(body);
  });
}

/** Readers leave one after the other; from the answer on, none of them is mailed. */
async function playLeaving(world: World, { random }: PlayOptions): Promise<Played> {
  const { faults, site, links, from } = await openSite(world);
  const crew = startCrew(world);
  await world.witness.reached(world.addresses.length + 1, crew.isOver);
  const gone = new Map<string, number>();
  while (!crew.isOver() && gone.size < world.addresses.length / 3) {
    const address = world.addresses[Math.floor(random() * world.addresses.length)];
    const link = address === undefined ? undefined : links.get(address);
    if (address === undefined || link === undefined) {
      faults.push(`${address} has no link.`);
      break;
    }
    const { code, at } = await leave(link);
    if (code !== 200) faults.push(`The link of ${address} was answered with ${code}.`);
    if (!gone.has(address)) gone.set(address, at);
  }
  faults.push(...(await crew.settled()));
  site.child.kill('SIGTERM');
  const events = world.witness.events().slice(from);
  const late = events.filter(({ to, at }) => at > (gone.get(to) ?? Number.POSITIVE_INFINITY) + graceMs);
  const crossed = events.filter(({ to, at }) => at > (gone.get(to) ?? Number.POSITIVE_INFINITY));
  for (const { to } of late) faults.push(`${to} had left, and was mailed.`);
  const note = `${gone.size} left; ${crossed.length} dots crossed their answer`;
  return { faults, from, maxInDoubt: 0, note };
}

/** A crowd at the links while a send is under way. */
async function playCrowd(world: World): Promise<Played> {
  const perSecond = 500;
  const { faults, site, links, from, perSecond: rateAlone } = await openSite(world);
  const urls = [...links.values()].slice(0, 50);
  const crew = startCrew(world);
  await world.witness.reached(world.addresses.length + 1, crew.isOver);
  const answers: Promise<Answer>[] = [];
  for (let n = 0; !crew.isOver() && n < 20; n += 1) {
    for (let one = 0; one < perSecond / 2; one += 1) answers.push(leave(urls[one % urls.length] as URL));
    await wait(500);
  }
  const done = await Promise.all(answers);
  faults.push(...(await crew.settled()));
  site.child.kill('SIGTERM');
  const bad = done.filter(({ code }) => code !== 200);
  if (bad.length > 0) faults.push(`${bad.length} of ${done.length} were answered with ${bad[0]?.code}.`);
  const events = world.witness.events().slice(from);
  const rate = rateOf(events);
  const times = done.map(({ ms }) => ms).sort((a, b) => a - b);
  const p99 = times[Math.floor(times.length * 0.99)] ?? 0;
  const note = `${done.length} posts at ${perSecond} a second, p99 ${p99.toFixed(0)} ms; sent ${rate.toFixed(0)} a second, ${rateAlone.toFixed(0)} without`;
  return { faults, from, maxInDoubt: 0, note };
}

const servers: readonly Backend[] = ['postgres', 'postgres+redis'];

export const readerScenarios: readonly Scenario[] = [
  { name: 'leaving', title: 'readers leave during the send', play: playLeaving, backends: servers },
  { name: 'crowd', title: '500 unsubscribes a second during the send', play: playCrowd, backends: servers },
];
