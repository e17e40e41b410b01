import { sql } from 'kysely';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { readAccount, readSends } from '../../src/ledger/accounts/account-sql.ts';
import { claimDeliveries } from '../../src/ledger/attempts/claim-sql.ts';
import { commitDeliveries } from '../../src/ledger/attempts/commit-sql.ts';
import { pendingDeliveries } from '../../src/ledger/attempts/pending-sql.ts';
import { recordOutcomes } from '../../src/ledger/attempts/record-sql.ts';
import { recover, recoverStrays } from '../../src/ledger/attempts/recovery-sql.ts';
import { unclaimDeliveries } from '../../src/ledger/attempts/unclaim-sql.ts';
import { holdLease } from '../../src/ledger/attempts/worker-lease-sql.ts';
import type { ClaimedDelivery, DeliveryId } from '../../src/ledger/delivery.ts';
import { LedgerError } from '../../src/ledger/ledger-error.ts';
import { openSend, type SendRequest } from '../../src/ledger/sends/open-send-sql.ts';
import { cancelSend } from '../../src/ledger/sends/pause-resume-cancel-sql.ts';
import { finishSends, pauseSend } from '../../src/ledger/sends/send-state-sql.ts';
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
const edited: SendRequest = { ...request, digest: 'd2', source: 's2' };
const ok = { code: 250, enhancedStatus: '2.0.0', text: '250 2.0.0 ok' };
const real = { rehearsal: false } as const;

