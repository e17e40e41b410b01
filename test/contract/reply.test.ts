import { sql } from 'kysely';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { sweepRefusals } from '../../src/feedback/record/sweep-refusals-sql.ts';
import { readTroubles } from '../../src/ledger/accounts/troubles-sql.ts';
import { claimDeliveries } from '../../src/ledger/attempts/claim-sql.ts';
import { commitDeliveries } from '../../src/ledger/attempts/commit-sql.ts';
import { recordOutcomes } from '../../src/ledger/attempts/record-sql.ts';
import { recover } from '../../src/ledger/attempts/recovery-sql.ts';
import { resolveDoubt } from '../../src/ledger/attempts/resolve-doubt-sql.ts';
import { holdLease } from '../../src/ledger/attempts/worker-lease-sql.ts';
import type { Outcome } from '../../src/ledger/delivery.ts';
import { openSend } from '../../src/ledger/sends/open-send-sql.ts';
import { retryFailed } from '../../src/ledger/sends/send-again-sql.ts';
import { parseSmtpReply, type SmtpReply } from '../../src/mail/smtp-reply.ts';
import { databaseBackends, emptyTables, useBackend } from '../setup/backends.ts';

const request = {
  issueKey: '10',
  digest: 'd1',
  content: '{}',
  rehearsal: false,
  correction: false,
  source: 's1',
  subject: 'Low tide',
  includeNew: false,
};

function reply(text: string): SmtpReply {
  const parsed = parseSmtpReply(text);
  if (!parsed) throw new Error(`${text} is no reply`);
  return parsed;
}

/** One to each subscriber, in order: what the relay said, and whether it was for good. */
const said = [
  ['failed', '550-5.1.1 No such user here\n550 5.1.1 see https://example.com/help'],
  ['failed', '550-5.1.1 No such user here\n550 5.1.1 see https://example.com/help'],
  ['failed', '550 we have no user of that name, no such user'],
  ['failed', '452 4.2.2 Over quota'],
  ['failed', '554 5.7.1 Blocked, see spamhaus.org'],
  ['deferred', '450 4.2.0 Greylisted'],
] as const;

/** Sentences for people, each of which would mislead whoever read a reply out of it. */
const wordings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `Given up after 8 attempts, since it is too late for this issue. ${text}`,
  () => 'Nach 550 Versuchen aufgegeben. 421 4.7.0 552 5.2.2 mailbox full',
  () => '550 5.7.1 This message looks like spam',
  () => '',
];

