import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { Database, PoolClient } from '../../src/database/database.ts';
import { refuseNewerTables } from '../../src/database/migrations/migrate-sql.ts';
import { migrations } from '../../src/database/migrations/migrations.ts';
import { openDatabase } from '../../src/database/open/open-database-sql.ts';
import { layTablesBefore } from '../setup/tables-before.ts';
import { createTestDatabase } from '../setup/test-database.ts';

interface Backend {
  open(): Promise<Database>;
  remove(): Promise<void>;
}

async function embedded(): Promise<Backend> {
  const directory = mkdtempSync(join(tmpdir(), 'pennypost-database-'));
  return {
    open: () => openDatabase({ url: null, directory, command: 'the contract' }),
    remove: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function server(): Promise<Backend> {
  const { url, drop } = await createTestDatabase(inject('databaseUrl'));
  return { open: () => openDatabase({ url, directory: '', command: 'the contract' }), remove: drop };
}

describe.each([
  ['embedded', embedded],
  ['server', server],
] as const)('%s database', (kind, createBackend) => {
  let backend: Backend;
  let database: Database;

  beforeAll(async () => {
    backend = await createBackend();
    database = await backend.open();
  });

  afterAll(async () => {
    await database?.close();
    await backend?.remove();
  });

  beforeEach(async () => {
    await database.pool.query('drop table if exists note; create table note (id int primary key, body text)');
  });

  const countNotes = async () => {
    const { rows } = await database.pool.query<{ count: number }>('select count(*) as count from note');
    return rows[0]?.count;
  };

  test('says what it is', () => {
    expect(database.kind).toBe(kind);
  });

  test('gives values as JavaScript has them', async () => {
    const { rows } = await database.pool.query(`select
      7::smallint as int2, 7::int as int4, 7000000000::bigint as int8, '{7,null,8}'::bigint[] as int8s,
      1.5::float8 as float8, 1.50::numeric as numeric, true as bool, 'grüße'::text as text, null as nothing,
      '{"a,b",null,c}'::text[] as texts, '\\x00ff'::bytea as bytea, '{"a":[1,null]}'::jsonb as jsonb,
      '[1]'::json as json, '2026-03-01 12:00:00.123+01'::timestamptz as timestamptz,
      'ab3e3b44-5ff5-4cfa-8f3e-1c2a2d1a3b4c'::uuid as uuid`);
    expect(rows).toEqual([
      {
        int2: 7,
        int4: 7,
        int8: 7_000_000_000,
        int8s: [7, null, 8],
        float8: 1.5,
        numeric: '1.50',
        bool: true,
        text: 'grüße',
        nothing: null,
        texts: ['a,b', null, 'c'],
        bytea: Buffer.from([0, 255]),
        jsonb: { a: [1, null] },
        json: [1],
        timestamptz: new Date('2026-03-01T11:00:00.123Z'),
        uuid: 'ab3e3b44-5ff5-4cfa-8f3e-1c2a2d1a3b4c',
      },
    ]);
    expect(rows[0].bytea).toBeInstanceOf(Buffer);
  });

  test('takes values as JavaScript has them', async () => {
    const at = new Date('2026-03-01T11:00:00.123Z');
    const { rows } = await database.pool.query(
      `select $1::int as number, $2::bigint as big, $3::text as text, $4::timestamptz as at, $5::jsonb as object,
        $6::jsonb as list, $7::text[] as texts, $8::int[] as ints, $9::bytea as bytes, $10::text as nothing,
        $11::text as missing, $12::boolean as bool`,
      [
        3,
        7_000_000_000,
        "a'b\\c",
        at,
        { a: 1 },
        JSON.stringify(['x']),
        ['a"b', 'c,d', ''],
        [1, 2],
        Buffer.from([0, 1]),
        null,
        undefined,
        false,
      ],
    );
    expect(rows).toEqual([
      {
        number: 3,
        big: 7_000_000_000,
        text: "a'b\\c",
        at,
        object: { a: 1 },
        list: ['x'],
        texts: ['a"b', 'c,d', ''],
        ints: [1, 2],
        bytes: Buffer.from([0, 1]),
        nothing: null,
        missing: null,
        bool: false,
      },
    ]);
  });

  test('says what a statement did', async () => {
    const insert = await database.pool.query("insert into note values (1, 'a'), (2, 'b')");
    expect(insert).toMatchObject({ command: 'INSERT', rowCount: 2 });
    const update = await database.pool.query('update note set body = $1 where id > $2 returning id', [
      'c',
      1,
    ]);
    expect(update).toMatchObject({ command: 'UPDATE', rowCount: 1, rows: [{ id: 2 }] });
  });

  test('carries large values and large results', async () => {
    const body = 'ü'.repeat(2_000_000);
    await database.pool.query('insert into note values ($1, $2)', [1, body]);
    const { rows } = await database.pool.query<{ body: string }>('select body from note');
    expect(rows[0]?.body === body).toBe(true);
    const many = await database.pool.query('select generate_series(1, 20000) as n, repeat($1, 50) as x', [
      'x',
    ]);
    expect(many.rows).toHaveLength(20_000);
  });

  test('takes many statements in one text, all or none', async () => {
    await database.pool.query("insert into note values (1, 'a'); insert into note values (2, 'b')");
    const both = database.pool.query("insert into note values (3, 'c'); insert into note values (1, 'd')");
    await expect(both).rejects.toMatchObject({ code: '23505' });
    expect(await countNotes()).toBe(2);
  });

  test('fails with the SQLSTATE and the detail, and goes on', async () => {
    await database.pool.query("insert into note values (1, 'a')");
    const twice = database.pool.query("insert into note values ($1, 'b')", [1]);
    await expect(twice).rejects.toMatchObject({
      code: '23505',
      detail: 'Key (id)=(1) already exists.',
      constraint: 'note_pkey',
      table: 'note',
    });
    await expect(twice).rejects.toBeInstanceOf(Error);
    await expect(database.pool.query('selec')).rejects.toMatchObject({ code: '42601' });
    await expect(database.pool.query('select $1::int as n', ['x'])).rejects.toMatchObject({ code: '22P02' });
    expect(await countNotes()).toBe(1);
  });

  test('answers hundreds of queries at once, each with its own answer', async () => {
    const numbers = Array.from({ length: 300 }, (_, n) => n);
    const answers = await Promise.all(
      numbers.map(async (n) => (await database.pool.query('select $1::int as n', [n])).rows[0].n),
    );
    expect(answers).toEqual(numbers);
  });

  test('leaves timers their turn while query follows query', async () => {
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 1);
    for (let n = 0; n < 200; n += 1) await database.pool.query('select 1');
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(0);
  });

  test('looks for names in our schema, then in that of the queue', async () => {
    const { rows } = await database.pool.query('show search_path');
    expect(rows[0]?.search_path.split(/, ?/)).toEqual(['pennypost', 'bullmq']);
    await database.pool.query("select 'pennypost.note'::regclass");
  });

  test('has every table after the migrations', async () => {
    const { id } = await database.tables
      .insertInto('subscriber')
      .values({
        address: 'Ada@example.org',
        address_key: 'ada@example.org',
        fields: JSON.stringify({ city: 'X' }),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const found = await database.tables.selectFrom('subscriber').selectAll().where('id', '=', id).execute();
    expect(found).toEqual([
      {
        id,
        address: 'Ada@example.org',
        address_key: 'ada@example.org',
        name: '',
        fields: { city: 'X' },
        created_at: expect.any(Date),
        public_id: expect.stringMatching(/^[\da-f-]{36}$/),
      },
    ]);
    expect(typeof id).toBe('number');
  });

  describe('a transaction', () => {
    const withClient = async <Result>(work: (client: PoolClient) => Promise<Result>, destroy = false) => {
      const client = await database.pool.connect();
      try {
        return await work(client);
      } finally {
        client.release(destroy);
      }
    };

    const beginAndInsert = async (client: PoolClient) => {
      await client.query('begin');
      await client.query("insert into note values (1, 'a')");
    };

    test('shows nobody what it takes back', async () => {
      const seen = await withClient(async (client) => {
        await beginAndInsert(client);
        const count = countNotes();
        await sleep(20);
        await client.query('rollback');
        return count;
      });
      expect(seen).toBe(0);
    });

    test('keeps its statements together while others work', async () => {
      const names = Array.from({ length: 8 }, (_, n) => `worker ${n}`);
      const seen = names.map((name) =>
        withClient(async (client) => {
          await client.query('begin');
          await client.query(`set local application_name = '${name}'`);
          await sleep(1);
          const { rows } = await client.query<{ application_name: string }>('show application_name');
          await client.query('commit');
          return rows[0]?.application_name;
        }),
      );
      expect(await Promise.all(seen)).toEqual(names);
    });

    test('left open by a client that is given back is rolled back', async () => {
      await withClient(beginAndInsert);
      expect(await countNotes()).toBe(0);
      await database.pool.query("insert into note values (1, 'b')");
      expect(await countNotes()).toBe(1);
    });

    test('that failed and is given back is rolled back', async () => {
      await withClient(async (client) => {
        await beginAndInsert(client);
        await expect(client.query('select 1/0')).rejects.toMatchObject({ code: '22012' });
      });
      expect(await countNotes()).toBe(0);
    });

    test('of a client that is thrown away is rolled back', async () => {
      await withClient(beginAndInsert, true);
      expect(await countNotes()).toBe(0);
    });

    test('of a client that is thrown away with a query under way is rolled back', async () => {
      const underWay = withClient(async (client) => {
        void client.query("begin; insert into note values (1, 'a')").catch(() => {});
      }, true);
      await underWay;
      expect(await countNotes()).toBe(0);
    });

    test('of Kysely commits or rolls back whole', async () => {
      const digest = `sha256:${kind}`;
      const issue = { digest, issue_key: 'issues/010.md', content: '{}' };
      const failing = database.tables.transaction().execute(async (transaction) => {
        await transaction.insertInto('rendered_issue').values(issue).execute();
        throw new Error('on purpose');
      });
      await expect(failing).rejects.toThrow('on purpose');
      await database.tables.transaction().execute(async (transaction) => {
        await transaction.insertInto('rendered_issue').values(issue).execute();
      });
      const rows = await database.tables.selectFrom('rendered_issue').select('digest').execute();
      expect(rows).toEqual([{ digest }]);
    });
  });

  describe('LISTEN', () => {
    let clients: PoolClient[];
    let heard: string[];

    beforeEach(async () => {
      heard = [];
      clients = [await database.pool.connect(), await database.pool.connect()];
      for (const [at, client] of clients.entries()) {
        client.on('notification', ({ channel, payload }) => heard.push(`${at} ${channel} ${payload}`));
      }
      return () => {
        for (const client of clients) client.release(true);
      };
    });

    // A session hands over what it has heard before it says that it is ready again.
    const settle = async (...expected: string[]) => {
      for (const client of clients) await client.query('select 1');
      expect(heard.sort()).toEqual(expected.sort());
    };

    test('hears what anybody notifies, on its own channels only', async () => {
      await clients[0]?.query('LISTEN news');
      await clients[1]?.query('-- as BullMQ writes it\nlisten "News"; listen news;');
      await database.pool.query(
        "select pg_notify('news', 'one'), pg_notify('News', 'two'), pg_notify('other', '')",
      );
      await clients[0]?.query("notify news, 'three'");
      await settle('0 news one', '1 news one', '1 News two', '0 news three', '1 news three');
    });

    test('hears of a transaction once it is committed, and never if it is not', async () => {
      await clients[0]?.query('listen news');
      await clients[1]?.query('begin');
      await clients[1]?.query("notify news, 'lost'");
      await clients[1]?.query('rollback');
      await clients[1]?.query('begin');
      await clients[1]?.query("notify news, 'kept'");
      await clients[1]?.query('commit');
      await settle('0 news kept');
    });

    test('goes on for one when another stops or leaves', async () => {
      for (const client of clients) await client.query('listen news');
      await clients[0]?.query('unlisten news');
      await database.pool.query("notify news, 'one'");
      await settle('1 news one');
      await clients[0]?.query('listen news');
      const [stays, leaves] = clients as [PoolClient, PoolClient];
      const hasLeft = once(leaves, 'end');
      leaves.release(true);
      // Until then it may still hear something.
      await hasLeft;
      clients = [stays];
      await database.pool.query("notify news, 'two'");
      await settle('1 news one', '0 news two');
      await clients[0]?.query('unlisten *');
      await database.pool.query("notify news, 'three'");
      await settle('1 news one', '0 news two');
    });
  });

  test('keeps everything when it is closed and opened again', async () => {
    await database.pool.query("insert into note values (1, 'kept')");
    await database.close();
    database = await backend.open();
    expect((await database.pool.query('select body from note')).rows).toEqual([{ body: 'kept' }]);
  });

  test('has the replies out of the sentences of the version before', async () => {
    const told = [
      ['failed', 550, '5.1.1', '550-5.1.1 gone\n550 5.1.1 for good', '550-5.1.1 gone\n550 5.1.1 for good'],
      [
        'failed',
        452,
        '4.2.2',
        'Given up after 452 attempts, since it is too late for this issue. 452 4.2.2 full',
        '452 4.2.2 full',
      ],
      [
        'failed',
        451,
        null,
        'Given up after 3 attempts, since it is too late for this issue. relay: lost',
        null,
      ],
      [
        'failed',
        null,
        null,
        'Given up without an attempt, since it is too late for this issue. Waits.',
        null,
      ],
      ['deferred', 450, '4.2.0', '450 4.2.0 later', '450 4.2.0 later'],
      ['pending', 450, '4.2.0', '450 4.2.0 later', '450 4.2.0 later'],
      ['accepted', 250, null, '250 ok', '250 ok'],
      ['accepted', 451, null, 'The relay had it: delivered came back by smtp, event 451.', null],
      ['in_doubt', 451, null, 'The sender was lost after the final dot, before the relay answered.', null],
      ['skipped', 451, null, 'Replaced by the correction, send 451.', null],
      ['skipped', 451, null, null, null],
    ] as const;
    await layTablesBefore(database, '0002-reply-text');
    await database.pool.query(`
      insert into rendered_issue (digest, issue_key, content) values ('before', '1', '{}');
      insert into send (issue_key, digest, rehearsal) values ('1', 'before', false)`);
    for (const [at, [state, code, status, detail]] of told.entries()) {
      const address = `${at}@before.example`;
      await database.pool.query(
        `with added as (insert into subscriber (address, address_key) values ($1, $1) returning id)
        insert into delivery (send_id, subscriber_id, state, reply_code, enhanced_status, detail)
        select (select max(id) from send), id, $2, $3, $4, $5 from added`,
        [address, state, code, status, detail],
      );
    }
    await database.close();
    database = await backend.open();
    const { rows } = await database.pool.query<{ detail: string | null; reply_text: string | null }>(
      'select detail, reply_text from delivery order by subscriber_id',
    );
    expect(rows).toEqual(told.map(([, , , detail, text]) => ({ detail, reply_text: text })));
  });

  test('has the lists there were for every send there was, and why whoever was skipped is', async () => {
    await layTablesBefore(database, '0003-lists');
    await database.pool.query(`
      insert into rendered_issue (digest, issue_key, content) values ('before', '1', '{}');
      insert into send (issue_key, digest, rehearsal, state) values
        ('1', 'before', true, 'done'), ('1', 'before', false, 'running');
      insert into subscriber (address, address_key) select n || '@b', n || '@b' from generate_series(1, 4) n;
      insert into subscription (list, subscriber_id) values ('readers', 1), ('readers', 2), ('guests', 2);
      insert into consent (subscriber_id, event, source) values
        (1, 'imported', 'list readers'), (1, 'unsubscribed', 'page'), (2, 'imported', 'list guests'),
        (2, 'resubscribed', 'page');
      insert into delivery (send_id, subscriber_id, state, detail) values
        (2, 1, 'skipped', 'unsubscribe since 2026-11-01'), (2, 2, 'pending', null),
        (2, 3, 'skipped', 'The send was cancelled by hand.'), (2, 4, 'skipped', null)`);
    await database.close();
    database = await backend.open();
    const read = async (query: string) => (await database.pool.query(query)).rows;
    expect(await read('select name, kind from list order by name')).toEqual([
      { name: 'guests', kind: 'file' },
      { name: 'readers', kind: 'file' },
    ]);
    expect(await read('select * from send_list order by send_id, list')).toEqual(
      [1, 2].flatMap((send) => ['guests', 'readers'].map((list) => ({ send_id: send, list }))),
    );
    expect(await read('select * from subscription order by subscriber_id, list')).toEqual([
      { list: 'readers', subscriber_id: 1, state: 'active', consent_id: 1 },
      { list: 'guests', subscriber_id: 2, state: 'active', consent_id: 4 },
      { list: 'readers', subscriber_id: 2, state: 'active', consent_id: 4 },
    ]);
    expect(await read('select skip_reason from delivery order by subscriber_id')).toEqual(
      ['unsubscribe', null, 'cancelled', 'cancelled'].map((reason) => ({ skip_reason: reason })),
    );
  });

  test('keeps the subject of what was rendered before, and takes a damaged rendering as it is', async () => {
    await layTablesBefore(database, '0009-source-digest');
    await database.pool.query(`
      insert into rendered_issue (digest, issue_key, content) values
        ('good', '9', '{"subject": "Wicks"}'), ('cut', '10', '{"subject": "Oi');
      insert into send (issue_key, digest, rehearsal, state) values
        ('9', 'good', false, 'done'), ('10', 'cut', false, 'running')`);
    await database.close();
    database = await backend.open();
    const read = async (query: string) => (await database.pool.query(query)).rows;
    expect(await read('select digest, subject from rendered_issue order by issue_key desc')).toEqual([
      { digest: 'good', subject: 'Wicks' },
      { digest: 'cut', subject: null },
    ]);
    expect(await read('select source_digest, corrected_at from send')).toEqual(
      [1, 2].map(() => ({ source_digest: null, corrected_at: null })),
    );
  });

  /** As a newer Pennypost leaves it, which lets those work beside it that know this migration. */
  async function changeByNewer(oldest: string | null): Promise<void> {
    const name = '9999-from-the-future';
    await database.pool.query('delete from works_beside where migration = $1', [name]);
    await database.pool.query('delete from kysely_migration where name = $1', [name]);
    await database.pool.query("insert into kysely_migration (timestamp, name) values ('', $1)", [name]);
    if (oldest) await database.pool.query('insert into works_beside values ($1, $2)', [name, oldest]);
  }

  test('is worked on beside a newer Pennypost that says so, and refused as soon as one says otherwise', async () => {
    const own = Object.keys(migrations).sort().at(-1) ?? '';
    await changeByNewer(own);
    await database.close();
    database = await backend.open();
    await expect(refuseNewerTables(database)).resolves.toBeUndefined();
    for (const oldest of [`${own}-and-one-more`, null]) {
      await changeByNewer(oldest);
      await expect(refuseNewerTables(database)).rejects.toThrow('cannot work beside it');
    }
  });

  test('is refused when a newer Pennypost has changed it', async () => {
    await changeByNewer(null);
    await database.close();
    await expect(backend.open()).rejects.toThrow('changed by a newer Pennypost (9999-from-the-future)');
    await expect(backend.open()).rejects.toMatchObject({ name: 'DatabaseError' });
    // The next test of this backend, if there ever is one, finds a database of its own.
    await backend.remove();
    backend = await createBackend();
    database = await backend.open();
  });
});
