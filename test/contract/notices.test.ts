import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { readSends } from '../../src/ledger/accounts/account-sql.ts';
import { listSends } from '../../src/ledger/accounts/list-sends-sql.ts';
import { claimDeliveries } from '../../src/ledger/attempts/claim-sql.ts';
import { commitDeliveries } from '../../src/ledger/attempts/commit-sql.ts';
import { pendingDeliveries } from '../../src/ledger/attempts/pending-sql.ts';
import { recordOutcomes } from '../../src/ledger/attempts/record-sql.ts';
import { recover, recoverNotices } from '../../src/ledger/attempts/recovery-sql.ts';
import { holdLease, readWorkers, type WorkerLease } from '../../src/ledger/attempts/worker-lease-sql.ts';
import type { ClaimedDelivery, DeliveryId } from '../../src/ledger/delivery.ts';
import { type Asked, askNotice, type NoticeRequest } from '../../src/ledger/notices/ask-notice-sql.ts';
import { pendingNotices, restNotice, tidyNotices } from '../../src/ledger/notices/notices-sql.ts';
import { openSend } from '../../src/ledger/sends/open-send-sql.ts';
import { sendExpiry } from '../../src/ledger/sends/send-expiry-sql.ts';
import { finishSends, pauseSend } from '../../src/ledger/sends/send-state-sql.ts';
import { pauseStaleSends } from '../../src/ledger/sends/stale-sends-sql.ts';
import { takeRefusals } from '../../src/sending/worker/take-refusals-sql.ts';
import { databaseBackends, emptyTables, useBackend } from '../setup/backends.ts';

const hourMs = 3_600_000;

