import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { testUnsubscribeToken } from '../../src/audience/unsubscribe-token.ts';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open/open-database-sql.ts';
import { preferencesLinks } from '../../src/feedback/consent/preferences-sql.ts';
import { unsubscribe, unsubscribeLinks } from '../../src/feedback/consent/unsubscribe-sql.ts';
import { linkKeys } from '../../src/sending/keys.ts';
import { publicApp } from '../../src/web/public-app.tsx';
import { freshLinks } from '../feedback/fresh-links.ts';
import { databaseBackends, emptyTables, useBackend } from '../setup/backends.ts';
import { readToken, testLinkKeys, tokenOf } from '../setup/signed-names.ts';
import { createTestDatabase } from '../setup/test-database.ts';

const at = new Date('2026-03-01T12:00:00.000Z');
const later = new Date('2026-03-02T12:00:00.000Z');
const oneClick = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) };

function siteOf(database: Database, now = at) {
  return publicApp({
    publicUrl: 'https://letters.example.com',
    publisher: {
      name: 'Gazette',
      from: { name: 'Gazette', address: 'gazette@example.com' },
      replyTo: null,
      siteUrl: null,
      unsubscribeMailbox: 'leave@example.com',
    },
    links: unsubscribeLinks(database, testLinkKeys.tokens),
    preferences: preferencesLinks(database, freshLinks()),
    checkHealth: async () => {
      await database.pool.query('select 1');
    },
    report: () => {},
    now: () => now,
  });
}

async function addSubscriber(database: Database, address: string): Promise<number> {
  const { id } = await database.tables
    .insertInto('subscriber')
    .values({ address, address_key: address.toLowerCase(), fields: '{}' })
    .returning('id')
    .executeTakeFirstOrThrow();
  await database.tables.insertInto('subscription').values({ list: 'readers', subscriber_id: id }).execute();
  return id;
}

async function state(database: Database) {
  const { tables } = database;
  return {
    suppressions: await tables.selectFrom('suppression').selectAll().orderBy('address_key').execute(),
    consents: await tables.selectFrom('consent').selectAll().orderBy('id').execute(),
    events: await tables.selectFrom('feedback_event').selectAll().orderBy('id').execute(),
    subscribers: await tables.selectFrom('subscriber').selectAll().orderBy('id').execute(),
    subscriptions: await tables.selectFrom('subscription').selectAll().execute(),
  };
}

