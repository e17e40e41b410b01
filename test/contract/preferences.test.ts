import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { readFields, readList } from '../../src/audience/subscriber-csv.ts';
import type { SubscriberList } from '../../src/audience/subscriber-list.ts';
import { syncLists } from '../../src/audience/sync-lists-sql.ts';
import { testUnsubscribeToken } from '../../src/audience/unsubscribe-token.ts';
import type { Database } from '../../src/database/database.ts';
import { preferencesLinks, resubscribe } from '../../src/feedback/consent/preferences-sql.ts';
import { unsubscribe, unsubscribeLinks } from '../../src/feedback/consent/unsubscribe-sql.ts';
import { claimDeliveries } from '../../src/ledger/attempts/claim-sql.ts';
import { holdLease } from '../../src/ledger/attempts/worker-lease-sql.ts';
import { openSend } from '../../src/ledger/sends/open-send-sql.ts';
import { linkKeys } from '../../src/sending/keys.ts';
import { databaseBackends, emptyTables, type OpenBackend, useBackend } from '../setup/backends.ts';
import { readToken, testLinkKeys, tokenOf } from '../setup/signed-names.ts';

const joinedAt = new Date('2026-02-01T12:00:00.000Z');
const leftAt = new Date('2026-03-01T12:00:00.000Z');
const backAt = new Date('2026-03-02T12:00:00.000Z');
const leaving = { via: 'one-click', at: leftAt } as const;
const returning = { via: 'page', at: backAt, userAgent: 'Browser/1.0' } as const;

function list(name: string, csv: string): SubscriberList {
  async function* bytes() {
    yield Buffer.from(csv);
  }
  const file = `subscribers/${name}.csv`;
  return { name, file, fields: () => readFields(bytes(), file), rows: () => readList(bytes(), file) };
}

const readers = list('readers', 'email,name,town\nAda@example.com,Ada,Horsley\ngrace@example.com,Grace,\n');
const friends = list('friends', 'email\nada@example.com\n');

const sync = (database: Database, lists = [readers]) =>
  database.tables
    .transaction()
    .execute((tables) =>
      syncLists(tables, lists, { skipBadRows: false, acceptShorter: false, now: joinedAt }),
    );

async function idOf(database: Database, addressKey: string): Promise<number> {
  const { id } = await database.tables
    .selectFrom('subscriber')
    .select('id')
    .where('address_key', '=', addressKey)
    .executeTakeFirstOrThrow();
  return id;
}

async function state(database: Database, subscriberId: number) {
  const { tables } = database;
  const mine = tables.selectFrom('consent').where('subscriber_id', '=', subscriberId);
  return {
    suppressions: await tables.selectFrom('suppression').selectAll().orderBy('address_key').execute(),
    consents: await mine.select(['event', 'source', 'at']).orderBy('id').execute(),
    events: await tables
      .selectFrom('feedback_event')
      .select(['kind', 'detail', 'at'])
      .orderBy('id')
      .execute(),
  };
}

/** Whether a claim made now finds them; each call sends an issue of its own. */
async function isMailed(database: Database, subscriberId: number): Promise<boolean> {
  const issueKey = String(Math.random());
  const { send } = await openSend(database, {
    issueKey,
    digest: issueKey,
    content: '{}',
    rehearsal: false,
    correction: false,
    includeNew: false,
  });
  const lease = await holdLease(database, { id: issueKey, host: 'test', pid: 1 }, () => undefined);
  const claim = claimDeliveries(database, issueKey, { rehearsal: false });
  const claimed = await claim({ send, subscriber: subscriberId });
  await lease.release();
  return claimed !== null;
}

