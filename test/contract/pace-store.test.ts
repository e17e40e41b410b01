import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { recoveryMs } from '../../src/delivery/pace/domain-recovery.ts';
import { sharedPaceStore } from '../../src/delivery/pace/pace-store-sql.ts';
import { claimDeliveries } from '../../src/ledger/attempts/claim-sql.ts';
import { recordOutcomes } from '../../src/ledger/attempts/record-sql.ts';
import { holdLease } from '../../src/ledger/attempts/worker-lease-sql.ts';
import { openSend } from '../../src/ledger/sends/open-send-sql.ts';
import { sendExpiry } from '../../src/ledger/sends/send-expiry-sql.ts';
import { openSharedRedis, type SharedRedis } from '../../src/queue/shared-redis-bullmq.ts';
import { databaseBackends, type OpenBackend } from '../setup/backends.ts';

describe.each(databaseBackends(() => inject('databaseUrl')))('pace kept on %s', (name, open) => {
  let backend: OpenBackend;
  let redis: SharedRedis | null = null;
  beforeAll(async () => {
    backend = await open();
    if (name === 'server') redis = openSharedRedis(inject('redisUrl'), () => undefined);
    await redis?.client.ping().catch(() => undefined);
  });
  afterAll(async () => {
    redis?.close();
    await backend.remove();
  });

  it('tells every worker which domains asked for less, the last time only, until they have recovered', async () => {
    const [one, two] = [sharedPaceStore(backend.database, null), sharedPaceStore(backend.database, null)];
    await one.penalise('a.example', '421 first\0');
    await one.penalise('b.example', '421 long ago');
    await two.penalise('a.example', '421 second');
    await sql`update domain_penalty set since = since - make_interval(secs => ${recoveryMs / 1000 + 1})
      where domain = 'b.example'`.execute(backend.database.tables);
    const penalties = await two.penalties();
    expect(penalties).toEqual([{ domain: 'a.example', said: '421 second', agoMs: expect.any(Number) }]);
    expect(penalties[0]?.agoMs).toBeLessThan(10_000);
    expect(penalties[0]?.agoMs).toBeGreaterThan(0);
  });

  it('counts for all workers together, window by window', async () => {
    const key = `relay ${name} ${Date.now()}`;
    for (const shared of redis ? [null, redis] : [null]) {
      const stores = [sharedPaceStore(backend.database, shared), sharedPaceStore(backend.database, shared)];
      // An embedded database has one process, whose one store counts.
      const [one = stores[0]!, two = one] = name === 'server' ? stores : stores.slice(0, 1);
      expect(await one.count(key, 3, 2)).toMatchObject({ count: 3 });
      const { count, endsInMs } = await two.count(key, 2, 2);
      expect(count).toBe(5);
      expect(endsInMs).toBeGreaterThan(0);
      expect(endsInMs).toBeLessThanOrEqual(2_000);
      await new Promise((resolve) => setTimeout(resolve, endsInMs + 100));
      expect((await two.count(key, 1, 2)).count).toBe(1);
    }
  });

  it('counts no attempt for a delivery that is put back, and knows when it is given up', async () => {
    const { database } = backend;
    await sql`
      with added as (insert into subscriber (address, address_key) values ('a@b.example', 'a@b.example') returning id)
      insert into subscription (list, subscriber_id) select 'l', id from added`.execute(database.tables);
    const { send } = await openSend(database, {
      issueKey: '1',
      digest: 'd',
      content: '{}',
      rehearsal: false,
      correction: false,
      source: 's1',
      subject: 'Low tide',
      includeNew: false,
    });
    await holdLease(
      database,
      { id: 'w', host: 'h', pid: 1, command: 'test', rehearsal: false },
      () => undefined,
    );
    const claim = claimDeliveries(database, 'w', { rehearsal: false });
    const claimed = await claim({ send, subscriber: 1 });
    if (!claimed) throw new Error('nothing was claimed');
    const outcome = {
      state: 'deferred',
      reply: null,
      detail: 'Waits its turn.',
      retryAt: new Date(0),
    } as const;
    const record = recordOutcomes(database);
    await record({ claimed, outcome: { ...outcome, isUncounted: true } });
    const row = await database.tables.selectFrom('delivery').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ state: 'deferred', attempt: 0, detail: 'Waits its turn.' });
    const { created_at } = await database.tables
      .selectFrom('send')
      .select('created_at')
      .executeTakeFirstOrThrow();
    const giveUpAt = await sendExpiry(database, 3_600_000, Date.now)(send);
    expect(Math.abs(giveUpAt.getTime() - created_at.getTime() - 3_600_000)).toBeLessThan(5_000);
  });
});