describe.each(databaseBackends(() => inject('databaseUrl')))('leaving, on %s', (_, open) => {
  let database: Database;
  let ada: number;

  useBackend(open, (opened) => {
    database = opened;
  });
  beforeEach(async () => {
    await emptyTables(database);
    ada = await addSubscriber(database, 'Ada@example.com');
    await addSubscriber(database, 'grace@example.com');
  });

  it('suppresses the address, and records the consent withdrawn and how', async () => {
    const left = await unsubscribe(database, ada, { via: 'one-click', at, userAgent: 'Mail/1.0' });
    expect(left).toEqual({ kind: 'reader', address: 'Ada@example.com', hasLeft: true });
    const detail = { via: 'one-click', userAgent: 'Mail/1.0' };
    expect(await state(database)).toMatchObject({
      suppressions: [{ address_key: 'ada@example.com', reason: 'unsubscribe', since: at, evidence: detail }],
      consents: [{ subscriber_id: ada, event: 'unsubscribed', source: 'one-click', at }],
      events: [{ kind: 'unsubscribe', subscriber_id: ada, send_id: null, detail, at }],
    });
  });

  describe('in a burst', () => {
    const many = 150;
    let readers: number[];
    let tokens: string[];
    beforeEach(async () => {
      readers = [];
      for (let n = 0; n < many; n += 1) readers.push(await addSubscriber(database, `r${n}@example.com`));
      tokens = await Promise.all(readers.map((id) => readToken(database, id)));
    });

    it('goes in few transactions, each click answered with its own reader once it is committed', async () => {
      const site = siteOf(database);
      let taken = 0;
      const count = () => {
        taken += 1;
      };
      database.pool.on('acquire', count);
      const answers = await Promise.all(tokens.map((token) => site.request(`/u/${token}`, oneClick)));
      database.pool.off('acquire', count);
      expect(answers.map(({ status }) => status)).toEqual(Array(many).fill(200));
      expect(taken).toBeLessThan(20);
      const pages = await Promise.all(answers.map((answer) => answer.text()));
      for (const page of pages) expect(page).toContain('r•••@example.com');
      const { suppressions, consents, events } = await state(database);
      expect(suppressions).toHaveLength(many);
      expect(consents.map(({ subscriber_id }) => subscriber_id).sort((a, b) => a - b)).toEqual(readers);
      expect(events).toHaveLength(many);
    });

    it('fails nobody for what is wrong with the click of another', async () => {
      const links = unsubscribeLinks(database, testLinkKeys.tokens);
      const results = await Promise.allSettled(
        tokens.map((token, n) =>
          // No JSON of the database holds NUL.
          links.unsubscribe(token, { via: 'page', at, userAgent: n === 70 ? 'a\0b' : 'Mail/1.0' }),
        ),
      );
      expect(results.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))).toEqual([70]);
      const { suppressions, events } = await state(database);
      expect([suppressions.length, events.length]).toEqual([many - 1, many - 1]);
    });

    it('tells those beyond a thousand that wait to come again, and loses none of the others', async () => {
      const site = siteOf(database);
      const token = (n: number) => tokens[n % many] ?? '';
      const answers = await Promise.all(
        Array.from({ length: 1_100 }, (_unused, n) => site.request(`/u/${token(n)}`, oneClick)),
      );
      const statuses = answers.map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set([200, 503]));
      expect(answers.find(({ status }) => status === 503)?.headers.get('Retry-After')).toBe('60');
      expect((await state(database)).events).toHaveLength(many);
    });
  });

  it('twice is the same as once', async () => {
    const first = await unsubscribe(database, ada, { via: 'one-click', at });
    const once = await state(database);
    expect(await unsubscribe(database, ada, { via: 'page', at: later })).toEqual(first);
    expect(await state(database)).toEqual(once);
  });

  it('many times at once is the same as once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => unsubscribe(database, ada, { via: 'page', at })));
    const { suppressions, consents, events } = await state(database);
    expect([suppressions.length, consents.length, events.length]).toEqual([1, 1, 1]);
  });

  it('keeps an earlier suppression as it is and still records that they left', async () => {
    await database.tables
      .insertInto('suppression')
      .values({
        address_key: 'ada@example.com',
        reason: 'hard-bounce',
        since: at,
        evidence: '{"status":"5.1.1"}',
      })
      .execute();
    // At once, since no new suppression holds the later ones up.
    await Promise.all(
      Array.from({ length: 20 }, () => unsubscribe(database, ada, { via: 'page', at: later })),
    );
    const { suppressions, consents, events } = await state(database);
    expect(suppressions).toMatchObject([{ reason: 'hard-bounce', since: at, evidence: { status: '5.1.1' } }]);
    expect(consents).toMatchObject([{ event: 'unsubscribed', at: later }]);
    expect(events).toHaveLength(1);
  });

  it('is recorded again of somebody who had come back', async () => {
    await unsubscribe(database, ada, { via: 'page', at });
    await database.tables
      .insertInto('consent')
      .values({ subscriber_id: ada, event: 'resubscribed', source: 'mail', at })
      .execute();
    await database.tables.deleteFrom('suppression').execute();
    await unsubscribe(database, ada, { via: 'page', at: later });
    const { suppressions, consents } = await state(database);
    expect(suppressions).toMatchObject([{ since: later }]);
    expect(consents.map(({ event }) => event)).toEqual(['unsubscribed', 'resubscribed', 'unsubscribed']);
  });

  it('is nothing for somebody we do not know', async () => {
    const before = await state(database);
    const left = await unsubscribe(database, 4711, { via: 'page', at });
    expect(left).toEqual({ kind: 'reader', address: null, hasLeft: true });
    expect(await state(database)).toEqual(before);
  });

  describe('by a link', () => {
    it('asks first: hundreds of looks change nothing', async () => {
      const before = await state(database);
      const site = siteOf(database);
      for (let visit = 0; visit < 300; visit += 1) {
        const method = visit % 2 === 0 ? 'GET' : 'HEAD';
        expect((await site.request(`/u/${await readToken(database, ada)}`, { method })).status).toBe(200);
      }
      expect(await state(database)).toEqual(before);
    });

    it('takes one click, and says so ever after', async () => {
      const site = siteOf(database);
      const path = `/u/${await readToken(database, ada)}`;
      expect(await (await site.request(path)).text()).toContain('<button');
      const answer = await site.request(path, oneClick);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('A•••@example.com');
      const once = await state(database);
      expect(once.suppressions.map(({ address_key }) => address_key)).toEqual(['ada@example.com']);
      expect((await siteOf(database, later).request(path, oneClick)).status).toBe(200);
      expect(await (await site.request(path)).text()).toContain('You are unsubscribed');
      expect(await state(database)).toEqual(once);
    });

    it('of a test send, of somebody who is not known here or of nobody changes nothing', async () => {
      const before = await state(database);
      const site = siteOf(database);
      const foreign = linkKeys(['the secret of another newsletter altogether'], randomUUID());
      for (const [token, status] of [
        [testUnsubscribeToken(testLinkKeys.tokens.serial.signing), 200],
        [tokenOf(4711), 404],
        [await readToken(database, ada, foreign), 404],
        [(await readToken(database, ada)).slice(0, -1), 404],
      ] as const)
        expect((await site.request(`/u/${token}`, oneClick)).status).toBe(status);
      expect(await state(database)).toEqual(before);
    });
  });
});

