import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { deliverWith } from '../../src/delivery/deliver.ts';
import { domainPace } from '../../src/delivery/pace/domain-pace.ts';
import { ownPaceStore } from '../../src/delivery/pace/pace-store-sql.ts';
import { parseRelayUrls } from '../../src/delivery/relay/relay-url.ts';
import { relaySet } from '../../src/delivery/relay-set.ts';
import { smtpTransport } from '../../src/delivery/smtp/transport-smtp.ts';
import type { ClaimedDelivery, DeliveryId, Outcome } from '../../src/ledger/delivery.ts';
import type { EmailAddress } from '../../src/mail/address.ts';
import { readRefusal } from '../../src/sending/worker/read-refusal.ts';
import { type RelayScript, type ScriptedRelay, scriptedRelay } from './scripted-relay.ts';

const connections = 10;
const jobs = 3 * connections;

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function start(script: RelayScript): Promise<ScriptedRelay> {
  const relay = await scriptedRelay(script);
  open.push(relay.close);
  return relay;
}

interface Row {
  attempt: number;
  outcome: Outcome | null;
}

/**
 * A worker with everything but a database and a queue: it delivers to the list until nobody is left who may be tried
 * now, or the send is paused.
 */
async function deliverAll(urls: string, list: readonly string[]) {
  const parsed = parseRelayUrls(urls);
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const rows: Row[] = list.map(() => ({ attempt: 0, outcome: null }));
  const waiting = list.map((_, subscriber) => subscriber);
  const pauses: string[] = [];
  let putBacks = 0;
  const options = {
    store: ownPaceStore(),
    now: () => new Date(),
    random: Math.random,
    wait: (ms: number) => wait(ms),
    rest: async (ms: number) => {
      await wait(ms);
      return true;
    },
    onTrouble: (error: unknown) => {
      throw error;
    },
  };
  const relays = relaySet(
    parsed.relays.map((relay) => ({
      relay,
      transport: smtpTransport(relay, relay.connections ?? connections),
    })),
    readRefusal,
    options,
  );
  open.push(relays.close);
  const deliver = deliverWith({
    ...options,
    ledger: {
      claim: async (id) => claimOf(id, rows, list),
      commit: async () => true,
      record: async ({ claimed: { id }, outcome }) => {
        const row = rows[id.subscriber];
        if (!row) return false;
        row.outcome = outcome;
        if (outcome.state === 'pending' || 'isUncounted' in outcome) row.attempt -= 1;
        if (outcome.state === 'pending') {
          putBacks += 1;
          waiting.push(id.subscriber);
        }
        return true;
      },
      pause: async (_, reason) => void pauses.push(reason),
      putBack: async () => undefined,
    },
    compose: async ({ subscriber }) => ({
      envelope: { returnPath: 'b@news.example' as EmailAddress, recipient: subscriber.address },
      message: [Buffer.from(`To: ${subscriber.address}\r\n\r\nHello.\r\n`)],
    }),
    relays,
    pace: domainPace({ ...options, connections, messages: jobs }),
    giveUpAt: async () => new Date(Date.now() + 3_600_000),
  });
  await Promise.all(
    Array.from({ length: jobs }, async () => {
      for (let next = waiting.shift(); next !== undefined && pauses.length === 0; next = waiting.shift())
        await deliver({ send: 1, subscriber: next });
    }),
  );
  const count = (state: Outcome['state'], domain = '') =>
    rows.filter(({ outcome }, at) => outcome?.state === state && list[at]?.endsWith(domain)).length;
  return { rows, pauses, count, putBacks };
}

function claimOf(id: DeliveryId, rows: readonly Row[], list: readonly string[]): ClaimedDelivery | null {
  const row = rows[id.subscriber];
  if (!row) return null;
  row.attempt += 1;
  const address = (list[id.subscriber] ?? '') as EmailAddress;
  return {
    id,
    fence: 1,
    attempt: row.attempt,
    digest: 'd',
    subscriber: { id: id.subscriber, address, name: '', fields: {} },
    refusedBefore: row.outcome && 'refusalKey' in row.outcome ? (row.outcome.refusalKey ?? null) : null,
    hostedBy: null,
    isHostUnknown: false,
    names: { send: null, subscriber: '', key: null },
  };
}

const people = (count: number, domain: string) =>
  Array.from({ length: count }, (_, at) => `r${at}@${domain}`);
const mixed = (one: readonly string[], other: readonly string[]) =>
  other.flatMap((address, at) => (one[at] === undefined ? [address] : [one[at], address]));
const recipients = ({ messages }: ScriptedRelay) =>
  messages.map((message) => /^To: (.*)\r$/m.exec(message)?.[1] ?? '');
const asked = ({ commands }: ScriptedRelay, domain: string) =>
  commands.filter((line) => line.startsWith('RCPT') && line.includes(`@${domain}>`)).length;
const later = (socket: Socket, ms: number) => void setTimeout(() => socket.write('250 2.0.0 ok\r\n'), ms);

