import { sql } from 'kysely';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { refusalKey } from '../../src/delivery/refusals/refusal-key.ts';
import { isWorkDue, readAccount } from '../../src/ledger/accounts/account-sql.ts';
import { readPutOff } from '../../src/ledger/accounts/put-off-sql.ts';
import { claimDeliveries } from '../../src/ledger/attempts/claim-sql.ts';
import { recordOutcomes } from '../../src/ledger/attempts/record-sql.ts';
import { wakeDue } from '../../src/ledger/attempts/recovery-sql.ts';
import { holdLease } from '../../src/ledger/attempts/worker-lease-sql.ts';
import type { ClaimedDelivery, Outcome } from '../../src/ledger/delivery.ts';
import { pauseForRefusals, putBackRefused } from '../../src/ledger/refusals/held-refusals-sql.ts';
import { judgeRefusals } from '../../src/ledger/refusals/judge-refusals-sql.ts';
import { openSend, type SendRequest } from '../../src/ledger/sends/open-send-sql.ts';
import { cancelSend, resumeSend } from '../../src/ledger/sends/pause-resume-cancel-sql.ts';
import { retryFailed } from '../../src/ledger/sends/send-again-sql.ts';
import { finishSends, readSendState } from '../../src/ledger/sends/send-state-sql.ts';
import { parseSmtpReply } from '../../src/mail/smtp-reply.ts';
import { takeRefusals } from '../../src/sending/worker/take-refusals-sql.ts';
import { databaseBackends, emptyTables, useBackend } from '../setup/backends.ts';

const request: SendRequest = {
  issueKey: '10',
  digest: 'd1',
  content: '{}',
  rehearsal: false,
  correction: false,
  source: 's1',
  subject: 'Low tide',
  includeNew: false,
};
const unknown = '550 5.1.1 User unknown';
const gone = '550 5.1.1 The account does not exist';
const accepted: Outcome = { state: 'accepted', reply: { code: 250, enhancedStatus: null, text: '250 ok' } };

function keyOf(text: string): string {
  const reply = parseSmtpReply(text);
  if (!reply) throw new Error(`${text} is no reply`);
  return refusalKey(reply, 'r@d.example');
}

function putOff(text: string, state: 'deferred' | 'pending' = 'deferred'): Outcome {
  const reply = parseSmtpReply(text);
  if (!reply) throw new Error(`${text} is no reply`);
  const said = { reply, detail: text, refusalKey: keyOf(text) };
  if (state === 'pending') return { state, ...said };
  return { state, ...said, retryAt: new Date(Date.now() + 300_000) };
}

function refused(text: string): Outcome {
  return { state: 'failed', reply: parseSmtpReply(text), detail: text, refusalKey: keyOf(text) };
}