describe('leaving, on a server', () => {
  it('does not wait for a synchronisation that is changing the same person', async () => {
    const { url, drop } = await createTestDatabase(inject('databaseUrl'));
    const database = await openDatabase({ url, directory: '', command: 'a test' });
    const ada = await addSubscriber(database, 'ada@example.com');
    await database.tables.transaction().execute(async (tables) => {
      await tables.updateTable('subscriber').set({ name: 'Ada' }).where('id', '=', ada).execute();
      // On a connection of its own: if it waited for this transaction, neither would end.
      await unsubscribe(database, ada, { via: 'page', at });
    });
    expect((await state(database)).suppressions).toHaveLength(1);
    await database.close();
    await drop();
  });

  it('is answered with 503 while the database is away, and works when it is back', async () => {
    const { url, drop } = await createTestDatabase(inject('databaseUrl'));
    const database = await openDatabase({ url, directory: '', command: 'a test' });
    const ada = await addSubscriber(database, 'ada@example.com');
    const site = siteOf(database);
    const path = `/u/${await readToken(database, ada)}`;
    const name = new URL(url).pathname.slice(1);
    const admin = await openDatabase({ url: inject('databaseUrl'), directory: '', command: 'a test' });
    const allow = (yes: boolean) =>
      sql`update pg_database set datallowconn = ${yes} where datname = ${name}`.execute(admin.tables);

    await allow(false);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`.execute(
      admin.tables,
    );
    for (const request of [{ method: 'GET' }, oneClick]) {
      const answer = await site.request(path, request);
      expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '60']);
    }
    expect((await site.request('/health')).status).toBe(503);
    // What is none of ours is told so all the same.
    expect((await site.request('/u/forged', oneClick)).status).toBe(404);

    await allow(true);
    expect((await site.request('/health')).status).toBe(200);
    expect((await site.request(path, oneClick)).status).toBe(200);
    expect((await state(database)).suppressions).toHaveLength(1);
    await Promise.all([database.close(), admin.close()]);
    await drop();
  });
});
