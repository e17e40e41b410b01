import { describe, expect, it } from 'vitest';
import { type DeliverOptions, deliverWith } from '../../src/delivery/deliver.ts';
import type { Admission } from '../../src/delivery/pace/domain-pace.ts';
import type { Receipt } from '../../src/delivery/relay/receipt.ts';
import { parseRelayUrl } from '../../src/delivery/relay/relay-url.ts';
import type { Transport } from '../../src/delivery/relay/transport.ts';
import { type Carried, type RelaySet, relaySet } from '../../src/delivery/relay-set.ts';
import type { ClaimedDelivery, Outcome } from '../../src/ledger/delivery.ts';
import type { EmailAddress } from '../../src/mail/address.ts';
import { readRefusal } from '../../src/sending/worker/read-refusal.ts';
import { judged, refused } from './receipts.ts';

const id = { send: 1, subscriber: 2 };
const address = 'ada@example.com' as EmailAddress;
const claimed: ClaimedDelivery = {
  id,
  fence: 1,
  attempt: 1,
  digest: 'd',
  subscriber: { id: 2, address, name: 'Ada', fields: {} },
  refusedBefore: null,
  hostedBy: null,
  isHostUnknown: false,
  names: { send: null, subscriber: '', key: null },
};
const reply = { code: 250, enhancedStatus: null, text: '250 ok' };

/** One relay that can be used, over a transport. */
function relaysOver(transport: Transport): RelaySet {
  const parsed = parseRelayUrl('smtp://127.0.0.1:1025');
  if (!parsed.ok) throw new Error(parsed.problem);
  return relaySet([{ relay: parsed.relay, transport }], readRefusal, {
    store: { count: async () => ({ count: 0, endsInMs: 0 }) },
    now: () => new Date(0),
    rest: async () => true,
    onTrouble: () => undefined,
  });
}

/** A ledger that writes down what it is told, and a transport that answers with the receipts it is given. */
function world(
  receipts: readonly Receipt[],
  changes: {
    claim?: null;
    failRecords?: number;
    commit?: boolean;
    composeFails?: boolean;
    admission?: Admission;
    giveUpAt?: Date;
    /** What the relays say instead of the transport. */
    carried?: Carried;
  } = {},
) {
  const told: string[] = [];
  const outcomes: Outcome[] = [];
  const waits: number[] = [];
  const left = [...receipts];
  let failures = changes.failRecords ?? 0;
  const options: DeliverOptions = {
    ledger: {
      claim: async () => (changes.claim === null ? null : claimed),
      commit: async () => {
        told.push('commit');
        return changes.commit ?? true;
      },
      record: async ({ outcome }) => {
        if (failures > 0) {
          failures -= 1;
          throw new Error('the database is away');
        }
        outcomes.push(outcome);
        return true;
      },
      pause: async (send, reason, refusals) =>
        void told.push(`pause ${send}: ${reason}${refusals ? ` [${refusals.keys}]` : ''}`),
      putBack: async (send, keys) => void told.push(`put back ${send}: ${keys}`),
    },
    compose: async ({ subscriber }) => {
      if (changes.composeFails) throw new Error('no such digest');
      return {
        envelope: { returnPath: 'b@example.org' as EmailAddress, recipient: subscriber.address },
        message: [Buffer.from('x')],
      };
    },
    relays: changes.carried
      ? { carry: async () => changes.carried as Carried }
      : relaysOver({
          send: async ({ recipient }, _, beforeDot, onSession) => {
            told.push(`send ${recipient}`);
            const receipt = left.shift();
            if (!receipt) throw new Error('one message too many');
            onSession?.();
            if (receipt.kind !== 'accepted') return receipt;
            return (await beforeDot()) ? receipt : { kind: 'withheld' };
          },
          close: async () => undefined,
        }),
    pace: {
      admit: (domain) => {
        told.push(`admit ${domain}`);
        if (changes.admission) return changes.admission;
        const end = (asksForLess: string | null) => void told.push(`end ${asksForLess}`);
        return { mayGo: true, begin: () => void told.push('begin'), rest: () => void told.push('rest'), end };
      },
    },
    giveUpAt: async () => changes.giveUpAt ?? new Date(1),
    now: () => new Date(0),
    random: () => 0.5,
    wait: async (ms) => void waits.push(ms),
    rest: async (ms) => void waits.push(ms),
  };
  return { deliver: deliverWith(options), told, outcomes, waits };
}

