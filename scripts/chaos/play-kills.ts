/** Scenarios in which processes die, stop, or are there twice. */
import { setTimeout as wait } from 'node:timers/promises';
import { between, type Random } from './chance.ts';
import { startCrew } from './crew.ts';
import { runProgram, startProgram } from './program.ts';
import type { Played, PlayOptions, Scenario } from './scenario.ts';
import type { World } from './world.ts';

/**
 * When whom to kill: after so many final dots, and a moment more. Most kills fall amid the sending, one in four on a
 * process that is just starting again.
 */
function planKills(random: Random, kills: number, recipients: number) {
  return Array.from({ length: kills }, (_, n) => ({
    dots: Math.floor(((n + random()) / kills) * recipients * 0.85),
    delayMs: random() < 0.25 ? between(random, 200, 1500) : between(random, 0, 40),
    member: between(random, 0, 1000),
  }));
}

async function playKills(world: World, { random, kills }: PlayOptions) {
  const crew = startCrew(world);
  let done = 0;
  for (const { dots, delayMs, member } of planKills(random, kills, world.addresses.length)) {
    await world.witness.reached(dots, crew.isOver);
    await wait(delayMs);
    if (crew.isOver()) break;
    crew.signal(member, 'SIGKILL');
    done += 1;
  }
  const faults = await crew.settled();
  return { faults, kills: done, maxInDoubt: done * world.connections };
}

/** As kills, and then those in doubt are sent to again, as an editor may decide: some of them get it twice. */
async function playResend(world: World, options: PlayOptions): Promise<Played> {
  const { faults, kills, maxInDoubt } = await playKills(world, options);
  const { inDoubt } = await world.status(10);
  if (inDoubt > maxInDoubt) faults.push(`${inDoubt} were in doubt, and ${maxInDoubt} can be explained.`);
  if (inDoubt > 0) {
    const { code, err } = await runProgram(world, [
      'send',
      '--issue',
      '10',
      '--yes',
      '--json',
      '--resend-in-doubt',
    ]);
    if (code !== 0) faults.push(`send --resend-in-doubt ended with ${code}: ${err.slice(-300)}`);
  }
  return {
    faults,
    kills,
    maxInDoubt: 0,
    maxDuplicates: inDoubt,
    note: `${inDoubt} were in doubt and sent again`,
  };
}

/** One process stands still for longer than its lease, while the others go on. */
async function playFreeze(world: World, { random }: PlayOptions): Promise<Played> {
  const crew = startCrew(world);
  const member = between(random, 0, crew.size - 1);
  await world.witness.reached(world.addresses.length / 4, crew.isOver);
  crew.signal(member, 'SIGSTOP');
  await wait(90_000);
  crew.signal(member, 'SIGCONT');
  return { faults: await crew.settled(), maxInDoubt: world.connections };
}

/** The same command twice at once, for one issue after the other. */
async function playTwice(world: World): Promise<Played> {
  const rounds = 20;
  const faults: string[] = [];
  const ends = new Map<string, number>();
  for (let issue = 11; issue < 11 + rounds && !world.closing.signal.aborted; issue += 1) {
    world.writeIssue(issue);
    const before = world.witness.events().length;
    const args = ['send', '--issue', `${issue}`, '--yes', '--json'];
    const both = await Promise.all([1, 2].map(() => startProgram(world, args).ended));
    const codes = both
      .map(({ code }) => code)
      .sort()
      .join(' and ');
    ends.set(codes, (ends.get(codes) ?? 0) + 1);
    // Both share it, or the second finds it done.
    if (!['0 and 0', '0 and 5'].includes(codes))
      faults.push(`Issue ${issue}: the two ended with ${codes}: ${both.map(({ err }) => err).join(' ')}`);
    const taken = world.witness
      .events()
      .slice(before)
      .map(({ to }) => to);
    if (taken.length !== world.addresses.length || new Set(taken).size !== taken.length)
      faults.push(`Issue ${issue}: ${taken.length} messages to ${new Set(taken).size} recipients.`);
  }
  const notes = [...ends].map(([codes, times]) => `${codes}: ${times} times`);
  return { faults, isExamined: false, maxInDoubt: 0, note: `ended with ${notes.join(', ')}` };
}

export const killScenarios: readonly Scenario[] = [
  { name: 'kills', title: 'kill -9 of sender and workers', play: playKills },
  { name: 'resend', title: 'kills, then send --resend-in-doubt', play: playResend },
  { name: 'freeze', title: 'one process stopped for 90 s', play: playFreeze, recipients: 1000 },
  { name: 'twice', title: 'two sends of one issue at once', play: playTwice, recipients: 60 },
];