describe.each(databaseBackends(() => inject('databaseUrl')))('refusals during a send on %s', (_, open) => {
  let database: Database;
  let send: number;

  useBackend(open, (opened) => {
    database = opened;
  });

  /** Begins a send to readers 1 to `count`, at so many domains in turn. */
  async function begin(count: number, domains: number, more: Partial<SendRequest> = {}): Promise<void> {
    await sql`
      with added as (
        insert into subscriber (address, address_key)
        select a, a from (
          select 'r' || n || '@d' || n % ${domains}::int || '.example' as a from generate_series(1, ${count}::int) n) r
        returning id)
      insert into subscription (list, subscriber_id) select 'readers', id from added`.execute(
      database.tables,
    );
    send = (await openSend(database, { ...request, ...more })).send;
  }
  beforeEach(async () => {
    await emptyTables(database);
  });

  async function claim(subscribers: readonly number[]): Promise<ClaimedDelivery[]> {
    const lease = await holdLease(database, { id: 'w', host: 'test', pid: 1 }, () => undefined);
    const claimed = await Promise.all(
      subscribers.map((subscriber) =>
        claimDeliveries(database, 'w', { rehearsal: false })({ send, subscriber }),
      ),
    );
    await lease.release();
    return claimed.filter((one) => one !== null);
  }

  async function record(claimed: readonly ClaimedDelivery[], outcome: Outcome): Promise<void> {
    const write = recordOutcomes(database);
    await Promise.all(claimed.map((one) => write({ claimed: one, outcome })));
  }

  /** Tries readers `from` to `to`, one statement each, so that they are told apart by time. */
  async function deliver(from: number, to: number, outcome: Outcome): Promise<void> {
    const ids = Array.from({ length: to - from + 1 }, (_, at) => from + at);
    await record(await claim(ids), outcome);
  }

  const state = () => readSendState(database, send);
  const account = () => readAccount(database, send);
  const suppressed = async () =>
    (await database.tables.selectFrom('suppression').select('address_key').execute()).length;
  const pause = (text: string, onlyDomains: readonly string[] | null = null) =>
    pauseForRefusals(database, send, { reason: 'The relay refuses all.', keys: [keyOf(text)], onlyDomains });

  it('are held against nobody while somebody is left to try, and then against those they are about', async () => {
    await begin(4, 4);
    await deliver(1, 1, accepted);
    await deliver(2, 2, refused(unknown));
    await takeRefusals(database);
    await finishSends(database);
    expect([await suppressed(), (await state()).state]).toEqual([0, 'running']);
    await deliver(3, 4, accepted);
    // What is to be judged yet keeps the send from being done.
    await finishSends(database);
    expect((await state()).state).toBe('running');
    await takeRefusals(database);
    await finishSends(database);
    expect(await account()).toMatchObject({ accepted: 3, failed: 1 });
    expect([await suppressed(), (await state()).state]).toEqual([1, 'done']);
  });

  it('that pause go back to pending in the same transaction, those under way too, and no attempt is counted', async () => {
    await begin(14, 7);
    const underWay = await claim([13, 14]);
    await deliver(1, 10, refused(unknown));
    await deliver(11, 11, refused(gone));
    await pause(unknown);
    expect(await account()).toMatchObject({ failed: 1, pending: 11, sending: 2 });
    expect(await state()).toEqual({
      state: 'paused',
      pausedBy: 'fault',
      pauseReason: 'The relay refuses all.',
    });
    await record(underWay, refused(unknown));
    expect(await account()).toMatchObject({ failed: 1, pending: 13, sending: 0 });
    const attempts = await database.tables
      .selectFrom('delivery')
      .select('attempt')
      .where('state', '=', 'pending')
      .execute();
    expect(attempts.every(({ attempt }) => attempt === 0)).toBe(true);
    await takeRefusals(database);
    expect(await suppressed()).toBe(0);
  });

  it('for now are counted by their words, held against nobody, known at the next claim, and told', async () => {
    await begin(9, 3);
    await deliver(1, 4, putOff('451 4.7.1 r1@d.example: try later'));
    await deliver(5, 6, putOff('452 4.3.1 no room', 'pending'));
    await deliver(7, 7, accepted);
    expect(await readPutOff(database, send, 5)).toEqual([
      {
        deliveries: 4,
        pending: 0,
        code: 451,
        enhancedStatus: '4.7.1',
        said: '451 4.7.1 r1@d.example: try later',
      },
      { deliveries: 2, pending: 2, code: 452, enhancedStatus: '4.3.1', said: '452 4.3.1 no room' },
    ]);
    await takeRefusals(database);
    expect(await account()).toMatchObject({ deferred: 4, pending: 4, failed: 0 });
    const [again, fresh] = await claim([5, 8]);
    expect([again?.refusedBefore, fresh?.refusedBefore]).toEqual([keyOf('452 4.3.1 no room'), null]);
    // A turn that was waited for is no attempt, and forgets nothing.
    const uncounted = { state: 'deferred', reply: null, detail: 'Waits.', isUncounted: true } as const;
    await record(again ? [again] : [], { ...uncounted, retryAt: new Date(Date.now() - 1_000) });
    await wakeDue(database, { rehearsal: false });
    expect((await claim([5]))[0]?.refusedBefore).toBe(keyOf('452 4.3.1 no room'));
  });

  it('for now that pause bring back whom they have deferred, and who was under way', async () => {
    await begin(8, 4);
    const underWay = await claim([7]);
    await deliver(1, 5, putOff('451 4.7.1 no'));
    await deliver(6, 6, putOff('452 4.2.2 full'));
    await pause('451 4.7.1 no');
    await record(underWay, putOff('451 4.7.1 no'));
    expect(await account()).toMatchObject({ deferred: 1, pending: 7 });
    const { attempts } = await database.tables
      .selectFrom('delivery')
      .select(({ fn }) => fn.sum<string>('attempt').as('attempts'))
      .executeTakeFirstOrThrow();
    expect(Number(attempts)).toBe(1);
    expect(await isWorkDue(database, send, 0)).toBe(true);
  });

  it('that a killed worker has left failed in a paused send go back too, whoever looks first', async () => {
    for (const look of [judgeRefusals, async () => void (await openSend(database, request))]) {
      await sql`truncate delivery, send, rendered_issue, subscription, subscriber restart identity cascade`.execute(
        database.tables,
      );
      await begin(3, 3);
      await deliver(1, 2, refused(unknown));
      await sql`update send set state = 'paused', paused_by = 'fault', refusals_held = ${[keyOf(unknown)]}`.execute(
        database.tables,
      );
      await look(database);
      expect(await account()).toMatchObject({ failed: 0, pending: 3 });
    }
  });

  it('pause anew where the next send meets the same, and not where a person has resumed', async () => {
    await begin(12, 6);
    for (const goOn of [() => openSend(database, request), () => resumeSend(database, send)]) {
      await deliver(1, 10, refused(unknown));
      await pause(unknown);
      expect(await account()).toMatchObject({ failed: 0 });
      await goOn();
    }
    await deliver(1, 12, refused(unknown));
    await pause(unknown);
    await takeRefusals(database);
    expect((await state()).state).toBe('running');
    expect(await account()).toMatchObject({ failed: 12, pending: 0 });
    expect(await suppressed()).toBe(12);
    // In other words it is something else again.
    await pause(gone);
    expect((await state()).state).toBe('paused');
  });

  it('of a relay that was mended only after the send had gone on are tried once more, and then count', async () => {
    await begin(30, 10);
    await deliver(1, 10, refused(unknown));
    await pause(unknown);
    await openSend(database, request);
    await deliver(1, 3, refused(unknown));
    await deliver(4, 4, refused(gone));
    await deliver(5, 30, accepted);
    await takeRefusals(database);
    await finishSends(database);
    expect(await account()).toMatchObject({ failed: 1, pending: 3 });
    expect([await suppressed(), (await state()).state]).toEqual([0, 'running']);
    await deliver(1, 2, accepted);
    await deliver(3, 3, refused(unknown));
    await takeRefusals(database);
    await finishSends(database);
    expect(await account()).toMatchObject({ accepted: 28, failed: 2 });
    expect([await suppressed(), (await state()).state]).toEqual([2, 'done']);
  });

  it.each([
    ['three people at three domains', 3, 3, 'paused'],
    ['two people at their one domain', 2, 1, 'paused'],
    ['one person alone, who may be gone', 1, 1, 'done'],
  ])('of all at the end are ours: %s', async (_, count, domains, then) => {
    await begin(count, domains);
    await deliver(1, count, refused(unknown));
    await takeRefusals(database);
    await finishSends(database);
    expect((await state()).state).toBe(then);
    expect(await account()).toMatchObject(then === 'paused' ? { pending: count } : { failed: count });
    expect(await suppressed()).toBe(then === 'paused' ? 0 : count);
  });

  it('of few domains are ours only where the send goes to no other', async () => {
    await begin(12, 6);
    await deliver(6, 6, refused(unknown));
    await pause(unknown, ['d0.example']);
    expect((await state()).state).toBe('running');
    await pause(
      unknown,
      ['D0', 'd1', 'd2', 'd3', 'd4', 'd5'].map((name) => `${name}.example`),
    );
    expect((await state()).state).toBe('paused');
  });

  it('in one text of a large provider, over many domains, pause nothing while they are few', async () => {
    await begin(60, 30);
    await deliver(1, 35, accepted);
    await deliver(36, 60, refused(gone));
    await takeRefusals(database);
    await finishSends(database);
    expect((await state()).state).toBe('done');
    expect(await account()).toMatchObject({ accepted: 35, failed: 25 });
  });

  it('of over half of the last fifty are ours, though each worker has seen few of them', async () => {
    await begin(60, 30);
    await deliver(1, 34, accepted);
    await deliver(35, 60, refused(unknown));
    await takeRefusals(database);
    expect(await state()).toMatchObject({ state: 'paused', pauseReason: expect.stringContaining(unknown) });
    expect(await account()).toMatchObject({ accepted: 34, failed: 0, pending: 26 });
    expect(await suppressed()).toBe(0);
  });

  it('that are tried again by a person pause nothing in the words that they had', async () => {
    await begin(20, 10);
    await deliver(1, 8, accepted);
    await deliver(9, 20, refused(unknown));
    await takeRefusals(database);
    await finishSends(database);
    expect((await state()).state).toBe('done');
    // Who must not be mailed is not tried again.
    await sql`delete from suppression`.execute(database.tables);
    expect(await retryFailed(database, send)).toMatchObject({ retried: 12, left: 0 });
    await deliver(9, 20, refused(unknown));
    await pause(unknown);
    await takeRefusals(database);
    await finishSends(database);
    expect((await state()).state).toBe('done');
    expect(await account()).toMatchObject({ accepted: 8, failed: 12 });
  });

  it('of all of the first few of a canary are ours, and the others wait still', async () => {
    await begin(20, 10, { canary: { size: 5, watchMinutes: 0 } });
    const { rows } = await sql<{ id: number }>`
      select subscriber_id as id from delivery where state = 'pending'`.execute(database.tables);
    await record(await claim(rows.map(({ id }) => id)), refused(unknown));
    await takeRefusals(database);
    expect(await state()).toMatchObject({ state: 'paused', pausedBy: 'fault' });
    expect(await account()).toMatchObject({ failed: 0, pending: 5, held: 15 });
  });

  it.each([
    ['not where they are all there is', [], 0],
    ['where they are not', [3, 4], 2],
  ] as const)('in a send that a person called off count %s', async (_, taken, count) => {
    await begin(6, 6);
    await deliver(1, 2, refused(unknown));
    await record(await claim(taken), accepted);
    await cancelSend(database, send);
    await takeRefusals(database);
    expect([await suppressed(), (await state()).state]).toEqual([count, 'cancelled']);
    expect(await account()).toMatchObject({ failed: 2, pending: 0 });
  });

  it('of one relay of several go back without a pause, but for those that a person has said to go on with', async () => {
    await begin(4, 4);
    await deliver(1, 2, refused(unknown));
    await putBackRefused(database.tables, send, [keyOf(unknown)]);
    expect(await state()).toMatchObject({ state: 'running' });
    expect(await account()).toMatchObject({ failed: 0, pending: 4 });
    await deliver(1, 2, refused(unknown));
    await pause(unknown);
    await resumeSend(database, send);
    await deliver(1, 2, refused(unknown));
    await putBackRefused(database.tables, send, [keyOf(unknown)]);
    expect(await account()).toMatchObject({ failed: 2 });
  });

  it('that a worker of the version before recorded are feedback at once, and are no part of the judgement', async () => {
    await begin(4, 4);
    await deliver(1, 2, accepted);
    await sql`update delivery set state = 'failed', fence = 1, is_refusal_new = true, reply_code = 550,
      enhanced_status = '5.1.1', reply_text = ${unknown} where subscriber_id = 3`.execute(database.tables);
    await takeRefusals(database);
    expect(await suppressed()).toBe(1);
  });
});