describe.each(databaseBackends(() => inject('databaseUrl')))('notices, on %s', (_, open) => {
  let database: Database;
  let asks = 0;

  useBackend(open, (opened) => {
    database = opened;
  });
  beforeEach(async () => {
    await emptyTables(database);
    await run(`insert into subscriber (address, address_key)
      select 'reader' || n || '@example.com', 'reader' || n || '@example.com' from generate_series(1, 40) n`);
    await run(`insert into list (name, kind) values ('readers', 'file')`);
    await run(
      `insert into subscription (list, subscriber_id) select 'readers', id from subscriber where id <= 3`,
    );
  });

  const run = (statement: string) => sql.raw(statement).execute(database.tables);

  function ask(subscriber: number, network: string | null = null): Promise<Asked> {
    asks += 1;
    const request: NoticeRequest = {
      kind: 'fresh-link',
      to: { subscriber },
      words: null,
      digest: 'n1',
      content: '{}',
      nonce: `${asks}`,
      linkHash: `hash ${asks}`,
      network,
    };
    return askNotice(database, request);
  }

  const suppress = (subscriber: number, reason: string) =>
    run(
      `insert into suppression (address_key, reason) values ('reader${subscriber}@example.com', '${reason}')`,
    );

  async function onlyNotice(): Promise<DeliveryId> {
    const [id, ...others] = await pendingNotices(database, 10);
    if (!id || others.length > 0) throw new Error('There is not one notice to be delivered.');
    return id;
  }

  /** Whoever holds one renews it until it is released. */
  const leases: WorkerLease[] = [];
  const releaseAll = () => Promise.all(leases.splice(0).map((lease) => lease.release()));
  afterEach(releaseAll);

  /** As a worker of real sends does, or of one rehearsal. */
  async function claim(id: DeliveryId, rehearsal?: number): Promise<ClaimedDelivery | null> {
    leases.push(await holdLease(database, { id: 'w', host: 'test', pid: 1 }, () => undefined));
    const scope = rehearsal === undefined ? { rehearsal: false } : { rehearsal: true, send: rehearsal };
    return claimDeliveries(database, 'w', scope as { rehearsal: false })(id);
  }

  async function claimed(): Promise<ClaimedDelivery> {
    const got = await claim(await onlyNotice());
    if (!got) throw new Error('The notice could not be claimed.');
    return got;
  }

  async function stateOf({ send }: DeliveryId) {
    return database.tables
      .selectFrom('delivery')
      .select(['state', 'skip_reason', 'detail', 'is_refusal_open', 'is_refusal_new'])
      .where('send_id', '=', send)
      .executeTakeFirstOrThrow();
  }

  function begin(): Promise<{ send: number }> {
    const request = { issueKey: '10', digest: 'd1', content: '{"subject":"Wicks"}', rehearsal: false };
    const written = { source: 's1', subject: 'Wicks' };
    return openSend(database, { ...request, ...written, correction: false, includeNew: false });
  }

  describe('are capped', () => {
    it('at three a day for one address, of many asked at once as well, and anew after a day', async () => {
      const many = await Promise.all(Array.from({ length: 12 }, () => ask(1)));
      expect(many.filter((one) => one === 'asked')).toHaveLength(3);
      expect(await ask(1)).toBe('capped');
      expect(await ask(2)).toBe('asked');
      await run(`update notice set asked_at = now() - interval '23 hours 59 minutes'`);
      expect(await ask(1)).toBe('capped');
      await run(`update notice set asked_at = now() - interval '24 hours'`);
      expect(await ask(1)).toBe('asked');
    });

    it('for one network, and for those of unknown networks only in other ways', async () => {
      const ofNetwork = [];
      for (let reader = 1; reader <= 31; reader += 1) ofNetwork.push(await ask(reader, '2001:db8:1:2::/64'));
      expect(ofNetwork).toEqual([...Array(30).fill('asked'), 'capped']);
      expect(await ask(31, '203.0.113.9')).toBe('asked');
      expect(await ask(32)).toBe('asked');
    });

    it('in all', async () => {
      await ask(1);
      const { send } = await onlyNotice();
      await run(`insert into send (issue_key, digest, rehearsal, state)
        select 'notice x' || n, 'n1', false, 'notice' from generate_series(1, 1999) n`);
      await run(`insert into notice (send_id, subscriber_id, kind, nonce)
        select id, 40, 'fresh-link', 'x' || id from send where id <> ${send}`);
      expect(await ask(2)).toBe('capped');
    });
  });

  describe('reach', () => {
    it.each(['complaint', 'hard-bounce', 'manual'])('nobody with a %s, whenever it came', async (reason) => {
      await suppress(1, reason);
      expect(await ask(1)).toBe('unreached');
      expect(await pendingNotices(database, 10)).toEqual([]);

      await ask(2);
      const second = await onlyNotice();
      await suppress(2, reason);
      expect(await claim(second)).toBeNull();
      expect(await stateOf(second)).toMatchObject({ state: 'skipped', skip_reason: reason });

      await ask(3);
      const third = await claimed();
      await suppress(3, reason);
      expect(await commitDeliveries(database, 'w')(third)).toBe(false);
    });

    it.each(['unsubscribe', 'repeated-soft-bounce'])('who has a suppression of %s', async (reason) => {
      await suppress(1, reason);
      expect(await ask(1)).toBe('asked');
      const notice = await claimed();
      expect(notice).toMatchObject({
        digest: 'n1',
        subscriber: { address: 'reader1@example.com' },
        notice: { nonce: `${asks}`, linkHash: `hash ${asks}` },
      });
      expect(await commitDeliveries(database, 'w')(notice)).toBe(true);
    });

    it('who is on no list, and nobody whom we do not know', async () => {
      expect(await ask(40)).toBe('asked');
      expect(await commitDeliveries(database, 'w')(await claimed())).toBe(true);
      expect(await ask(4711)).toBe('unreached');
    });

    it('nobody by way of a rehearsal', async () => {
      await ask(1);
      const id = await onlyNotice();
      expect(await claim(id, id.send)).toBeNull();
      expect(await stateOf(id)).toMatchObject({ state: 'pending' });
    });
  });

  describe('beside issues', () => {
    it('are claimed while a send is paused, held back or done, and are not fed as issues are', async () => {
      const { send } = await begin();
      await pauseSend(database, send, 'Paused by a test.', 'editor');
      await ask(1);
      expect(await pendingDeliveries(database, { rehearsal: false })(10)).toEqual([]);
      const notice = await claimed();
      expect(notice.id.send).not.toBe(send);
      expect(await commitDeliveries(database, 'w')(notice)).toBe(true);
    });

    it('are in no list or account of sends, nor is who delivers only them among the workers', async () => {
      const { send } = await begin();
      const before = [await listSends(database), await readSends(database, '10')];
      await ask(1);
      const ours = { id: 'serve', host: 'test', pid: 1, isForNotices: true };
      const lease = await holdLease(database, ours, () => undefined);
      const commit = commitDeliveries(database, 'w');
      const notice = await claimed();
      await commit(notice);
      const reply = { code: 250, enhancedStatus: '2.0.0', text: '250 2.0.0 queued' };
      await recordOutcomes(database)({ claimed: notice, outcome: { state: 'accepted', reply } });
      expect([await listSends(database), await readSends(database, '10')]).toEqual(before);
      expect((await readWorkers(database)).map(({ pid }) => pid)).toEqual([1]);
      await releaseAll();
      expect(await readWorkers(database)).toEqual([]);
      await lease.release();
      await finishSends(database);
      await pauseStaleSends(database);
      const states = await database.tables.selectFrom('send').select(['id', 'state']).orderBy('id').execute();
      expect(states).toEqual([
        { id: send, state: 'running' },
        { id: notice.id.send, state: 'notice' },
      ]);
    });

    it('refused for good are no feedback: nothing shows whether that was about the reader', async () => {
      await ask(1);
      const notice = await claimed();
      const reply = { code: 550, enhancedStatus: '5.1.1', text: '550 5.1.1 User unknown' };
      const outcome = { state: 'failed', reply, detail: reply.text, refusalKey: 'k' } as const;
      await recordOutcomes(database)({ claimed: notice, outcome });
      expect(await stateOf(notice.id)).toMatchObject({
        state: 'failed',
        is_refusal_open: false,
        is_refusal_new: false,
      });
      await takeRefusals(database);
      expect(await database.tables.selectFrom('suppression').selectAll().execute()).toEqual([]);
    });
  });

  describe('that could not be delivered', () => {
    it('wait where an issue would be paused, and are tried again', async () => {
      const { send } = await begin();
      expect(await restNotice(database, send, 'The relay wants another login.')).toBe(false);
      await ask(1);
      const id = await onlyNotice();
      expect(await restNotice(database, id.send, 'The relay wants another login.')).toBe(true);
      expect(await pendingNotices(database, 10)).toEqual([]);
      await recoverNotices(database);
      expect(await stateOf(id)).toMatchObject({
        state: 'deferred',
        detail: 'The relay wants another login.',
      });
      await run(`update delivery set next_attempt_at = now() where is_notice`);
      await recoverNotices(database);
      expect(await onlyNotice()).toEqual(id);
    });

    it.each([
      ['with the rest', recover, 'pending'],
      ['alone', recoverNotices, 'sending'],
    ] as const)('since their worker was lost are taken back, %s', async (__, look, ofIssue) => {
      const { send } = await begin();
      const issue = { send, subscriber: 1 };
      await claim(issue);
      await ask(1);
      const before = await claimed();
      await ask(2);
      const after = await claimed();
      await commitDeliveries(database, 'w')(after);
      await look(database);
      expect(await stateOf(before.id)).toMatchObject({ state: 'sending' });
      await run(`update worker set alive_until = now() - interval '1 second'`);
      await look(database);
      expect(await stateOf(before.id)).toMatchObject({ state: 'pending' });
      // The relay may have it, and nobody can tell.
      expect(await stateOf(after.id)).toMatchObject({ state: 'in_doubt' });
      const { rows } = await sql<{ state: string }>`
        select state from delivery where send_id = ${send} and subscriber_id = 1`.execute(database.tables);
      expect(rows).toEqual([{ state: ofIssue }]);
    });

    it('are given up after a day, long before an issue is', async () => {
      const { send } = await begin();
      await ask(1);
      const id = await onlyNotice();
      const inHours = async (which: number) => {
        const expiry = sendExpiry(database, 72 * hourMs, Date.now);
        return Math.round(((await expiry(which)).getTime() - Date.now()) / hourMs);
      };
      expect([await inHours(send), await inHours(id.send)]).toEqual([72, 24]);
      await run(`update notice set asked_at = now() - interval '24 hours 50 minutes'`);
      await tidyNotices(database);
      expect(await stateOf(id)).toMatchObject({ state: 'pending' });
      await run(`update notice set asked_at = now() - interval '25 hours'`);
      await tidyNotices(database);
      expect(await stateOf(id)).toMatchObject({
        state: 'failed',
        detail: expect.stringContaining('Given up, since nobody waits'),
      });
    });
  });

  it('are forgotten: who asked after a day, the rest after three months, and nothing of issues', async () => {
    const { send } = await begin();
    await ask(1, '203.0.113.9');
    await ask(2, '203.0.113.9');
    const count = async (table: string) =>
      (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(database.tables))
        .rows[0]?.n;
    await run(`update notice set asked_at = now() - interval '89 days' where subscriber_id = 1`);
    await tidyNotices(database);
    const networks = await database.tables
      .selectFrom('notice')
      .select('network')
      .orderBy('send_id')
      .execute();
    expect(networks).toEqual([{ network: null }, { network: '203.0.113.9' }]);
    await run(`update notice set asked_at = now() - interval '90 days' where subscriber_id = 1`);
    await run(`update send set created_at = now() - interval '90 days' where id = ${send}`);
    await tidyNotices(database);
    expect([await count('notice'), await count('send'), await count('delivery')]).toEqual([1, 2, 4]);
  });
});