describe.each(databaseBackends(() => inject('databaseUrl')))('coming back, on %s', (_, open) => {
  let database: Database;
  let ada: number;

  useBackend(open, (opened) => {
    database = opened;
  });
  beforeEach(async () => {
    await emptyTables(database);
    await sync(database);
    ada = await idOf(database, 'ada@example.com');
  });

  const links = () => preferencesLinks(database, testLinkKeys.tokens);
  const look = async () => links().look(await readToken(database, ada));

  it('ends the suppression, and records the consent given and how', async () => {
    await unsubscribe(database, ada, leaving);
    await resubscribe(database, ada, returning);
    expect(await state(database, ada)).toEqual({
      suppressions: [],
      consents: [
        { event: 'imported', source: 'list readers', at: joinedAt },
        { event: 'unsubscribed', source: 'one-click', at: leftAt },
        { event: 'resubscribed', source: 'page', at: backAt },
      ],
      events: [
        { kind: 'unsubscribe', detail: { via: 'one-click' }, at: leftAt },
        { kind: 'resubscribe', detail: { via: 'page', userAgent: 'Browser/1.0' }, at: backAt },
      ],
    });
  });

  it('is seen by the next claim, and so is leaving again', async () => {
    expect(await isMailed(database, ada)).toBe(true);
    await unsubscribe(database, ada, leaving);
    expect(await isMailed(database, ada)).toBe(false);
    await resubscribe(database, ada, returning);
    expect(await isMailed(database, ada)).toBe(true);
    await unsubscribe(database, ada, leaving);
    expect(await isMailed(database, ada)).toBe(false);
  });

  it('twice, and many times at once, is the same as once', async () => {
    await unsubscribe(database, ada, leaving);
    await Promise.all(Array.from({ length: 20 }, () => resubscribe(database, ada, returning)));
    const once = await state(database, ada);
    expect(once.consents).toHaveLength(3);
    await resubscribe(database, ada, { ...returning, at: new Date(0) });
    expect(await state(database, ada)).toEqual(once);
  });

  it('is nothing for whoever has not left, and for somebody we do not know', async () => {
    const before = await state(database, ada);
    await resubscribe(database, ada, returning);
    await resubscribe(database, 4711, returning);
    expect(await state(database, ada)).toEqual(before);
  });

  it.each(['hard-bounce', 'repeated-soft-bounce', 'complaint', 'manual'] as const)(
    'does not lift a %s, not even of somebody who has left as well',
    async (reason) => {
      const suppression = { address_key: 'ada@example.com', reason, since: joinedAt, evidence: '{}' };
      await database.tables.insertInto('suppression').values(suppression).execute();
      const stopped = { kind: 'stopped', reason, since: joinedAt };
      expect(await look()).toMatchObject({ standing: { ...stopped, hasLeft: false } });
      await unsubscribe(database, ada, leaving);
      const before = await state(database, ada);
      await resubscribe(database, ada, returning);
      expect(await state(database, ada)).toEqual(before);
      expect(await look()).toMatchObject({ standing: { ...stopped, hasLeft: true } });
      expect(await isMailed(database, ada)).toBe(false);
    },
  );

  it('and leaving, many times at once: each that changed something is recorded, and the last of them holds', async () => {
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          n % 2 === 0 ? unsubscribe(database, ada, leaving) : resubscribe(database, ada, returning),
        ),
      );
      const { suppressions, consents, events } = await state(database, ada);
      const wishes = consents.slice(1).map(({ event }) => event);
      // They alternate: nothing is recorded twice, and no return without a leaving before it.
      expect(wishes).toEqual(wishes.map((__, n) => (n % 2 === 0 ? 'unsubscribed' : 'resubscribed')));
      expect(events).toHaveLength(wishes.length);
      expect(suppressions).toHaveLength(wishes.at(-1) === 'unsubscribed' ? 1 : 0);
    }
    // Whoever comes after all of them wins.
    await unsubscribe(database, ada, leaving);
    expect(await isMailed(database, ada)).toBe(false);
    await resubscribe(database, ada, returning);
    expect(await isMailed(database, ada)).toBe(true);
  });

  it('a synchronisation brings nobody back who left, and takes nobody away who came back', async () => {
    await unsubscribe(database, ada, leaving);
    const gone = await state(database, ada);
    await sync(database);
    expect(await state(database, ada)).toEqual(gone);
    expect(await isMailed(database, ada)).toBe(false);

    await resubscribe(database, ada, returning);
    const back = await state(database, ada);
    await sync(database);
    expect(await state(database, ada)).toEqual(back);
    expect(await isMailed(database, ada)).toBe(true);
  });

  it('is for whoever the lists have dropped meanwhile as well, once they name them again', async () => {
    await unsubscribe(database, ada, leaving);
    await sync(database, [list('readers', 'email\ngrace@example.com\n')]);
    expect(await look()).toMatchObject({ lists: [], standing: { kind: 'left', since: leftAt } });
    await resubscribe(database, ada, returning);
    expect(await look()).toMatchObject({ lists: [], standing: { kind: 'welcome', hasReturned: true } });
    expect(await isMailed(database, ada)).toBe(false);
    await sync(database);
    expect(await isMailed(database, ada)).toBe(true);
  });

  describe('a preferences link', () => {
    it('shows what the lists say and since when, and changes nothing', async () => {
      await sync(database, [readers, friends]);
      const before = await state(database, ada);
      for (let visit = 0; visit < 50; visit += 1) await look();
      expect(await look()).toEqual({
        kind: 'reader',
        address: 'Ada@example.com',
        name: 'Ada',
        fields: { town: 'Horsley' },
        lists: ['friends', 'readers'],
        standing: { kind: 'welcome', since: joinedAt, hasReturned: false },
      });
      expect(await state(database, ada)).toEqual(before);
    });

    it('tells how things stand after every step', async () => {
      await unsubscribe(database, ada, leaving);
      expect(await look()).toMatchObject({ standing: { kind: 'left', since: leftAt } });
      const followed = await links().resubscribe(await readToken(database, ada), returning);
      expect(followed).toEqual({ kind: 'reader' });
      expect(await look()).toMatchObject({
        standing: { kind: 'welcome', since: backAt, hasReturned: true },
      });
      const seen = await unsubscribeLinks(database, testLinkKeys.tokens).look(await readToken(database, ada));
      expect(seen).toEqual({ kind: 'reader', address: 'Ada@example.com', hasLeft: false });
    });

    it('of a test, of somebody who is not known here or of nobody changes nothing', async () => {
      await unsubscribe(database, ada, leaving);
      const before = await state(database, ada);
      const unknown = (isKeyKnown: boolean) => ({ kind: 'unknown', isKeyKnown });
      const foreign = linkKeys(['the secret of another newsletter altogether'], randomUUID());
      for (const [token, looked, done] of [
        [testUnsubscribeToken(testLinkKeys.tokens.serial.signing), { kind: 'test' }, { kind: 'test' }],
        [tokenOf(4711), unknown(true), unknown(true)],
        [await readToken(database, ada, foreign), unknown(false), unknown(false)],
        [(await readToken(database, ada)).slice(0, -1), { kind: 'invalid' }, { kind: 'invalid' }],
      ] as const) {
        expect(await links().look(token)).toEqual(looked);
        expect(await links().resubscribe(token, returning)).toEqual(done);
      }
      expect(await state(database, ada)).toEqual(before);
    });
  });
});

