import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { readFields, readList } from '../../src/audience/subscriber-csv.ts';
import type { SubscriberList } from '../../src/audience/subscriber-list.ts';
import { syncLists } from '../../src/audience/sync-lists-sql.ts';
import { testUnsubscribeToken } from '../../src/audience/unsubscribe-token.ts';
import type { Database } from '../../src/database/database.ts';
import { preferencesLinks } from '../../src/feedback/consent/preferences-sql.ts';
import { readPreferences } from '../../src/feedback/consent/read-preferences-sql.ts';
import { resubscribe } from '../../src/feedback/consent/resubscribe-sql.ts';
import { unsubscribe } from '../../src/feedback/consent/unsubscribe-sql.ts';
import { claimDeliveries } from '../../src/ledger/attempts/claim-sql.ts';
import { holdLease } from '../../src/ledger/attempts/worker-lease-sql.ts';
import { openSend } from '../../src/ledger/sends/open-send-sql.ts';
import { linkKeys } from '../../src/sending/keys.ts';
import { freshLinks, newestToken } from '../feedback/fresh-links.ts';
import { databaseBackends, emptyTables, type OpenBackend, useBackend } from '../setup/backends.ts';
import { readToken, testLinkKeys, tokenOf } from '../setup/signed-names.ts';