describe('one delivery', () => {
  it('is claimed, sent, committed before the dot, and recorded', async () => {
    const { deliver, told, outcomes } = world([{ kind: 'accepted', reply }]);
    await deliver(id);
    // The domain is not slow for what the ledger takes.
    const asked = ['rest', 'commit', 'begin', 'rest'];
    expect(told).toEqual(['admit example.com', 'send ada@example.com', 'begin', ...asked, 'end null']);
    expect(outcomes).toEqual([{ state: 'accepted', reply }]);
  });

  it('that somebody else has is left alone', async () => {
    const { deliver, told, outcomes } = world([], { claim: null });
    await deliver(id);
    expect([...told, ...outcomes]).toEqual([]);
  });

  it('whose claim holds no more goes back, and its dot is not sent', async () => {
    const { deliver, outcomes } = world([{ kind: 'accepted', reply }], { commit: false });
    await deliver(id);
    expect(outcomes).toMatchObject([{ state: 'pending' }]);
  });

  it('that was accepted is recorded however long the database is away', async () => {
    const { deliver, outcomes, waits } = world([{ kind: 'accepted', reply }], { failRecords: 3 });
    await deliver(id);
    expect(outcomes).toMatchObject([{ state: 'accepted' }]);
    expect(waits).toEqual([100, 200, 400]);
  });

  it('through a relay whose login is revoked pauses the send and fails nobody', async () => {
    const { deliver, told, outcomes } = world([
      { kind: 'accepted', reply },
      { kind: 'unreachable', at: 'login', problem: 'login refused' },
    ]);
    await deliver(id);
    await deliver(id);
    expect(outcomes).toMatchObject([{ state: 'accepted' }, { state: 'pending' }]);
    expect(told.at(-1)).toMatch(/^pause 1: login refused .*send again/);
  });

  it('through a relay that stumbles waits, and pauses nothing yet', async () => {
    const away: Receipt = { kind: 'unreachable', at: 'connect', problem: 'away' };
    const { deliver, told, waits } = world([{ kind: 'accepted', reply }, away, away]);
    for (let times = 0; times < 3; times += 1) await deliver(id);
    expect(waits).toEqual([500, 500]);
    expect(told.filter((line) => line.startsWith('pause'))).toEqual([]);
  });

  it('that cannot be composed goes back, and stops the send instead of failing anybody', async () => {
    const { deliver, told, outcomes } = world([], { composeFails: true });
    await deliver(id);
    expect(outcomes).toMatchObject([{ state: 'pending' }]);
    expect(told).toContainEqual(expect.stringMatching(/^pause 1: .*ada@example\.com.*no such digest/));
    expect(told.at(-1)).toBe('end null');
  });

  it('whose domain must wait is put back before anything is sent, and the attempt is not counted', async () => {
    const until = new Date(60_000);
    const admission = { mayGo: false, until, why: 'Waits its turn.' } as const;
    const { deliver, told, outcomes } = world([], { admission });
    await deliver(id);
    expect(told).toEqual(['admit example.com']);
    expect(outcomes).toEqual([
      { state: 'deferred', reply: null, detail: 'Waits its turn.', retryAt: until, isUncounted: true },
    ]);
    const late = world([], { admission, giveUpAt: new Date(0) });
    await late.deliver(id);
    expect(late.outcomes).toEqual([
      {
        state: 'failed',
        reply: null,
        detail: expect.stringMatching(/^Given up without an attempt, .* Waits its turn\.$/),
      },
    ]);
  });

  it('that is refused for good fails with the key of its words, and pauses with it where all are', async () => {
    const refusals = Array.from({ length: 5 }, () => refused('recipient', '550 relay not permitted'));
    const { deliver, told, outcomes } = world(refusals);
    for (let times = 0; times < 5; times += 1) await deliver(id);
    const refusalKey = judged(refusals[0] as Receipt)?.key;
    expect(outcomes.every((one) => one.state === 'failed' && one.refusalKey === refusalKey)).toBe(true);
    expect(told.at(-1)).toMatch(/^pause 1: .*refused 5 of the last 5/);
    expect(told.at(-1)).toContain(` [${refusalKey}]`);
  });

  it('that one relay of several refuses as it refuses everybody goes back, and pauses only what goes nowhere else', async () => {
    const receipt = refused('recipient', '550 5.1.1 unknown');
    const ours = { reason: 'It refuses all.', keys: ['k'], onlyDomains: null };
    const carried = { receipt, judged: judged(receipt), fault: null, waitMs: 0, ours };
    const one = world([], { carried });
    await one.deliver(id);
    expect(one.told.at(-1)).toBe('put back 1: k');
    const few = world([], { carried: { ...carried, ours: { ...ours, onlyDomains: ['example.com'] } } });
    await few.deliver(id);
    expect(few.told.at(-1)).toBe('pause 1: It refuses all. [k]');
  });
});
