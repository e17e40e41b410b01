import { sql } from 'kysely';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { readAccount, readSends } from '../../src/ledger/accounts/account-sql.ts';
import { readTroubles } from '../../src/ledger/accounts/troubles-sql.ts';
import { claimDeliveries } from '../../src/ledger/attempts/claim-sql.ts';
import { commitDeliveries } from '../../src/ledger/attempts/commit-sql.ts';
import { pendingDeliveries } from '../../src/ledger/attempts/pending-sql.ts';
import { recordOutcomes } from '../../src/ledger/attempts/record-sql.ts';
import { recover } from '../../src/ledger/attempts/recovery-sql.ts';
import { holdLease, readWorkers } from '../../src/ledger/attempts/worker-lease-sql.ts';
import type { Account, Outcome } from '../../src/ledger/delivery.ts';
import { watchCanaries } from '../../src/ledger/sends/canary-sql.ts';
import { findSend, openSend, type SendRequest } from '../../src/ledger/sends/open-send-sql.ts';
import { cancelSend, pauseByHand, resumeSend } from '../../src/ledger/sends/pause-resume-cancel-sql.ts';
import { retryFailed } from '../../src/ledger/sends/send-again-sql.ts';
import { finishSends, pauseSend, readSendState } from '../../src/ledger/sends/send-state-sql.ts';
import { pauseStaleSends, tendSends } from '../../src/ledger/sends/stale-sends-sql.ts';
import { followSend } from '../../src/sending/control/follow-send-sql.ts';
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
const real = { rehearsal: false } as const;
const reply = (code: number, text: string) => ({ code, enhancedStatus: null, text });
const accepted: Outcome = { state: 'accepted', reply: reply(250, '250 ok') };
const failed = (text: string): Outcome => ({ state: 'failed', reply: reply(550, text), detail: text });
const inDoubt: Outcome = { state: 'in_doubt', detail: 'lost' };