describe.each(databaseBackends(() => inject('databaseUrl')))('the reply of the relay on %s', (_, open) => {
  let database: Database;
  let send: number;

  useBackend(open, (opened) => {
    database = opened;
  });
  beforeEach(begin);

  async function begin(): Promise<void> {
    await emptyTables(database);
    await sql`
      with added as (
        insert into subscriber (address, address_key)
        select 'r' || n || '@d' || n || '.example', 'r' || n || '@d' || n || '.example' from generate_series(1, 6) n
        returning id)
      insert into subscription (list, subscriber_id) select 'readers', id from added`.execute(
      database.tables,
    );
    send = (await openSend(database, request)).send;
  }

  async function record(subscriber: number, outcome: Outcome): Promise<void> {
    const lease = await holdLease(database, { id: 'w1', host: 'test', pid: 1 }, () => undefined);
    const claimed = await claimDeliveries(database, 'w1', { rehearsal: false })({ send, subscriber });
    if (!claimed) throw new Error(`${subscriber} was not claimed`);
    expect(await recordOutcomes(database)({ claimed, outcome })).toBe(true);
    await lease.release();
  }

  function ended(state: 'failed' | 'deferred', text: string, detail: string): Outcome {
    return state === 'failed'
      ? { state, reply: reply(text), detail }
      : { state, reply: reply(text), detail, retryAt: new Date(Date.now() + 3_600_000) };
  }

  async function whatFollows(wording: (text: string) => string): Promise<unknown> {
    await begin();
    for (const [at, [state, text]] of said.entries()) await record(at + 1, ended(state, text, wording(text)));
    const groups = [
      (await readTroubles(database, send, 0)).failed,
      (await readTroubles(database, send, 0)).deferred,
    ];
    const replies = (await readTroubles(database, send, 10)).unhappy.map((one) => one.reply);
    await sweepRefusals(database);
    const events = await database.tables
      .selectFrom('feedback_event')
      .select(['event_key', 'kind', 'category', 'disposition', 'status', 'reply', 'why'])
      .orderBy('id')
      .execute();
    const suppressions = await database.tables.selectFrom('suppression').select('address_key').execute();
    return { groups, replies, events, suppressions };
  }

  it('is the same for grouping, sweeping and classifying, whatever people are told', async () => {
    const followed = [];
    for (const wording of wordings) followed.push(await whatFollows(wording));
    for (const other of followed) expect(other).toEqual(followed[0]);
    expect(followed[0]).toMatchObject({
      groups: [
        [
          { code: 550, enhancedStatus: '5.1.1', deliveries: 2, said: said[0][1] },
          { code: 452, enhancedStatus: '4.2.2', deliveries: 1, said: said[3][1] },
          { code: 550, enhancedStatus: null, deliveries: 1, said: said[2][1] },
          { code: 554, enhancedStatus: '5.7.1', deliveries: 1, said: said[4][1] },
        ],
        [{ code: 450, enhancedStatus: '4.2.0', deliveries: 1, said: said[5][1] }],
      ],
      replies: [said[5], ...said.slice(0, 5)].map(([, text]) => reply(text)),
      events: [
        { category: 'invalid_recipient', disposition: 'suppressed' },
        { category: 'invalid_recipient', disposition: 'suppressed' },
        { category: 'invalid_recipient', disposition: 'suppressed', reply: said[2][1] },
        { category: 'mailbox_full', disposition: 'counted', status: '4.2.2', reply: said[3][1] },
        { category: 'blocklist', disposition: 'noted' },
      ],
      suppressions: [{}, {}, {}],
    });
  });

  it('is kept whatever a relay says, and does not keep those of the same statement from being recorded', async () => {
    const lone = '550 5.1.1 half a pair \ud83d, a NUL \0, and no end';
    const lease = await holdLease(database, { id: 'w1', host: 'test', pid: 1 }, () => undefined);
    const claim = claimDeliveries(database, 'w1', { rehearsal: false });
    const claimed = await Promise.all([1, 2].map((subscriber) => claim({ send, subscriber })));
    const text = lone + 'x'.repeat(100_000);
    const outcomes = [ended('failed', text, text), ended('failed', said[0][1], '\udc00')];
    const recording = recordOutcomes(database);
    const recorded = await Promise.all(
      claimed.map((one, at) => one && recording({ claimed: one, outcome: outcomes[at] as Outcome })),
    );
    expect(recorded).toEqual([true, true]);
    const [odd, plain] = (await readTroubles(database, send, 10)).unhappy;
    expect(odd?.reply?.text).toMatch(/^550 5\.1\.1 half a pair \ufffd, a NUL , and no endx+$/);
    expect(odd?.reply?.text.length).toBeLessThanOrEqual(4_000);
    expect([plain?.reply?.text, plain?.detail]).toEqual([said[0][1], '\ufffd']);
    await lease.release();
  });

  it('is that of the last attempt: gone with one in which nothing was said, kept by one that was put back', async () => {
    const at = { reply: null, detail: 'lost', retryAt: new Date(0) };
    const columns = async () =>
      database.tables
        .selectFrom('delivery')
        .select(['reply_code', 'enhanced_status', 'reply_text'])
        .where('subscriber_id', '=', 1)
        .executeTakeFirstOrThrow();
    await record(1, { state: 'pending', reply: reply(said[5][1]), detail: 'busy' });
    expect(await columns()).toEqual({ reply_code: 450, enhanced_status: '4.2.0', reply_text: said[5][1] });
    await record(1, { state: 'deferred', ...at });
    expect(await columns()).toEqual({ reply_code: null, enhanced_status: null, reply_text: null });
  });

  it.each([
    ['a lost worker', 'in_doubt', async () => recover(database)],
    [
      'a bounce',
      'accepted',
      async () =>
        database.tables.transaction().execute((tables) => resolveDoubt(tables, { send, subscriber: 1 }, 'x')),
    ],
  ] as const)(
    'is not that of an attempt before, where %s ends what was committed',
    async (_by, state, end) => {
      await record(1, { state: 'pending', reply: reply(said[5][1]), detail: 'busy' });
      const lease = await holdLease(database, { id: 'w2', host: 'test', pid: 1 }, () => undefined);
      for (const subscriber of [1, 2]) {
        const claimed = await claimDeliveries(database, 'w2', { rehearsal: false })({ send, subscriber });
        if (claimed && subscriber === 1) await commitDeliveries(database, 'w2')(claimed);
      }
      await sql`update delivery set reply_code = 450 where subscriber_id = 2`.execute(database.tables);
      await lease.release();
      await end();
      const rows = await database.tables
        .selectFrom('delivery')
        .select(['state', 'reply_code', 'reply_text'])
        .where('subscriber_id', '<=', 2)
        .orderBy('subscriber_id')
        .execute();
      expect(rows[0]).toEqual({ state, reply_code: null, reply_text: null });
      expect(rows[1]).toMatchObject({ reply_code: 450 });
    },
  );

  describe('recorded by a worker of the version before', () => {
    /** Its statement names no text: what an earlier attempt was told stays. */
    const asBefore = (code: number, status: string | null, detail: string) =>
      sql`
      update delivery set state = 'failed', reply_code = ${code}, enhanced_status = ${status}, detail = ${detail},
        is_refusal_new = true, fence = fence + 1
      where subscriber_id = 1`.execute(database.tables);
    const categories = async () =>
      (await database.tables.selectFrom('feedback_event').select(['category', 'reply']).execute()).map(
        ({ category, reply }) => [category, reply],
      );

    it('is its codes alone', async () => {
      await asBefore(550, '5.1.1', '550 5.1.1 No such user');
      expect((await readTroubles(database, send, 1)).unhappy).toMatchObject([
        { reply: { code: 550, enhancedStatus: '5.1.1', text: '550 5.1.1' } },
      ]);
      expect((await readTroubles(database, send, 0)).failed).toMatchObject([
        { code: 550, said: '550 5.1.1 No such user' },
      ]);
      await sweepRefusals(database);
      expect(await categories()).toEqual([['invalid_recipient', '550 5.1.1']]);
    });

    it('is not taken for what an earlier attempt was told', async () => {
      await record(1, ended('failed', said[3][1], ''));
      await retryFailed(database, send);
      await asBefore(550, '5.1.1', 'whatever');
      await sweepRefusals(database);
      expect(await categories()).toEqual([['invalid_recipient', '550 5.1.1']]);
      expect((await readTroubles(database, send, 0)).failed).toMatchObject([{ said: 'whatever' }]);
    });
  });
});