describe.each(databaseBackends(() => inject('databaseUrl')))('the ledger on %s', (_, open) => {
  let database: Database;

  useBackend(open, (opened) => {
    database = opened;
  });
  beforeEach(async () => {
    await emptyTables(database);
  });

  async function subscribe(count: number, first = 1): Promise<void> {
    await sql`
      with added as (
        insert into subscriber (address, address_key, name)
        select 'r' || n || '@example.com', 'r' || n || '@example.com', 'Reader ' || n
        from generate_series(${first}::int, ${first + count - 1}::int) n returning id)
      insert into subscription (list, subscriber_id) select 'readers', id from added`.execute(
      database.tables,
    );
  }

  async function suppress(address: string): Promise<void> {
    await database.tables
      .insertInto('suppression')
      .values({ address_key: address, reason: 'unsubscribe', since: '2026-11-01', evidence: '{}' })
      .execute();
  }

  async function worker(id: string) {
    const lease = await holdLease(database, { id, host: 'test', pid: 1 }, () => undefined);
    return {
      lease,
      claim: claimDeliveries(database, id, real),
      commit: commitDeliveries(database, id),
      record: recordOutcomes(database),
      unclaim: unclaimDeliveries(database, id),
    };
  }

  const lapse = (id: string) =>
    sql`update worker set alive_until = now() - interval '1 second' where id = ${id}`.execute(
      database.tables,
    );

  async function mustClaim(claim: (id: DeliveryId) => Promise<ClaimedDelivery | null>, id: DeliveryId) {
    const claimed = await claim(id);
    if (!claimed) throw new Error('nothing was claimed');
    return claimed;
  }

  async function stateOf({ send, subscriber }: DeliveryId) {
    return database.tables
      .selectFrom('delivery')
      .select(['state', 'attempt', 'fence', 'detail', 'reply_code', 'enhanced_status'])
      .where('send_id', '=', send)
      .where('subscriber_id', '=', subscriber)
      .executeTakeFirstOrThrow();
  }

  it('freezes the audience with the suppressed ones skipped, and says why', async () => {
    await subscribe(5);
    await suppress('r2@example.com');
    const { send, isNew } = await openSend(database, request);
    expect(isNew).toBe(true);
    expect(await readAccount(database, send)).toMatchObject({ audience: 5, pending: 4, skipped: 1 });
    expect(await stateOf({ send, subscriber: 2 })).toMatchObject({
      state: 'skipped',
      detail: 'unsubscribe since 2026-11-01',
    });
  });

  it('takes each delivery through its states, and balances', async () => {
    await subscribe(4);
    const { send } = await openSend(database, request);
    const { claim, commit, record, lease } = await worker('w1');
    const ids = await pendingDeliveries(database, real)(10);
    expect(ids).toEqual([1, 2, 3, 4].map((subscriber) => ({ send, subscriber, attempt: 1 })));
    const claimed = await Promise.all(ids.map((id) => mustClaim(claim, id)));
    expect(claimed[0]).toMatchObject({
      fence: 1,
      attempt: 1,
      digest: 'd1',
      subscriber: { address: 'r1@example.com', name: 'Reader 1', fields: {} },
    });
    expect(await Promise.all(claimed.map(commit))).toEqual([true, true, true, true]);
    const [first, second, third, fourth] = claimed as [
      ClaimedDelivery,
      ClaimedDelivery,
      ClaimedDelivery,
      ClaimedDelivery,
    ];
    const refusal = { code: 550, enhancedStatus: '5.1.1', text: '550 5.1.1 nobody here\0' };
    await Promise.all([
      record({ claimed: first, outcome: { state: 'accepted', reply: ok } }),
      record({ claimed: second, outcome: { state: 'failed', reply: refusal, detail: refusal.text } }),
      record({ claimed: third, outcome: { state: 'in_doubt', detail: 'lost' } }),
      record({
        claimed: fourth,
        outcome: { state: 'deferred', reply: null, detail: 'later', retryAt: new Date(Date.now() + 60_000) },
      }),
    ]);
    expect(await stateOf(second.id)).toMatchObject({
      state: 'failed',
      reply_code: 550,
      enhanced_status: '5.1.1',
      detail: '550 5.1.1 nobody here',
    });
    expect(await readAccount(database, send)).toEqual({
      audience: 4,
      held: 0,
      pending: 0,
      sending: 0,
      accepted: 1,
      deferred: 1,
      failed: 1,
      skipped: 0,
      inDoubt: 1,
      skippedFor: {},
    });
    await finishSends(database);
    expect((await readSends(database, '10'))[0]?.state).toBe('running');
    await lease.release();
  });

  it('gives a delivery to one worker only, however many ask at once', async () => {
    await subscribe(50);
    await openSend(database, request);
    const workers = await Promise.all(['w1', 'w2', 'w3'].map(worker));
    const ids = await pendingDeliveries(database, real)(50);
    const claims = await Promise.all(
      ids.flatMap((id) => [...workers, ...workers].map(({ claim }) => claim(id))),
    );
    expect(claims.filter(Boolean)).toHaveLength(50);
    for (const { lease } of workers) await lease.release();
  });

  it('skips at the claim whoever unsubscribed since the freeze', async () => {
    await subscribe(1);
    const { send } = await openSend(database, request);
    await suppress('r1@example.com');
    const { claim, lease } = await worker('w1');
    expect(await claim({ send, subscriber: 1 })).toBeNull();
    expect(await stateOf({ send, subscriber: 1 })).toMatchObject({ state: 'skipped', attempt: 0 });
    await lease.release();
  });

  it('refuses the dot to whoever unsubscribed while their message was under way', async () => {
    await subscribe(1);
    const { send } = await openSend(database, request);
    const { claim, commit, lease } = await worker('w1');
    const claimed = await mustClaim(claim, { send, subscriber: 1 });
    await suppress('r1@example.com');
    expect(await commit(claimed)).toBe(false);
    await lease.release();
  });

  it('takes back what a lost worker held: before the dot to send again, after it in doubt', async () => {
    await subscribe(2);
    const { send } = await openSend(database, request);
    const lost = await worker('lost');
    const before = await mustClaim(lost.claim, { send, subscriber: 1 });
    const after = await mustClaim(lost.claim, { send, subscriber: 2 });
    await lost.commit(after);
    await recover(database);
    expect(await readAccount(database, send)).toMatchObject({ sending: 2 });
    await lapse('lost');
    await recover(database);
    expect(await readAccount(database, send)).toMatchObject({ pending: 1, inDoubt: 1 });

    // The lost worker wakes: it may not finish what is no longer its own, but what the relay told it still counts.
    expect(await lost.commit(before)).toBe(false);
    expect(await lost.claim(before.id)).toBeNull();
    expect(await lost.record({ claimed: after, outcome: { state: 'accepted', reply: ok } })).toBe(true);
    const next = await worker('next');
    const again = await mustClaim(next.claim, before.id);
    expect(again).toMatchObject({ fence: 2, attempt: 2 });
    expect(
      await lost.record({ claimed: before, outcome: { state: 'failed', reply: null, detail: 'late' } }),
    ).toBe(false);
    expect(await stateOf(before.id)).toMatchObject({ state: 'sending', fence: 2 });
    await lost.lease.release();
    await next.lease.release();
  });

  it('frees everything at once where all earlier workers are known to be dead', async () => {
    await subscribe(1);
    const { send } = await openSend(database, request);
    const { claim, lease } = await worker('killed');
    await mustClaim(claim, { send, subscriber: 1 });
    await database.tables
      .updateTable('worker')
      .set({ alive_until: new Date(0) })
      .execute();
    await recover(database);
    expect(await readAccount(database, send)).toMatchObject({ pending: 1 });
    await lease.release();
  });

  it('wakes the deferred when their time has come, and not before', async () => {
    await subscribe(2);
    const { send } = await openSend(database, request);
    const { claim, record, lease } = await worker('w1');
    for (const [subscriber, inMs] of [
      [1, -1000],
      [2, 60_000],
    ] as const) {
      const claimed = await mustClaim(claim, { send, subscriber });
      const retryAt = new Date(Date.now() + inMs);
      await record({ claimed, outcome: { state: 'deferred', reply: null, detail: 'later', retryAt } });
    }
    await recover(database);
    expect(await readAccount(database, send)).toMatchObject({ pending: 1, deferred: 1 });
    await lease.release();
  });

  it('does not count an attempt in which nothing was said about the recipient', async () => {
    await subscribe(1);
    const { send } = await openSend(database, request);
    const { claim, record, lease } = await worker('w1');
    const claimed = await mustClaim(claim, { send, subscriber: 1 });
    await record({ claimed, outcome: { state: 'pending', detail: 'the relay is away' } });
    expect(await stateOf(claimed.id)).toMatchObject({ state: 'pending', attempt: 0, fence: 1 });
    await lease.release();
  });

  it('continues a send that is asked for again, and refuses one that is complete', async () => {
    await subscribe(1);
    const { send } = await openSend(database, request);
    await pauseSend(database, send, 'the relay refused the login');
    expect(await pendingDeliveries(database, real)(10)).toEqual([]);
    expect(await openSend(database, request)).toEqual({ send, isNew: false });
    const { claim, commit, record, lease } = await worker('w1');
    const claimed = await mustClaim(claim, { send, subscriber: 1 });
    await commit(claimed);
    await record({ claimed, outcome: { state: 'accepted', reply: ok } });
    await finishSends(database);
    await expect(openSend(database, request)).rejects.toMatchObject({
      name: 'LedgerError',
      reason: 'already-sent',
    });
    await subscribe(2, 2);
    await expect(openSend(database, request)).rejects.toBeInstanceOf(LedgerError);
    expect(await openSend(database, { ...request, includeNew: true })).toEqual({ send, isNew: false });
    expect(await readAccount(database, send)).toMatchObject({ audience: 3, accepted: 1, pending: 2 });
    await lease.release();
  });

  it('refuses an issue that was edited since, unless it is for everybody or a rehearsal', async () => {
    await subscribe(1);
    const first = await openSend(database, request);
    await expect(openSend(database, edited)).rejects.toMatchObject({ reason: 'edited' });
    const everybody = await openSend(database, { ...edited, everybody: true });
    expect(everybody.send).not.toBe(first.send);
    await openSend(database, { ...request, rehearsal: true });
    expect((await openSend(database, { ...edited, rehearsal: true })).isNew).toBe(true);
  });

  it('goes on with what was rendered, whatever an upgrade or a template makes of the same source', async () => {
    await subscribe(2);
    const { send } = await openSend(database, request);
    const upgraded = { ...request, digest: 'another rendering' };
    expect(await openSend(database, upgraded)).toEqual({ send, isNew: false });
    const { claim, commit, record, lease } = await worker('w1');
    for (const subscriber of [1, 2]) {
      const claimed = await mustClaim(claim, { send, subscriber });
      expect(claimed.digest).toBe('d1');
      await commit(claimed);
      await record({ claimed, outcome: { state: 'accepted', reply: ok } });
    }
    await finishSends(database);
    await expect(openSend(database, upgraded)).rejects.toMatchObject({ reason: 'already-sent' });
    await subscribe(1, 3);
    await openSend(database, { ...upgraded, includeNew: true });
    expect(await mustClaim(claim, { send, subscriber: 3 })).toMatchObject({ digest: 'd1' });
    await lease.release();
  });

  it('counts a send from before the source was kept as unedited, and says so', async () => {
    await subscribe(1);
    const { send } = await openSend(database, request);
    // As a process of the version before leaves it.
    await database.tables.updateTable('send').set({ source_digest: null, state: 'done' }).execute();
    await database.tables.updateTable('delivery').set({ state: 'accepted' }).execute();
    const now = openSend(database, edited);
    await expect(now).rejects.toMatchObject({ reason: 'already-sent' });
    await expect(now).rejects.toThrow(
      /from before Pennypost kept what the author wrote.* counts as unedited/,
    );
    await subscribe(1, 2);
    expect(await openSend(database, { ...edited, includeNew: true })).toEqual({ send, isNew: false });
    expect(await readSends(database, '10')).toMatchObject([{ digest: 'd1' }]);
  });

  it('gives the rest of a send the new version as a correction, and nobody both', async () => {
    await subscribe(4);
    const { send } = await openSend(database, request);
    const { claim, commit, record, lease } = await worker('w1');
    const [first, second, third] = [
      await mustClaim(claim, { send, subscriber: 1 }),
      await mustClaim(claim, { send, subscriber: 2 }),
      await mustClaim(claim, { send, subscriber: 3 }),
    ];
    await commit(first);
    await record({ claimed: first, outcome: { state: 'accepted', reply: ok } });
    await commit(second);
    await pauseSend(database, send, 'a mistake was seen', 'editor');
    const corrected = { ...edited, correction: true };
    expect(await openSend(database, corrected)).toEqual({ send, isNew: false });
    // What is in flight ends in the same account: taken, or tried again with the new version.
    await record({ claimed: second, outcome: { state: 'accepted', reply: ok } });
    await record({ claimed: third, outcome: { state: 'pending', detail: 'the connection was lost' } });
    expect(await readAccount(database, send)).toMatchObject({ audience: 4, accepted: 2, pending: 2 });
    for (const subscriber of [3, 4]) {
      const claimed = await mustClaim(claim, { send, subscriber });
      expect(claimed.digest).toBe('d2');
      await commit(claimed);
      await record({ claimed, outcome: { state: 'accepted', reply: ok } });
    }
    await finishSends(database);
    const late = openSend(database, { ...corrected, digest: 'd3', source: 's3' });
    await expect(late).rejects.toMatchObject({ reason: 'already-sent', failure: 'already-sent' });
    expect(await readSends(database, '10')).toMatchObject([{ send, digest: 'd2', state: 'done' }]);
    await lease.release();
  });

  it('corrects what is left of a send that was called off', async () => {
    await subscribe(3);
    const { send } = await openSend(database, { ...request, canary: { size: 1, watchMinutes: 10 } });
    const { claim, commit, record, lease } = await worker('w1');
    const [id] = await pendingDeliveries(database, real)(10);
    const claimed = await mustClaim(claim, id ?? { send, subscriber: 0 });
    await commit(claimed);
    await record({ claimed, outcome: { state: 'accepted', reply: ok } });
    await cancelSend(database, send);
    await openSend(database, { ...edited, correction: true });
    expect(await readAccount(database, send)).toMatchObject({ accepted: 1, pending: 2, skipped: 0 });
    await lease.release();
  });

  it('makes one send of two that are begun at once', async () => {
    await subscribe(100);
    const opened = await Promise.all([1, 2, 3].map(() => openSend(database, request)));
    expect(new Set(opened.map(({ send }) => send)).size).toBe(1);
    expect(opened.filter(({ isNew }) => isNew)).toHaveLength(1);
  });

  it('keeps real sends and rehearsals apart at the claim', async () => {
    await subscribe(1);
    const { send } = await openSend(database, { ...request, rehearsal: true });
    const { claim, lease } = await worker('w1');
    expect(await claim({ send, subscriber: 1 })).toBeNull();
    expect(await pendingDeliveries(database, real)(10)).toEqual([]);
    const rehearse = claimDeliveries(database, 'w1', { rehearsal: true, send });
    expect(await rehearse({ send, subscriber: 1 })).not.toBeNull();
    await lease.release();
  });

  it('walks the pending page by page and begins again', async () => {
    await subscribe(5);
    await openSend(database, request);
    const next = pendingDeliveries(database, real);
    const pages = [await next(2), await next(2), await next(2), await next(2)];
    expect(pages.map((page) => page.map(({ subscriber }) => subscriber))).toEqual([
      [1, 2],
      [3, 4],
      [5],
      [1, 2],
    ]);
  });

  it('cancels what is left of the version before when the new one goes to everybody', async () => {
    await subscribe(3);
    const { send } = await openSend(database, request);
    const { claim, commit, record, lease } = await worker('w1');
    const claimed = await mustClaim(claim, { send, subscriber: 1 });
    const second = await openSend(database, { ...edited, everybody: true });
    expect(await commit(claimed)).toBe(false);
    await record({ claimed, outcome: { state: 'pending', detail: 'withheld' } });
    await recover(database);
    expect(await readAccount(database, send)).toMatchObject({ audience: 3, skipped: 3 });
    expect(await pendingDeliveries(database, real)(10)).toHaveLength(3);
    expect(await readAccount(database, second.send)).toMatchObject({ pending: 3 });
    expect(await openSend(database, { ...edited, everybody: true })).toEqual({ ...second, isNew: false });
    await expect(openSend(database, request)).rejects.toMatchObject({ reason: 'edited' });
    // Back to the first version, which is a rendering that was sent before.
    expect((await openSend(database, { ...request, everybody: true })).isNew).toBe(true);
    await lease.release();
  });

  it('goes on with a send that was done when a late reply leaves something to do', async () => {
    await subscribe(1);
    const { send } = await openSend(database, request);
    const { claim, commit, record, lease } = await worker('slow');
    const claimed = await mustClaim(claim, { send, subscriber: 1 });
    await commit(claimed);
    await lapse('slow');
    await recover(database);
    await finishSends(database);
    expect((await readSends(database, '10'))[0]?.state).toBe('done');
    const retryAt = new Date(Date.now() - 1000);
    await record({ claimed, outcome: { state: 'deferred', reply: null, detail: '451 later', retryAt } });
    expect((await readSends(database, '10'))[0]?.state).toBe('running');
    await recover(database);
    expect(await pendingDeliveries(database, real)(10)).toHaveLength(1);
    await lease.release();
  });

  it('takes back what a living worker holds and knows nothing of, and leaves what it is working on', async () => {
    await subscribe(3);
    const { send } = await openSend(database, request);
    const { claim, commit, lease } = await worker('w1');
    const [first, second, third] = await Promise.all(
      [1, 2, 3].map((subscriber) => mustClaim(claim, { send, subscriber })),
    );
    if (!first || !second || !third) throw new Error('nothing was claimed');
    await commit(second);
    await recoverStrays(database, 'w1', []);
    expect(await readAccount(database, send)).toMatchObject({ sending: 3 });
    await sql`update delivery set updated_at = now() - interval '1 minute'`.execute(database.tables);
    await recoverStrays(database, 'w1', [third.id]);
    expect(await readAccount(database, send)).toMatchObject({ pending: 1, inDoubt: 1, sending: 1 });
    await lease.release();
  });

  it('takes a claim back of which its worker did not hear, and nothing of anybody else', async () => {
    await subscribe(3);
    const { send } = await openSend(database, request);
    const [one, two] = [await worker('w1'), await worker('w2')];
    const [first, second] = [1, 2, 3].map((subscriber) => ({ send, subscriber }));
    if (!first || !second) throw new Error('there is nobody');
    await mustClaim(one.claim, first);
    const other = await mustClaim(two.claim, second);
    await Promise.all([1, 2, 3].map((subscriber) => one.unclaim({ send, subscriber })));
    expect(await readAccount(database, send)).toMatchObject({ pending: 2, sending: 1 });
    expect(await two.commit(other)).toBe(true);
    await one.unclaim(second);
    expect(await readAccount(database, send)).toMatchObject({ pending: 2, sending: 1 });
    await Promise.all([one.lease.release(), two.lease.release()]);
  });

  it('never closes a send to which new subscribers are being added', async () => {
    await subscribe(1);
    const { send } = await openSend(database, request);
    const { claim, commit, record, lease } = await worker('w1');
    const claimed = await mustClaim(claim, { send, subscriber: 1 });
    await commit(claimed);
    await record({ claimed, outcome: { state: 'accepted', reply: ok } });
    await subscribe(200, 2);
    await Promise.all([
      openSend(database, { ...request, includeNew: true }),
      ...Array.from({ length: 10 }, () => finishSends(database)),
    ]);
    await finishSends(database);
    expect((await readSends(database, '10'))[0]).toMatchObject({
      state: 'running',
      account: { pending: 200 },
    });
    await lease.release();
  });
});
