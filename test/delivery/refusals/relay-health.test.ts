import { describe, expect, it } from 'vitest';
import { type RelayHealth, relayHealth } from '../../../src/delivery/refusals/relay-health.ts';
import type { Receipt } from '../../../src/delivery/relay/receipt.ts';
import { accepted, judged, refused, unreachable } from '../receipts.ts';

const now = new Date('2026-11-22T10:00:00Z');
const later = (ms: number) => new Date(now.getTime() + ms);
const minuteMs = 60_000;
const fine = { fault: null, waitMs: 0, ours: null };

const noteOf = (health: RelayHealth, receipt: Receipt, domain: string, at: Date) =>
  health.note(receipt, { send: 1, domain }, at, judged(receipt, `ada@${domain}`));

/** The fault after each receipt, every recipient at a domain of their own. */
const faults = (receipts: readonly Receipt[]) => {
  const health = relayHealth('mail.example:587');
  return receipts.map((receipt, at) => noteOf(health, receipt, `d${at}.example`, now).fault);
};
const times = (count: number, receipt: Receipt): Receipt[] => Array.from({ length: count }, () => receipt);

describe('relayHealth', () => {
  it.each([
    [unreachable('login'), /password in SMTP_URL/],
    [unreachable('tls'), /certificate/],
    [refused('sender', '553 5.7.1 not you'), /returnPathDomain.*553 5\.7\.1 not you$/],
    [refused('recipient', '550 5.1.8 sender domain not found'), /returnPathDomain/],
    [refused('recipient', '530 5.7.0 log in first'), /password in SMTP_URL.*530 5\.7\.0/],
    [refused('message', '538 encryption required'), /password/],
    [refused('message', '550 5.7.8 credentials invalid'), /password/],
  ])('says at once what no repetition cures, and what to do: %j', (receipt, words) => {
    expect(faults([accepted, receipt])).toEqual([null, expect.stringMatching(words)]);
    expect(faults([receipt])[0]).toMatch(/send again to go on/);
  });

  it('names the missing login first, and the sizes, and a login that may send as itself only', () => {
    const denied = refused('recipient', '554 5.7.1 Relay access denied');
    const withOffer = times(5, denied).map((receipt) => ({ ...receipt, withoutLogin: 'offered' }) as Receipt);
    expect(faults(withOffer).at(-1)).toMatch(
      /^The relay .* offers a login, and SMTP_URL has no user.*denied$/,
    );
    expect(faults(times(5, denied)).at(-1)).not.toMatch(/offers a login/);
    const large: Receipt = { kind: 'too_large', problem: 'It takes 10 bytes, and this has 20.' };
    expect(faults([large])[0]).toMatch(/takes 10 bytes, and this has 20\. .*make the issue smaller/);
    const owned = '553 5.7.1 <b@news.example>: Sender address rejected: not owned by user letters';
    expect(faults([refused('sender', owned)])[0]).toMatch(
      /lets this login send as its own address only: set that address as returnPath/,
    );
    const quota = refused('sender', '550 5.4.5 Daily sending quota exceeded');
    expect(faults([quota])[0]).toMatch(/takes no more from you today/);
  });

  it('waits for one that is away, longer and longer, and has a fault after a minute', () => {
    const health = relayHealth('r');
    const note = (receipt: Receipt, ms: number) => noteOf(health, receipt, 'example.com', later(ms));
    const away = unreachable('connect');
    const notes = [0, 0, 2_000, 30_000, 60_000].map((ms) => note(away, ms));
    expect(notes.map(({ waitMs }) => waitMs)).toEqual([500, 500, 2_000, 10_000, 10_000]);
    expect(notes.map(({ fault }) => fault !== null)).toEqual([false, false, false, false, true]);
    expect(note(away, 99_000)).toEqual({ ...fine, waitMs: 500 });
    note(accepted, 99_500);
    expect(note(away, 900_000)).toEqual({ ...fine, waitMs: 500 });
  });

  it('lets one be busy, at the greeting too, until it has taken nothing for an hour', () => {
    const busy = refused('message', '454 Throttling failure: quota exceeded');
    const turned = unreachable('connect', '421 4.7.0 too many connections');
    for (const one of [busy, turned]) {
      const health = relayHealth('r');
      const at = (minutes: number, receipt: Receipt) =>
        noteOf(health, receipt, 'example.com', later(minutes * minuteMs)).fault;
      const everyMinute = (from: number, to: number) =>
        Array.from({ length: to - from + 1 }, (_, minute) => at(from + minute, one)).filter(Boolean);
      expect([...everyMinute(0, 59), at(59, accepted), ...everyMinute(61, 120)]).toEqual([null]);
      expect(at(121, one)).toMatch(/quota/);
      // Of what was long ago nothing is known any more.
      expect([...everyMinute(200, 230), ...everyMinute(300, 359)]).toEqual([]);
    }
  });

  it('has a fault where it puts off everybody for an hour, and not for a domain or for those who are left', () => {
    const barred = refused('recipient', '450 4.7.1 listed at bl.example');
    const faultsOf = (domains: number, acceptedAt: number | null) => {
      const health = relayHealth('r');
      // Every fifteen minutes, as retries come, each domain again.
      return Array.from({ length: 10 }, (_, turn) => {
        if (turn === acceptedAt) noteOf(health, accepted, 'other.example', later(turn * 15 * minuteMs));
        return Array.from(
          { length: domains },
          (_, at) => noteOf(health, barred, `d${at}.example`, later(turn * 15 * minuteMs + at)).fault,
        );
      })
        .flat()
        .filter((fault) => fault !== null);
    };
    expect(faultsOf(4, null)).toEqual([]);
    expect(faultsOf(5, null)[0]).toMatch(/put off everybody .*block list.*450 4\.7\.1 listed at/);
    expect(faultsOf(5, 4)).toHaveLength(1);
    expect(faultsOf(5, 4)).not.toEqual(faultsOf(5, null));
  });

  it.each(['lost', 'unknown'] as const)(
    'has a fault where it cuts off every message for a while: %s',
    (kind) => {
      const one = (): Receipt =>
        kind === 'lost'
          ? { kind, problem: 'It was cut.', isBeforeBody: false }
          : { kind, problem: 'It was cut.' };
      const health = relayHealth('r');
      const note = (receipt: Receipt, ms: number) => noteOf(health, receipt, 'example.com', later(ms));
      // A restart: all connections at once.
      expect(Array.from({ length: 50 }, () => note(one(), 0))).toEqual(Array(50).fill(fine));
      note(accepted, 5_000);
      const notes = [6_000, 7_000, 9_000, 16_000, 20_000].map((ms) => note(one(), ms));
      expect(notes.map(({ waitMs }) => waitMs)).toEqual([0, 1_000, 3_000, 10_000, 10_000]);
      expect(notes.map(({ fault }) => fault)).toEqual([null, null, null, null, null]);
      const { fault } = note(one(), 21_000);
      expect(fault).toMatch(/cuts every connection .* It was cut\.$/);
      expect(fault?.includes('only its log knows who has it')).toBe(kind === 'unknown');
    },
  );

  it('takes a message that always kills the connection for no fault of the relay', () => {
    const health = relayHealth('r');
    const killing = { kind: 'lost', problem: 'cut', isBeforeBody: false } as const;
    const faults = [0, 5, 20, 65, 185].map(
      (minutes) => noteOf(health, { ...killing }, 'example.com', later(minutes * minuteMs)).fault,
    );
    expect(faults.filter(Boolean)).toEqual([]);
  });

  it('has a fault where it refuses everybody from the start', () => {
    const denied = refused('recipient', '554 5.5.4 we take no mail from you');
    expect(faults(times(4, denied))).toEqual(times(4, denied).map(() => null));
    expect(faults(times(5, denied)).at(-1)).toMatch(/refused 5 of the last 5 .*554 5\.5\.4 we take no mail/);
    expect(faults(times(5, refused('recipient', '550 relay not permitted'))).at(-1)).not.toBeNull();
  });

  it('takes no dead address for a fault, however many there are and wherever', () => {
    const dead = [
      refused('recipient', '550 5.1.1 nobody of that name'),
      refused('recipient', '550 5.1.2 no such domain'),
      refused('recipient', '556 5.1.10 the domain takes no mail'),
      refused('recipient', '552 5.2.2 full'),
      refused('recipient', '550 5.2.1 closed'),
    ];
    const list = Array.from({ length: 40 }, () => dead).flat();
    expect(faults([...list, ...times(50, accepted), ...list]).filter(Boolean)).toEqual([]);
  });

  it('has a fault where it refuses more than a fifth of fifty, and not for the few of any list', () => {
    const denied = refused('message', '554 5.6.0 no');
    const mixed = (refusals: number) => [...times(50 - refusals, accepted), ...times(refusals, denied)];
    expect(faults(mixed(10)).filter(Boolean)).toEqual([]);
    expect(faults(mixed(11)).filter(Boolean)).toHaveLength(1);
    // What lies further back than fifty is forgotten.
    expect(faults([...mixed(10), ...mixed(10)]).filter(Boolean)).toEqual([]);
    expect(faults(times(50, refused('recipient', '450 4.2.1 later'))).filter(Boolean)).toEqual([]);
  });

  it('has a fault where five domains refuse with the same policy, and not where one does', () => {
    const spam = refused('message', '550 5.7.1 on a block list');
    const unsigned = refused('message', '550 5.7.26 not authenticated');
    const some = [...times(20, accepted), ...times(4, spam), ...times(4, unsigned)];
    expect(faults(some).filter(Boolean)).toEqual([]);
    expect(faults([...some, spam]).at(-1)).toMatch(/5 different domains .* 5\.7\.1, .*SPF, DKIM and DMARC/);
    const health = relayHealth('r');
    for (const receipt of times(20, accepted)) noteOf(health, receipt, 'other.example', now);
    const atOne = times(9, spam).map((receipt) => noteOf(health, receipt, 'one.example', now).fault);
    expect(atOne.filter(Boolean)).toEqual([]);
  });

  describe('in the same words, whatever the codes', () => {
    const unknown = refused('recipient', '550 5.1.1 User unknown in virtual mailbox table');
    const gone = refused('recipient', '550 5.1.1 The email account does not exist');
    /** What is found of `receipts`, at so many domains in turn; where it is found. */
    const found = (receipts: readonly Receipt[], domains: number) => {
      const health = relayHealth('r');
      return receipts.flatMap((receipt, at) => {
        const { fault, ours } = noteOf(health, receipt, `d${at % domains}.example`, now);
        return ours ? [{ at: at + 1, fault, ...ours }] : [];
      });
    };
    const key = judged(unknown)?.key;

    it('has a fault at the tenth of all, over five domains, and says what to do where it is none', () => {
      const [first] = found(times(12, unknown), 5);
      expect(first).toMatchObject({ at: 10, keys: [key], onlyDomains: null });
      expect(first?.fault).toMatch(/10 recipients at 5 domains .*`pennypost resume`.*User unknown/);
      expect(found([...times(9, unknown), accepted, ...times(16, unknown)], 5)).toEqual([]);
    });

    it('has a fault where it is over half of the last fifty, however many were taken before', () => {
      const late = found([...times(500, accepted), ...times(30, unknown)], 40);
      expect(late).toMatchObject([{ at: 526, keys: [key], onlyDomains: null }]);
    });

    it('has none for the dead mailboxes of a large provider, which are half of a list at the most', () => {
      const list = times(200, accepted).flatMap((taken) => [taken, gone]);
      expect(found(list, 100)).toEqual([]);
      // But for a list that begins with them: then only a person can tell.
      const first = [...times(25, gone), ...times(75, accepted), ...times(25, gone)];
      expect(found(first, 100).map(({ at }) => at)).toEqual([10, 20]);
    });

    it('asks whether there are other domains where it has seen few, and not each time', () => {
      const asked = found(times(60, unknown), 2);
      expect(asked.map(({ at, fault }) => [at, fault])).toEqual([
        [10, null],
        [25, null],
        [50, null],
      ]);
      expect(asked[0]?.onlyDomains).toEqual(['d0.example', 'd1.example']);
    });

    it('counts the domains of all that were refused so, where a list is sorted by them', () => {
      const health = relayHealth('r');
      const faults = Array.from({ length: 200 }, (_, at) =>
        noteOf(health, unknown, `d${Math.floor(at / 40)}.example`, now),
      ).flatMap(({ fault }, at) => (fault === null ? [] : [at]));
      expect(faults[0]).toBe(160);
    });

    it('looks at each send by itself', () => {
      const health = relayHealth('r');
      const faults = [1, 2].flatMap((send) =>
        times(9, unknown).map((receipt, at) =>
          health.note(receipt, { send, domain: `d${at}.example` }, now, judged(receipt)),
        ),
      );
      expect(faults).toEqual(faults.map(() => fine));
    });
  });

  describe('for now, in the same words', () => {
    /** The faults where each receipt comes so long after the one before, at so many domains in turn. */
    const found = (receipts: readonly Receipt[], apartMs: number, isRepeated: boolean, domains = 7) => {
      const health = relayHealth('r');
      return receipts.flatMap((receipt, at) => {
        const to = { send: 1, domain: `d${at % domains}.example` };
        const verdict = judged(receipt, `ada@${to.domain}`, isRepeated);
        const { fault, ours } = health.note(receipt, to, later(at * apartMs), verdict);
        return fault === null ? [] : [{ at: at + 1, fault, keys: ours?.keys }];
      });
    };
    const full = refused('sender', '452 4.3.1 Insufficient system storage');
    const milter = refused('recipient', '451 4.7.1 Service unavailable - try again later');

    it.each([
      full,
      refused('recipient', '450 4.1.8 <b@news.example>: Sender address rejected: Domain not found'),
      refused('sender', '451 4.7.1 Service unavailable - try again later'),
      refused('message', '452 4.3.1 no room'),
    ])('has a fault where it says it of everybody for half a minute, and nobody is taken: %j', (receipt) => {
      const [first] = found(times(60, receipt), 1_000, false, 1);
      expect(first).toMatchObject({ at: 31, keys: [judged(receipt)?.key] });
      expect(first?.fault).toMatch(/puts everybody off in the same words, 31 times.*nobody has failed/);
      // A moment of it passes by itself, and so does what one in the middle is taken of.
      expect(found(times(29, receipt), 1_000, false)).toEqual([]);
      expect(found([...times(25, receipt), accepted, ...times(25, receipt)], 1_000, false)).toEqual([]);
    });

    it('has a fault where it is repeated at second attempts, and not at first ones', () => {
      expect(found(times(60, milter), 10, false)).toEqual([]);
      expect(found(times(60, milter), 10, true)[0]).toMatchObject({ at: 10 });
    });

    it.each([
      refused('recipient', '451 4.7.1 Greylisted, try again later'),
      refused('recipient', '452 4.2.2 mailbox full'),
      refused('recipient', '450 4.1.2 Domain not found'),
      refused('recipient', '451 4.4.1 connect to mx.home.example timed out'),
      refused('recipient', '450 over quota'),
      refused('message', '454 Throttling failure: Maximum sending rate exceeded.'),
      refused('sender', '451 4.4.5 too many messages'),
    ])('has none for greylisting, full mailboxes, dead domains and the pace: %j', (receipt) => {
      for (const isRepeated of [false, true])
        expect(found(times(200, receipt), 1_000, isRepeated)).toEqual([]);
    });
  });

  it('names the keys of all that it failed before it had a fault, and none of those that are about mailboxes', () => {
    const health = relayHealth('r');
    const denied = ['554 5.5.4 not you', '554 5.5.4 nor you', '550 no'].map((text) =>
      refused('recipient', text),
    );
    const dead = refused('recipient', '550 5.1.1 nobody of that name');
    const notes = [...denied, dead, ...denied].map((receipt) => noteOf(health, receipt, 'home.example', now));
    const keys = denied.map((receipt) => judged(receipt)?.key);
    expect(notes.at(5)).toMatchObject({ fault: expect.stringMatching(/nobody has failed/), ours: { keys } });
  });

  it.each([
    [refused('recipient', '550 5.4.5 Daily user sending limit exceeded')],
    [refused('message', '454 Throttling failure: Daily message quota exceeded.')],
  ])('pauses at once for a quota of the day, and says when to go on: %j', (receipt) => {
    expect(noteOf(relayHealth('r'), receipt, 'home.example', now).fault).toMatch(
      /go on after 2026-11-23 10:00 UTC/,
    );
  });

  it('names the login and not the block lists where it does not pass mail on for us', () => {
    const denied = refused('recipient', '554 5.7.1 <ada@home.example>: Relay access denied');
    expect(faults(times(5, denied)).at(-1)).toMatch(/permissions, and the user and the password in SMTP_URL/);
  });
});