describe('a worker', () => {
  it('tries everybody of a greylisting domain once at full speed, and slows down for who repeats it', async () => {
    const list = people(300, 'grey.example');
    const relay = await start({ rcpt: () => '451 4.7.1 Greylisted, try again in 300 seconds' });
    const { rows, count } = await deliverAll(relay.url, list);
    expect(count('deferred')).toBe(300);
    expect(rows.filter(({ outcome }) => outcome && 'isUncounted' in outcome)).toEqual([]);
    expect(asked(relay, 'grey.example')).toBe(300);
    const [first] = rows;
    expect(first?.outcome).toMatchObject({ refusalKey: expect.any(String), reply: { code: 451 } });
  });

  it('gives a tarpit few of its connections, so that the others keep theirs', async () => {
    let stuck = 0;
    let mostStuck = 0;
    let isOver = false;
    const relay = await start({
      dot: (socket, recipient) => {
        if (!recipient.endsWith('@tarpit.example')) return later(socket, 10);
        stuck += 1;
        mostStuck = Math.max(mostStuck, isOver ? 0 : stuck);
        setTimeout(() => {
          stuck -= 1;
          later(socket, 0);
        }, 3_000);
      },
    });
    const others = ['a', 'b', 'c', 'd'].flatMap((name) => people(100, `${name}.example`));
    const { count, rows } = await deliverAll(relay.url, mixed(people(200, 'tarpit.example'), others));
    isOver = true;
    expect(count('accepted') - count('accepted', '@tarpit.example')).toBe(400);
    expect(mostStuck).toBeLessThanOrEqual(4);
    expect(count('deferred', '@tarpit.example')).toBeGreaterThanOrEqual(190);
    const putBack = rows.find(({ outcome }) => outcome?.state === 'deferred');
    expect(putBack).toMatchObject({ attempt: 0, outcome: { detail: expect.stringContaining('slowly') } });
  });

  it('slows for the one domain that says 421, and asks it no more', async () => {
    const relay = await start({
      rcpt: (address) => (address.endsWith('@strict.example') ? '421 4.7.28 too much from you' : '250 ok'),
    });
    const { count, rows } = await deliverAll(
      relay.url,
      mixed(people(50, 'strict.example'), people(200, 'other.example')),
    );
    expect(count('accepted', '@other.example')).toBe(200);
    expect(count('deferred', '@strict.example')).toBe(50);
    // All that had a connection when it first said so; before anything is known that is a few.
    const few = asked(relay, 'strict.example');
    expect(few).toBeLessThanOrEqual(4);
    expect(
      rows.filter(({ attempt, outcome }) => attempt === 1 && outcome?.state === 'deferred'),
    ).toHaveLength(few);
  });

  it('pauses where the login is revoked in the middle, and nobody has failed', async () => {
    const script = {
      ehlo: '250-relay.example\n250 AUTH PLAIN',
      auth: '235 2.7.0 welcome',
      dot: (socket: Socket) => {
        if (relay.messages.length >= 40) script.auth = '535 5.7.8 revoked';
        later(socket, 0);
      },
    };
    const relay = await start(script);
    const { count, pauses } = await deliverAll(
      `smtp://me:secret@127.0.0.1:${relay.port}?messages=2`,
      people(200, 'home.example'),
    );
    expect(pauses[0]).toMatch(/535 5\.7\.8 revoked.*password in SMTP_URL/);
    expect(count('failed') + count('deferred') + count('in_doubt')).toBe(0);
    expect(count('accepted')).toBe(relay.messages.length);
    expect(count('accepted')).toBeLessThan(100);
  });

  it('slows where the relay is sent to too fast, and counts no attempt for that', async () => {
    let refusals = 0;
    const relay = await start({
      dot: (socket) => {
        const isTooFast = relay.messages.length > 30 && refusals < 5;
        if (isTooFast) refusals += 1;
        socket.write(isTooFast ? '454 Throttling failure: rate exceeded\r\n' : '250 2.0.0 ok\r\n');
      },
    });
    const { count, rows, pauses, putBacks } = await deliverAll(relay.url, people(60, 'home.example'));
    expect(count('accepted')).toBe(60);
    expect(putBacks).toBe(5);
    expect(rows.every(({ attempt }) => attempt === 1)).toBe(true);
    expect(pauses).toEqual([]);
  });

  it('goes on through the other relay where one dies, and nobody gets it from both', async () => {
    const dying = await scriptedRelay({
      dot: (socket) => {
        if (dying.messages.length > 30) void dying.close();
        else later(socket, 1);
      },
    });
    open.push(dying.close);
    const alive = await start({ dot: (socket) => later(socket, 1) });
    const { count, pauses } = await deliverAll(`${dying.url}, ${alive.url}`, people(300, 'home.example'));
    expect(pauses).toEqual([]);
    expect(count('failed') + count('pending')).toBe(0);
    // What was under way at the dying relay waits for a retry, or is in doubt after its dot.
    expect(count('accepted')).toBeGreaterThanOrEqual(300 - connections);
    const twice = new Set(recipients(dying));
    expect(recipients(alive).filter((recipient) => twice.has(recipient))).toEqual([]);
  });

  it('uses a fallback, and pauses where that is gone as well, saying it of each', async () => {
    const gone = await scriptedRelay({});
    await gone.close();
    const script = { ehlo: '250-relay.example\n250 AUTH PLAIN', auth: '535 5.7.8 no' };
    const strict = await start(script);
    const spare = await start({});
    const urls = `smtp://me:secret@127.0.0.1:${strict.port} ${spare.url}?fallback`;
    expect((await deliverAll(urls, people(30, 'home.example'))).count('accepted')).toBe(30);
    expect(spare.messages).toHaveLength(30);
    const { pauses, count } = await deliverAll(
      `smtp://me:secret@127.0.0.1:${strict.port} smtp://me:other@127.0.0.1:${strict.port}?fallback`,
      people(30, 'home.example'),
    );
    expect(pauses[0]).toMatch(/535 5\.7\.8 no/);
    expect(count('accepted') + count('failed')).toBe(0);
  });
});