const servers = databaseBackends(() => inject('databaseUrl')).filter(([name]) => name === 'server');

describe.each(servers)('coming back, on a %s', (_, open) => {
  let backend: OpenBackend;
  let database: Database;
  let ada: number;

  beforeEach(async () => {
    backend = await open();
    database = backend.database;
    await sync(database);
    ada = await idOf(database, 'ada@example.com');
  });
  afterEach(() => backend.remove());

  it('waits for a leaving that is under way, and is the later one', async () => {
    // Holds the suppression's place, so that the leaving has begun and cannot end.
    const held = await database.pool.connect();
    await held.query('begin');
    await held.query(`insert into suppression (address_key, reason) values ('ada@example.com', 'manual')`);
    const left = unsubscribe(database, ada, leaving);
    await waiting(database, 1);
    const back = resubscribe(database, ada, returning);
    await waiting(database, 2);
    await held.query('rollback');
    held.release();
    await Promise.all([left, back]);
    const { suppressions, consents } = await state(database, ada);
    expect(suppressions).toEqual([]);
    expect(consents.map(({ event }) => event)).toEqual(['imported', 'unsubscribed', 'resubscribed']);
  });

  it('does not wait for a synchronisation that is changing the same person', async () => {
    await unsubscribe(database, ada, leaving);
    await database.tables.transaction().execute(async (tables) => {
      await tables.updateTable('subscriber').set({ name: 'Ada L.' }).where('id', '=', ada).execute();
      // On a connection of its own: if it waited for this transaction, neither would end.
      await resubscribe(database, ada, returning);
    });
    expect((await state(database, ada)).suppressions).toEqual([]);
  });
});

/** Resolves when so many sessions of this database wait for a lock. */
async function waiting(database: Database, sessions: number): Promise<void> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*)::int as waiting from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(database.tables);
  if ((rows[0]?.waiting ?? 0) < sessions) await waiting(database, sessions);
}
