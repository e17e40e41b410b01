import { once } from 'node:events';
import { createServer } from 'node:net';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { DatabaseError } from '../../src/database/database-error.ts';
import { migrations } from '../../src/database/migrations/migrations.ts';
import { openDatabase } from '../../src/database/open/open-database-sql.ts';
import { prepare } from '../../src/database/prepared-sql.ts';
import { startPgbouncer } from '../setup/start-pgbouncer.ts';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.ts';

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase(inject('databaseUrl'));
});

afterEach(() => database.drop());

const open = (url: string) => openDatabase({ url, directory: '', command: 'the contract' });

async function refusal(url: string): Promise<string> {
  const error = await open(url).catch((refused: unknown) => refused);
  expect(error).toBeInstanceOf(DatabaseError);
  return (error as DatabaseError).message;
}

test('many processes that start on an empty server migrate it once', async () => {
  const opened = await Promise.all(Array.from({ length: 6 }, () => open(database.url)));
  for (const one of opened) expect(await one.tables.selectFrom('send').selectAll().execute()).toEqual([]);
  const { rows } = await opened[0]!.pool.query('select name from kysely_migration order by name');
  expect(rows).toEqual(Object.keys(migrations).map((name) => ({ name })));
  await Promise.all(opened.map((one) => one.close()));
});

test('an idle connection that the server ends is replaced', async () => {
  const opened = await open(database.url);
  await opened.pool.query('select 1');
  const admin = new pg.Client({ connectionString: inject('databaseUrl') });
  await admin.connect();
  const name = new URL(database.url).pathname.slice(1);
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  await admin.end();
  await expect
    .poll(() => opened.pool.query('select 1 as n').catch(() => null))
    .toMatchObject({ rows: [{ n: 1 }] });
  await opened.close();
});

test('a server that is not there is named, without the password', async () => {
  const nobody = createServer().listen(0, '127.0.0.1');
  await once(nobody, 'listening');
  const { port } = nobody.address() as { port: number };
  nobody.close();
  const message = await refusal(`postgres://ada:geheim@127.0.0.1:${port}/letters`);
  expect(message).toBe(
    `DATABASE_URL: cannot use database letters at 127.0.0.1:${port} as ada: nothing listens there: is the server running, and is the port right?`,
  );
});

test('a database that is not there is named', async () => {
  const url = new URL(database.url);
  url.pathname = '/no_such_thing';
  expect(await refusal(url.href)).toContain('it has no such database: create it, or correct the name.');
});

test('a user who may not in is told so', async () => {
  const url = new URL(database.url);
  url.username = 'nobody_we_know';
  expect(await refusal(url.href)).toContain('it does not let this user in from here');
});

test('a user who may not create tables is told so', async () => {
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  const role = `reader_${new URL(database.url).pathname.slice(6)}`;
  await admin.query(`create role ${role} login`);
  const url = new URL(database.url);
  url.username = role;
  expect(await refusal(url.href)).toContain('grant it CREATE');
  await admin.query(`drop role ${role}`);
  await admin.end();
});

describe('through PgBouncer', () => {
  async function through(mode: Parameters<typeof startPgbouncer>[1], act: (url: string) => Promise<void>) {
    const pooler = await startPgbouncer(database.url, mode);
    try {
      await act(pooler.url);
    } finally {
      await pooler.stop();
    }
  }

  test('in session mode it migrates, keeps what belongs to a session and hears what is told', async () => {
    await through('session', async (url) => {
      const opened = await open(url);
      expect(await opened.tables.selectFrom('send').selectAll().execute()).toEqual([]);
      const clients = await Promise.all([1, 2, 3].map(() => opened.pool.connect()));
      for (const client of clients)
        expect((await client.query('show search_path')).rows).toEqual([{ search_path: 'pennypost, bullmq' }]);
      const [listener, teller] = clients;
      const heard = once(listener!, 'notification');
      await listener!.query('listen told');
      await teller!.query(`notify told, 'hello'`);
      expect(await heard).toMatchObject([{ channel: 'told', payload: 'hello' }]);
      for (const client of clients) client.release();
      const count = prepare<{ count: number }>(opened, 'select count(*)::int from send where id > $1');
      for (let turn = 0; turn < 3; turn += 1) expect(await count([0])).toEqual([{ count: 0 }]);
      await opened.close();
    });
  });

  test.each(['transaction', 'statement'] as const)(
    'in %s mode it is refused, with what to do',
    async (mode) => {
      await through(mode, async (url) => {
        const message = await refusal(url);
        expect(message).toContain('pool_mode = session');
        expect(message).toContain('PgBouncer');
        expect(message.split('\n')).toHaveLength(1);
        // Nobody else's sessions were told where our tables are.
        const other = new pg.Client({ connectionString: url });
        await other.connect();
        expect((await other.query('show search_path')).rows).toEqual([{ search_path: '"$user", public' }]);
        await other.end();
      });
    },
  );

  test('in transaction mode it is refused while others use the same sessions', async () => {
    await through('transaction', async (url) => {
      const stop = new AbortController();
      const others = Array.from({ length: 4 }, async () => {
        const client = new pg.Client({ connectionString: url });
        await client.connect();
        while (!stop.signal.aborted) await client.query('select pg_sleep(0.001)');
        await client.end();
      });
      try {
        for (let times = 0; times < 5; times += 1)
          expect(await refusal(url)).toContain('pool_mode = session');
      } finally {
        stop.abort();
        await Promise.all(others);
      }
    });
  });
});