const joinedAt = new Date('2026-02-01T12:00:00.000Z');
const leftAt = new Date('2026-03-01T12:00:00.000Z');
const backAt = new Date('2026-03-02T12:00:00.000Z');
const leaving = { via: 'one-click', at: leftAt } as const;
const returning = {
  via: 'mailed-link',
  at: backAt,
  userAgent: 'Browser/1.0',
  from: '203.0.113.9',
} as const;

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
    source: 's1',
    subject: 'Low tide',
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

  const links = (columns: readonly string[] = []) => preferencesLinks(database, freshLinks(columns));
  const byIssue = () => readToken(database, ada);
  const known = () => readPreferences(database, ada);
  /** Asks by the link of an issue, and gives the token that is mailed then. */
  const askForLink = async () => {
    expect(await links().mailLink(await byIssue(), null)).toEqual({ kind: 'reader' });
    return newestToken(database);
  };

  it('ends the suppression, and records the consent given and how', async () => {
    await unsubscribe(database, ada, leaving);
    await resubscribe(database, ada, returning);
    expect(await state(database, ada)).toEqual({
      suppressions: [],
      consents: [
        { event: 'imported', source: 'list readers', at: joinedAt },
        { event: 'unsubscribed', source: 'one-click', at: leftAt },
        { event: 'resubscribed', source: 'mailed-link', at: backAt },
      ],
      events: [
        { kind: 'unsubscribe', detail: { via: 'one-click' }, at: leftAt },
        {
          kind: 'resubscribe',
          detail: { via: 'mailed-link', userAgent: 'Browser/1.0', from: '203.0.113.9' },
          at: backAt,
        },
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
      expect(await known()).toMatchObject({ standing: { ...stopped, hasLeft: false } });
      await unsubscribe(database, ada, leaving);
      const before = await state(database, ada);
      await resubscribe(database, ada, returning);
      expect(await state(database, ada)).toEqual(before);
      expect(await known()).toMatchObject({ standing: { ...stopped, hasLeft: true } });
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
    expect(await known()).toMatchObject({ lists: [], standing: { kind: 'left', since: leftAt } });
    await resubscribe(database, ada, returning);
    expect(await known()).toMatchObject({ lists: [], standing: { kind: 'welcome', hasReturned: true } });
    expect(await isMailed(database, ada)).toBe(false);
    await sync(database);
    expect(await isMailed(database, ada)).toBe(true);
  });

  describe('the link of an issue', () => {
    it('shows the address, the lists and whether they are mailed, nothing else, and changes nothing', async () => {
      await sync(database, [readers, friends]);
      const before = await state(database, ada);
      for (let visit = 0; visit < 20; visit += 1) await links(['name', 'town']).look(await byIssue());
      expect(await links(['name', 'town']).look(await byIssue())).toEqual({
        kind: 'glimpse',
        address: 'Ada@example.com',
        lists: ['friends', 'readers'],
        standing: 'mailed',
        canMail: false,
      });
      expect(await state(database, ada)).toEqual(before);
    });

    it('brings nobody back who has left, and takes nobody off in the name of the page', async () => {
      await unsubscribe(database, ada, leaving);
      const before = await state(database, ada);
      expect(await links().resubscribe(await byIssue(), returning)).toEqual({ kind: 'reader' });
      expect(await links().leave(await byIssue(), { ...leaving, via: 'page' })).toEqual({ kind: 'reader' });
      expect(await state(database, ada)).toEqual(before);
      expect(await isMailed(database, ada)).toBe(false);
    });

    it.each([
      ['hard-bounce', 'stopped'],
      ['complaint', 'stopped'],
      ['unsubscribe', 'left'],
    ] as const)('tells of a %s only that they are %s', async (reason, standing) => {
      const suppression = { address_key: 'ada@example.com', reason, since: joinedAt, evidence: '{}' };
      await database.tables.insertInto('suppression').values(suppression).execute();
      const { address, lists } = { address: 'Ada@example.com', lists: ['readers'] };
      expect(await links().look(await byIssue())).toEqual({
        kind: 'glimpse',
        address,
        lists,
        standing,
        canMail: false,
      });
    });

    it('says that a fresh one can be mailed while a worker is there that does', async () => {
      const canMail = async () =>
        expect(await links().look(await byIssue())).toMatchObject({ canMail: true });
      for (const kind of [{}, { isForNotices: true }]) {
        const lease = await holdLease(database, { id: 'w', host: 'test', pid: 1, ...kind }, () => undefined);
        await canMail();
        await lease.release();
      }
      const rehearsing = { id: 'w', host: 'test', pid: 1, rehearsal: true };
      const lease = await holdLease(database, rehearsing, () => undefined);
      expect(await links().look(await byIssue())).toMatchObject({ canMail: false });
      await lease.release();
    });

    it('of somebody whom another spelling of their address took over is that of who is left', async () => {
      const people = await database.tables
        .insertInto('subscriber')
        .values(
          ['zoe\u0308@example.com', 'zo\u00eb@example.com'].map((address) => ({
            address,
            address_key: address,
            fields: '{}',
          })),
        )
        .returning('id')
        .execute();
      const [old = 0, kept = 0] = people.map(({ id }) => id);
      await links().mailLink(await readToken(database, old), null);
      const asked = database.tables.selectFrom('notice').select('subscriber_id');
      expect(await asked.execute()).toEqual([{ subscriber_id: kept }]);
      const complaint = { address_key: 'zo\u00eb@example.com', reason: 'complaint', evidence: '{}' } as const;
      await database.tables.insertInto('suppression').values(complaint).execute();
      await links().mailLink(await readToken(database, old), null);
      expect(await asked.execute()).toHaveLength(1);
    });

    it('of a test, of somebody who is not known here or of nobody does nothing', async () => {
      await unsubscribe(database, ada, leaving);
      const before = await state(database, ada);
      const unknown = (isKeyKnown: boolean) => ({ kind: 'unknown', isKeyKnown });
      const foreign = linkKeys(['the secret of another newsletter altogether'], randomUUID());
      for (const [token, followed] of [
        [testUnsubscribeToken(testLinkKeys.tokens.serial.signing), { kind: 'test' }],
        [tokenOf(4711), unknown(true)],
        [await readToken(database, ada, foreign), unknown(false)],
        [(await readToken(database, ada)).slice(0, -1), { kind: 'invalid' }],
        ['A'.repeat(43), { kind: 'invalid' }],
      ] as const) {
        expect(await links().look(token)).toEqual(followed);
        expect(await links().resubscribe(token, returning)).toEqual(followed);
        expect(await links().mailLink(token, null)).toEqual(followed);
      }
      expect(await state(database, ada)).toEqual(before);
      expect(await database.tables.selectFrom('notice').select('kind').execute()).toEqual([]);
    });
  });

  describe('a link that was mailed by itself', () => {
    it('shows the reader, of the columns those that the newsletter names, and changes nothing', async () => {
      const token = await askForLink();
      const before = await state(database, ada);
      const whole = {
        kind: 'reader',
        address: 'Ada@example.com',
        lists: ['readers'],
        standing: { kind: 'welcome', since: joinedAt, hasReturned: false },
      };
      expect(await links().look(token)).toEqual({ ...whole, name: '', fields: {} });
      expect(await links(['Town']).look(token)).toEqual({ ...whole, name: '', fields: { town: 'Horsley' } });
      expect(await links(['name']).look(token)).toEqual({ ...whole, name: 'Ada', fields: {} });
      expect(await state(database, ada)).toEqual(before);
    });

    it('brings back who has left and lets them leave again, as often as they like', async () => {
      await unsubscribe(database, ada, leaving);
      const token = await askForLink();
      for (let round = 0; round < 2; round += 1) {
        expect(await links().resubscribe(token, returning)).toEqual({ kind: 'reader' });
        expect(await isMailed(database, ada)).toBe(true);
        expect(await links().leave(token, { ...leaving, via: 'page' })).toEqual({ kind: 'reader' });
        expect(await isMailed(database, ada)).toBe(false);
      }
      const consent = await database.tables
        .selectFrom('consent')
        .select(['source', 'evidence'])
        .where('event', '=', 'resubscribed')
        .executeTakeFirst();
      const evidence = { via: 'mailed-link', userAgent: 'Browser/1.0', from: '203.0.113.9' };
      expect(consent).toEqual({ source: 'mailed-link', evidence });
    });

    it('is good for two hours from when the relay had accepted it, and before that for as long as it takes', async () => {
      const token = await askForLink();
      await unsubscribe(database, ada, leaving);
      const setDelivery = (state: string, minutes: number) =>
        sql`update delivery set state = ${state}, updated_at = now() - make_interval(mins => ${minutes})
          where is_notice`.execute(database.tables);
      const kind = async () => (await links().look(token)).kind;
      await sql`update notice set asked_at = now() - interval '20 hours'`.execute(database.tables);
      for (const state of ['pending', 'deferred', 'sending', 'committing']) {
        await setDelivery(state, 1_000);
        expect([state, await kind()]).toEqual([state, 'reader']);
      }
      for (const state of ['accepted', 'in_doubt']) {
        await setDelivery(state, 119);
        expect([state, await kind()]).toEqual([state, 'reader']);
        await setDelivery(state, 120);
        expect([state, await kind()]).toEqual([state, 'expired']);
      }
      expect(await links().resubscribe(token, returning)).toEqual({ kind: 'reader' });
      expect(await isMailed(database, ada)).toBe(false);
      // Who holds it may have another mailed to the same address.
      expect(await links().mailLink(token, null)).toEqual({ kind: 'reader' });
      const fresh = await newestToken(database);
      expect(fresh).not.toBe(token);
      await links().resubscribe(fresh, returning);
      expect(await isMailed(database, ada)).toBe(true);
      // What was refused reached nobody.
      await setDelivery('failed', 1);
      expect(await kind()).toBe('expired');
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