describe.each(databaseBackends(() => inject('databaseUrl')))('control of a send on %s', (_, open) => {
  let database: Database;

  useBackend(open, (opened) => {
    database = opened;
  });
  beforeEach(async () => {
    await emptyTables(database);
  });

  /** Subscribes readers 1 to `count`, of whom two thirds are at the domain big.example and each other at its own. */
  async function subscribe(count: number, first = 1): Promise<void> {
    await sql`
      with added as (
        insert into subscriber (address, address_key)
        select a, a from (
          select 'r' || n || '@' || case n % 3 when 0 then 'd' || n || '.example' else 'big.example' end as a
          from generate_series(${first}::int, ${first + count - 1}::int) n) r
        returning id)
      insert into subscription (list, subscriber_id) select 'readers', id from added`.execute(
      database.tables,
    );
  }

  /** Delivers whatever is pending now, each as `outcome` says of its subscriber. */
  async function deliver(outcome: (subscriber: number) => Outcome): Promise<void> {
    const lease = await holdLease(database, { id: 'w', host: 'test', pid: 1 }, () => undefined);
    const claim = claimDeliveries(database, 'w', real);
    const commit = commitDeliveries(database, 'w');
    const record = recordOutcomes(database);
    for (const id of await pendingDeliveries(database, real)(1000)) {
      const claimed = await claim(id);
      if (!claimed) throw new Error('nothing was claimed');
      await commit(claimed);
      await record({ claimed, outcome: outcome(id.subscriber) });
    }
    await lease.release();
  }

  const state = async (send: number) => (await readSendState(database, send)).state;
  const pending = () => pendingDeliveries(database, real)(1000);
  const ageBy = (hours: number) =>
    sql`update send set tended_at = tended_at - make_interval(hours => ${hours}::int)`.execute(
      database.tables,
    );

  it('is seen to be over within a second, also where counting is so slow that it is seldom done', async () => {
    await subscribe(2);
    const { send } = await openSend(database, request);
    let nowMs = 0;
    let waitedMs = 0;
    const clock = {
      now: () => new Date(nowMs),
      wait: async (ms: number) => {
        waitedMs += ms;
        nowMs += ms;
        if (waitedMs > 5_000) await deliver(() => accepted);
      },
    };
    const stop = new AbortController().signal;
    const none = () => undefined;
    const told: Account[] = [];
    // Each look takes ten seconds, so that the next is put off by minutes.
    const onAccount = (account: Account) => {
      told.push(account);
      nowMs += 10_000;
    };
    await followSend(database, send, {
      clock,
      stop,
      onAccount,
      onCanary: none,
      onPutOff: none,
      onTrouble: none,
    });
    expect(told.at(-1)).toMatchObject({ accepted: 2 });
    expect(waitedMs).toBeLessThan(7_000);
  });

  it('pauses and resumes, each as often as one likes', async () => {
    await subscribe(2);
    const { send } = await openSend(database, request);
    expect(await pauseByHand(database, send)).toMatchObject({ state: 'running' });
    expect(await pauseByHand(database, send)).toMatchObject({ state: 'paused', pausedBy: 'editor' });
    expect(await pending()).toEqual([]);
    expect(await resumeSend(database, send)).toMatchObject({ state: 'paused', pausedBy: 'editor' });
    expect(await resumeSend(database, send)).toMatchObject({ state: 'running', pausedBy: null });
    expect(await pending()).toHaveLength(2);
  });

  it('lets a new send lift what a fault had paused, and nothing that a person meant', async () => {
    await subscribe(1);
    const { send } = await openSend(database, request);
    await pauseSend(database, send, 'The relay refused our login.');
    expect(await openSend(database, request)).toEqual({ send, isNew: false });
    await pauseSend(database, send, 'The relay refused our login.');
    await pauseByHand(database, send);
    expect(await readSendState(database, send)).toEqual({
      state: 'paused',
      pausedBy: 'editor',
      pauseReason: 'The relay refused our login.',
    });
    await expect(openSend(database, request)).rejects.toMatchObject({ reason: 'paused' });
    const { chosen } = await findSend(database, request);
    expect(chosen).toMatchObject({ kind: 'refuse', error: { reason: 'paused' } });
    await resumeSend(database, send);
    expect(await openSend(database, request)).toEqual({ send, isNew: false });
  });

  it('cancels for good: what is left is skipped and says why, what was accepted stays so', async () => {
    await subscribe(3);
    const { send } = await openSend(database, request);
    const lease = await holdLease(database, { id: 'w', host: 'test', pid: 1 }, () => undefined);
    const claim = claimDeliveries(database, 'w', real);
    const commit = commitDeliveries(database, 'w');
    const record = recordOutcomes(database);
    const before = await claim({ send, subscriber: 1 });
    const after = await claim({ send, subscriber: 2 });
    if (!before || !after) throw new Error('nothing was claimed');
    expect(await commit(after)).toBe(true);
    expect(await cancelSend(database, send)).toMatchObject({ state: 'running' });
    expect(await cancelSend(database, send)).toMatchObject({ state: 'cancelled' });
    expect(await commit(before)).toBe(false);
    await record({ claimed: before, outcome: { state: 'pending', detail: 'withheld' } });
    await record({ claimed: after, outcome: accepted });
    await recover(database);
    expect(await readAccount(database, send)).toMatchObject({ audience: 3, accepted: 1, skipped: 2 });
    const { detail } = await database.tables
      .selectFrom('delivery')
      .select('detail')
      .where('subscriber_id', '=', 3)
      .executeTakeFirstOrThrow();
    expect(detail).toBe('The send was cancelled by hand.');
    expect(await resumeSend(database, send)).toMatchObject({ state: 'cancelled' });
    expect(await retryFailed(database, send)).toMatchObject({ retried: 0 });
    expect(await state(send)).toBe('cancelled');
    await lease.release();
  });

  it('does not mail those again, without a word, whom a cancelled version has reached', async () => {
    await subscribe(2);
    const { send } = await openSend(database, request);
    await cancelSend(database, send);
    const edited = await openSend(database, { ...request, digest: 'd2', source: 's2' });
    await deliver(() => accepted);
    await cancelSend(database, edited.send);
    await expect(openSend(database, { ...request, digest: 'd3', source: 's3' })).rejects.toMatchObject({
      reason: 'edited',
    });
  });

  it('leaves a finished send finished, whatever it is told', async () => {
    await subscribe(1);
    const { send } = await openSend(database, request);
    await deliver(() => accepted);
    await finishSends(database);
    for (const tell of [pauseByHand, resumeSend, cancelSend])
      expect(await tell(database, send)).toMatchObject({ state: 'done' });
    expect(await state(send)).toBe('done');
  });

  it('tries the failed again, their attempts counted anew, and reopens what was done', async () => {
    await subscribe(4);
    const { send } = await openSend(database, request);
    await deliver((subscriber) => (subscriber === 1 ? accepted : failed(`550 no ${subscriber % 2}`)));
    await finishSends(database);
    expect((await readTroubles(database, send, 0)).failed).toEqual([
      { code: 550, enhancedStatus: null, deliveries: 3, said: '550 no 0' },
    ]);
    expect(await retryFailed(database, send)).toMatchObject({ retried: 3 });
    expect(await retryFailed(database, send)).toMatchObject({ retried: 0 });
    expect(await state(send)).toBe('running');
    expect(await pending()).toMatchObject([2, 3, 4].map((subscriber) => ({ subscriber, attempt: 1 })));
    await pauseByHand(database, send);
    await resumeSend(database, send);
    await deliver(() => accepted);
    await finishSends(database);
    expect(await readAccount(database, send)).toMatchObject({ accepted: 4, failed: 0 });
    expect(await state(send)).toBe('done');
  });

  it('sends again to those in doubt on purpose only, and refuses the late reply to the first attempt', async () => {
    await subscribe(2);
    const { send } = await openSend(database, request);
    await deliver((subscriber) => (subscriber === 1 ? accepted : inDoubt));
    await finishSends(database);
    await expect(openSend(database, request)).rejects.toMatchObject({ reason: 'already-sent' });
    const again = { ...request, resendInDoubt: true };
    expect(await openSend(database, again)).toEqual({ send, isNew: false });
    expect(await pending()).toMatchObject([{ subscriber: 2, attempt: 1 }]);
    const late = { claimed: { id: { send, subscriber: 2 }, fence: 1 }, outcome: accepted };
    expect(await recordOutcomes(database)(late)).toBe(false);
    await deliver(() => accepted);
    await finishSends(database);
    await expect(openSend(database, again)).rejects.toMatchObject({ reason: 'already-sent' });
  });

  it('pauses a send that nobody looked after for days, until a person resumes it', async () => {
    await subscribe(1);
    const { send } = await openSend(database, request);
    await ageBy(71);
    await pauseStaleSends(database);
    expect(await state(send)).toBe('running');
    await ageBy(2);
    await tendSends(database, { rehearsal: false, send: send + 1 });
    await pauseStaleSends(database);
    expect(await readSendState(database, send)).toMatchObject({ state: 'paused', pausedBy: 'stale' });
    await expect(openSend(database, request)).rejects.toMatchObject({ reason: 'paused' });
    await resumeSend(database, send);
    await pauseStaleSends(database);
    expect(await state(send)).toBe('running');
  });

  it('never takes a send for stale that a worker looks after, that is over, or that is a rehearsal', async () => {
    await subscribe(1);
    const rehearsal = await openSend(database, { ...request, rehearsal: true });
    const { send } = await openSend(database, request);
    await ageBy(100);
    await tendSends(database, real);
    await pauseStaleSends(database);
    expect([await state(send), await state(rehearsal.send)]).toEqual(['running', 'running']);
    await deliver(() => accepted);
    await ageBy(100);
    await pauseStaleSends(database);
    expect(await state(send)).toBe('running');
  });

  it('takes what a fault paused for stale as well, and keeps why', async () => {
    await subscribe(1);
    const { send } = await openSend(database, request);
    await pauseSend(database, send, 'The relay is away.');
    await ageBy(80);
    await pauseStaleSends(database);
    await pauseStaleSends(database);
    const { pausedBy, pauseReason } = await readSendState(database, send);
    expect(pausedBy).toBe('stale');
    expect(pauseReason).toMatch(/more than three days.* It was paused before: The relay is away\.$/);
  });

  describe('with a canary', () => {
    const canary = { size: 10, watchMinutes: 10 };
    const rest = 90;
    const watched = () =>
      sql`update send set canary_settled_at = canary_settled_at - interval '10 minutes'`.execute(
        database.tables,
      );

    it('sends to the first few, asking each domain for its share', async () => {
      await subscribe(rest);
      const { send } = await openSend(database, { ...request, canary: { ...canary, size: 9 } });
      expect(await readAccount(database, send)).toMatchObject({ audience: 90, pending: 9, held: 81 });
      const ids = (await pending()).map(({ subscriber }) => subscriber);
      expect(ids.filter((id) => id % 3 !== 0)).toHaveLength(6);
      expect(ids).not.toEqual([...ids.keys()].map((at) => at + 1));
    });

    it('holds the others until the watch is over, and then lets them go by itself', async () => {
      await subscribe(100);
      const { send } = await openSend(database, { ...request, canary });
      await deliver(() => accepted);
      for (let look = 0; look < 2; look += 1) await watchCanaries(database);
      await finishSends(database);
      expect(await readAccount(database, send)).toMatchObject({ accepted: 10, held: 90 });
      const [status] = await readSends(database, '10');
      expect(status).toMatchObject({ state: 'running', canary: { size: 10, until: expect.any(Date) } });
      await watched();
      await Promise.all([1, 2, 3].map(() => watchCanaries(database)));
      expect(await readAccount(database, send)).toMatchObject({ accepted: 10, held: 0, pending: 90 });
      expect((await readSends(database, '10'))[0]?.canary).toBeNull();
      // The same command goes on with the same send.
      expect(await openSend(database, { ...request, canary })).toEqual({ send, isNew: false });
    });

    it('stops with the figures where too many are refused, and sends to the rest when a person resumes it', async () => {
      await subscribe(100);
      const { send } = await openSend(database, { ...request, canary });
      let refused = 0;
      await deliver(() => (refused++ < 2 ? failed('550 no') : accepted));
      await watchCanaries(database);
      const stopped = await readSendState(database, send);
      expect(stopped).toMatchObject({ state: 'paused', pausedBy: 'canary' });
      expect(stopped.pauseReason).toContain('Of the first 10, 8 accepted, 2 refused for good.');
      await expect(openSend(database, { ...request, canary })).rejects.toMatchObject({ reason: 'paused' });
      await pauseByHand(database, send);
      await resumeSend(database, send);
      await watchCanaries(database);
      expect(await readAccount(database, send)).toMatchObject({ held: 0, pending: 90 });
      expect(await state(send)).toBe('running');
    });

    it.each(['hard', 'complaint'])('counts what comes back: %s', async (kind) => {
      await subscribe(100);
      const { send } = await openSend(database, { ...request, canary });
      await deliver(() => accepted);
      await watchCanaries(database);
      await sql`insert into feedback_event (kind, send_id, subscriber_id)
        select ${kind}, send_id, subscriber_id from delivery, generate_series(1, 2)
        where state = 'accepted' limit 4`.execute(database.tables);
      await watchCanaries(database);
      expect(await readSendState(database, send)).toMatchObject({ state: 'paused', pausedBy: 'canary' });
    });

    it('is not restarted by a pause, and skips everybody who is held when it is cancelled', async () => {
      await subscribe(100);
      const { send } = await openSend(database, { ...request, canary });
      await pauseByHand(database, send);
      await watchCanaries(database);
      await resumeSend(database, send);
      expect(await readAccount(database, send)).toMatchObject({ pending: 10, held: 90 });
      await cancelSend(database, send);
      expect(await readAccount(database, send)).toMatchObject({ skipped: 100 });
    });

    it('holds nobody where it is as large as the list, and comes too late for a send that was begun', async () => {
      await subscribe(5);
      const { send } = await openSend(database, { ...request, canary });
      expect(await readAccount(database, send)).toMatchObject({ pending: 5, held: 0 });
      expect(await openSend(database, { ...request, canary })).toEqual({ send, isNew: false });
      await openSend(database, { ...request, issueKey: '11', digest: 'd11' });
      const late = { ...request, issueKey: '11', digest: 'd11', canary };
      await expect(openSend(database, late)).rejects.toMatchObject({ reason: 'under-way' });
    });
  });

  it('knows which workers deliver real sends, and which of them are alive', async () => {
    const names = [
      { id: 'a', host: 'one', pid: 1, command: 'pennypost work' },
      { id: 'b', host: 'two', pid: 2, command: 'pennypost work' },
      { id: 'c', host: 'one', pid: 3, command: 'pennypost send --issue 10', rehearsal: true },
    ];
    const leases = await Promise.all(names.map((name) => holdLease(database, name, () => undefined)));
    await sql`update worker set alive_until = now() - interval '1 second' where id = 'b'`.execute(
      database.tables,
    );
    expect(await readWorkers(database)).toMatchObject([{ host: 'one', pid: 1, command: 'pennypost work' }]);
    for (const lease of leases) await lease.release();
  });
});
