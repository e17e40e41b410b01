import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { eraseFrom } from '../../src/audience/kept/edit-subscription-sql.ts';
import { readKeptTables, readSequences } from '../../src/database/archive/catalogue-sql.ts';
import { fillDatabase } from '../../src/database/archive/fill-sql.ts';
import { notKept } from '../../src/database/archive/kept-table.ts';
import { tallyDatabase, withRows } from '../../src/database/archive/read-database-sql.ts';
import { writeArchive } from '../../src/database/archive/write-archive-file.ts';
import type { Database } from '../../src/database/database.ts';
import { readDatabaseId } from '../../src/database/database-id-sql.ts';
import { openDatabase } from '../../src/database/open/open-database-sql.ts';
import { openSend } from '../../src/ledger/sends/open-send-sql.ts';
import { resumeSend } from '../../src/ledger/sends/pause-resume-cancel-sql.ts';
import { sayWhatWentOut } from '../../src/ledger/sends/say-sent-sql.ts';
import { backUp } from '../../src/sending/keeping/backup-sql.ts';
import { moveDatabase, undoMove } from '../../src/sending/keeping/move-sql.ts';
import type { Place } from '../../src/sending/keeping/place.ts';
import { type RestoreOptions, restore } from '../../src/sending/keeping/restore-sql.ts';
import { takeOver } from '../../src/sending/keeping/take-over-sql.ts';
import { copyDatabase } from '../setup/copy-database.ts';
import { layTablesBefore } from '../setup/tables-before.ts';
import { createTestDatabase, migratedDatabase, type TestDatabase } from '../setup/test-database.ts';
import { emptyKeptTables, fillEveryTable } from './filled-database.ts';

let folder: string;
let servers: TestDatabase[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pennypost-keeping-'));
  servers = [];
});
afterEach(async () => {
  for (const server of servers) await server.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function newServer(template: 'template1' | typeof migratedDatabase = 'template1'): Promise<Place> {
  const server = await createTestDatabase(inject('databaseUrl'), template);
  servers.push(server);
  return { kind: 'server', url: server.url };
}

function newFolder(name: string, isMade = false): Place {
  const directory = path.join(folder, name);
  if (isMade) copyDatabase(directory);
  return { kind: 'folder', directory };
}

async function using<Result>(place: Place, act: (database: Database) => Promise<Result>): Promise<Result> {
  const database = await openDatabase({
    url: place.kind === 'server' ? place.url : null,
    directory: place.kind === 'folder' ? place.directory : '',
    command: 'a test',
  });
  try {
    return await act(database);
  } finally {
    await database.close();
  }
}

const quiet = {
  command: 'pennypost database',
  report: () => {},
  onRows: () => {},
  now: new Date('2026-11-30T18:00:00Z'),
};
const writing = { ...quiet, version: '0.1.0', mayReplace: false };
const restoring = (): RestoreOptions => ({
  ...quiet,
  workDirectory: path.join(folder, 'work'),
  missing: null,
  givesUpPresent: false,
});

/** What is kept, as a person would compare it. */
async function contents(database: Database) {
  return {
    id: await readDatabaseId(database.tables),
    tallies: Object.fromEntries(await tallyDatabase(database)),
    sequences: await readSequences(database.pool),
  };
}

async function filled(place: Place) {
  return using(place, async (database) => {
    await fillEveryTable(database);
    return contents(database);
  });
}

it('every table is kept but for four that say so, and these tests have rows in each: a new one needs some as well', async () => {
  const place = await newServer(migratedDatabase);
  await using(place, async (database) => {
    const { rows } = await database.pool.query<{ name: string }>(
      `select relname::text as name from pg_class where relkind = 'r' and relpersistence = 'p'
         and relnamespace = 'pennypost'::regnamespace`,
    );
    const kept = (await readKeptTables(database.pool)).map(({ name }) => name);
    expect([...kept, ...notKept].sort()).toEqual(rows.map(({ name }) => name).sort());
    expect([...notKept]).toEqual([
      'kysely_migration',
      'kysely_migration_lock',
      'works_beside',
      'database_moved',
    ]);
    await fillEveryTable(database);
    expect(await emptyKeptTables(database)).toEqual([]);
  });
});

describe.each([
  ['a folder onto a server', () => newFolder('from', true), () => newServer()],
  ['a server into a folder', () => newServer(migratedDatabase), () => newFolder('to')],
  ['a server onto another', () => newServer(migratedDatabase), () => newServer(migratedDatabase)],
] as const)('moving %s', (_, makeFrom, makeTo) => {
  it('carries everything, and the old one can be changed no more until that is taken back', async () => {
    const [from, to] = [await makeFrom(), await makeTo()];
    const before = await filled(from);
    await moveDatabase(from, to, quiet);
    expect(await using(to, contents)).toEqual(before);
    await using(from, async ({ pool }) => {
      await expect(pool.query(`update send set state = 'running'`)).rejects.toMatchObject({ code: 'PP001' });
      await expect(pool.query('delete from subscriber')).rejects.toMatchObject({ code: 'PP001' });
    });
    await expect(moveDatabase(from, to, quiet)).rejects.toThrow('was moved to');
    await undoMove(from, quiet);
    await using(from, ({ pool }) => pool.query('delete from mail_domain'));
    await using(to, ({ pool }) => pool.query('delete from mail_domain'));
  });
});

it('a move is refused while somebody delivers, or is connected, and changes nothing', async () => {
  const [from, to] = [await newServer(migratedDatabase), await newServer()];
  await filled(from);
  await using(from, async ({ pool }) => {
    await expect(moveDatabase(from, to, quiet)).rejects.toThrow('Another Pennypost uses this database');
    await pool.query(`update send set state = 'running' where id = 2`);
    await pool.query(`update worker set alive_until = now() + interval '1 hour', command = 'pennypost work'`);
  });
  await expect(moveDatabase(from, to, quiet)).rejects.toThrow(
    /"pennypost work" \(process 1 on h\), and the send of issue 10 is under way/,
  );
  await using(from, ({ pool }) => pool.query('delete from worker'));
  await using(to, ({ pool }) => pool.query(`insert into mail_domain (domain) values ('x.example')`));
  await expect(moveDatabase(from, to, quiet)).rejects.toThrow(
    'is not empty: there is something in mail_domain',
  );
  await expect(moveDatabase(from, from, quiet)).rejects.toThrow('is in database');
  await using(from, ({ pool }) => pool.query('delete from mail_domain'));
});

it('a move that was cut short once all had arrived only has to be said to be done', async () => {
  const [from, to] = [await newServer(migratedDatabase), await newServer()];
  await filled(from);
  await moveDatabase(from, to, quiet);
  await using(from, ({ pool }) => pool.query('update database_moved set done_at = null'));
  await moveDatabase(from, to, quiet);
  await expect(moveDatabase(from, to, quiet)).rejects.toThrow('was moved to');
});

it('a backup of a folder that is in use is restored onto a server as it was', async () => {
  const from = newFolder('from', true);
  const before = await filled(from);
  const file = path.join(folder, 'backup.gz');
  await using(from, () => backUp(from, file, writing));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  expect(readdirSync(path.join(folder, 'from')).filter((name) => name.startsWith('.keeping'))).toEqual([]);
  await expect(backUp(from, file, writing)).rejects.toThrow('already');

  const to = await newServer();
  const { merged, aside } = await restore(file, to, restoring());
  expect([merged, aside]).toEqual([null, null]);
  const after = await using(to, contents);
  // What a restoring changes: the leases of workers end, and that it was restored is written down.
  const { worker: _worker, database_restore: _restore, ...kept } = before.tallies;
  expect(after.tallies).toMatchObject(kept);
  const { database_restore_id_seq: _none, ...sequences } = before.sequences;
  expect(after).toMatchObject({ id: before.id, sequences });
  await expect(restore(file, to, restoring())).rejects.toThrow('is not empty');
});

it('a backup of an earlier version is laid out as it was and then brought up to date', async () => {
  const from = await newServer(migratedDatabase);
  const file = path.join(folder, 'backup.gz');
  await using(from, async (database) => {
    await layTablesBefore(database, '0002-reply-text');
    await sql`insert into subscriber (address, address_key) values ('A@x.example', 'a@x.example')`.execute(
      database.tables,
    );
    await sql`insert into subscription (list, subscriber_id) values ('readers', 1)`.execute(database.tables);
    const head = {
      format: 1,
      made: '2026-11-01T00:00:00.000Z',
      program: '0.1.0',
      migration: '0001-ledger',
      database: '',
    };
    const write = { mayReplace: false };
    await withRows(database, 'snapshot', (source) => writeArchive(file, head, source, write));
  });
  const to = await newServer();
  await restore(file, to, restoring());
  await using(to, async ({ tables }) => {
    const people = await tables.selectFrom('subscriber').select(['address', 'public_id']).execute();
    expect(people).toEqual([{ address: 'A@x.example', public_id: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
    const lists = await tables.selectFrom('list').selectAll().execute();
    expect(lists).toEqual([{ name: 'readers', kind: 'file' }]);
  });
});

describe('what a restoring decides', () => {
  /** A backup amid a send, after which everything went on. */
  async function restoreAmidSend() {
    const place = newFolder('newsletter', true);
    const file = path.join(folder, 'backup.gz');
    await using(place, async ({ tables }) => {
      const insert = [
        sql`insert into subscriber (address, address_key)
            select 'r' || n || '@x.example', 'r' || n || '@x.example' from generate_series(1, 9) n`,
        sql`insert into subscription (list, subscriber_id) select 'readers', id from subscriber`,
        sql`insert into list (name, kind) values ('readers', 'file')`,
        sql`insert into rendered_issue (digest, issue_key, content) values ('a', '10', '{}'), ('b', '11', '{}')`,
        sql`insert into send (issue_key, digest, rehearsal) values ('10', 'a', false)`,
        sql`insert into send (issue_key, digest, rehearsal, state, paused_by) values ('11', 'b', false, 'paused', 'editor')`,
        sql`insert into delivery (send_id, subscriber_id, state)
            select 1, id, (array['accepted', 'pending', 'sending', 'committing', 'deferred', 'held', 'failed', 'skipped',
              'pending'])[id] from subscriber`,
        sql`insert into delivery (send_id, subscriber_id, state) values (2, 1, 'pending'), (2, 2, 'committing')`,
        sql`insert into worker (id, host, pid, alive_until) values ('w', 'h', 1, now() + interval '1 minute')`,
      ];
      for (const statement of insert) await statement.execute(tables);
    });
    await backUp(place, file, writing);
    await using(place, async ({ tables }) => {
      const since = [
        sql`insert into suppression (address_key, reason, evidence) values
            ('r1@x.example', 'unsubscribe', '{}'), ('r2@x.example', 'complaint', '{"event": 1}')`,
        sql`insert into consent (subscriber_id, event, source) values (1, 'unsubscribed', 'one-click')`,
        sql`update subscription set state = 'left' where subscriber_id = 3`,
        sql`delete from subscriber where id = 4`,
        sql`insert into subscriber (address, address_key) values ('new@x.example', 'new@x.example')`,
        sql`insert into signing_key (id) values (5)`,
      ];
      for (const statement of since) await statement.execute(tables);
      await tables.transaction().execute((changed) => eraseFrom(changed, 'r9@x.example'));
    });
    const restored = await restore(file, place, restoring());
    return { place, restored };
  }

  it('who left, was suppressed or erased since stays so, and what was under way is in doubt', async () => {
    const { place, restored } = await restoreAmidSend();
    expect(restored.merged).toEqual({ suppressed: 2, left: 1, people: 1, erased: 2 });
    expect(readdirSync(path.join(folder, 'newsletter'))).toContain(
      'database.before-restore-20261130T180000Z',
    );
    await using(place, async (database) => {
      const { tables } = database;
      const suppressed = await tables.selectFrom('suppression').select(['address_key', 'reason']).execute();
      expect(suppressed).toEqual([
        { address_key: 'r1@x.example', reason: 'unsubscribe' },
        { address_key: 'r2@x.example', reason: 'complaint' },
      ]);
      const left = await tables.selectFrom('subscription').selectAll().where('state', '=', 'left').execute();
      expect(left).toMatchObject([{ list: 'readers', subscriber_id: 3 }]);
      const addresses = await tables.selectFrom('subscriber').select('address').orderBy('id').execute();
      const [names, last] = [addresses.map(({ address }) => address), 'new@x.example'];
      expect(names.filter((name) => !name.startsWith('erased-'))).toEqual([
        ...[1, 2, 3, 5, 6, 7, 8].map((n) => `r${n}@x.example`),
        last,
      ]);
      expect(await tables.selectFrom('erased_address').selectAll().execute()).toHaveLength(1);
      const states = await tables
        .selectFrom('delivery')
        .select(['send_id', 'subscriber_id', 'state'])
        .orderBy('send_id')
        .orderBy('subscriber_id')
        .execute();
      expect(states.map(({ send_id, state }) => `${send_id} ${state}`)).toEqual([
        ...['1 accepted', '1 in_doubt', '1 in_doubt', '1 in_doubt', '1 in_doubt', '1 failed', '1 skipped'],
        ...['1 in_doubt', '2 pending', '2 in_doubt'],
      ]);
      expect(await tables.selectFrom('worker').selectAll().execute()).toEqual([]);
      expect(await tables.selectFrom('signing_key').select('id').execute()).toEqual([{ id: 5 }]);

      await expect(sql`update send set state = 'running' where id = 2`.execute(tables)).rejects.toMatchObject(
        { code: 'PP002' },
      );
      await expect(resumeSend(database, 2)).rejects.toThrow('pennypost database restored');
      const issue = { issueKey: '12', digest: 'c', source: 's', content: '{}', subject: 'Twelve' };
      const asked = { ...issue, rehearsal: false, correction: false, includeNew: false };
      await expect(openSend(database, asked)).rejects.toThrow('pennypost database restored');

      const render = async () => issue;
      const said = [
        { issueKey: '12', render },
        { issueKey: '11', render },
      ];
      const doubted = await sayWhatWentOut(database, said);
      expect(Object.fromEntries(doubted)).toEqual({ 11: 5, 12: 4 });
      await expect(openSend(database, asked)).rejects.toThrow('already sent');
      const open = await tables.selectFrom('delivery').selectAll().where('settled', '=', false).execute();
      expect(open).toEqual([]);
      const other = { ...asked, issueKey: '13', digest: 'd' };
      expect(await openSend(database, other)).toMatchObject({ isNew: true });
    });
  });

  it('people whom the present database has lost are not erased without a word', async () => {
    const [present, made] = [await newServer(migratedDatabase), await newServer()];
    await filled(present);
    await using(present, (source) =>
      withRows(source, 'snapshot', (rows) =>
        using(made, (target) => fillDatabase(target, rows, { place: 'made' })),
      ),
    );
    await using(present, (old) =>
      using(made, async (fresh) => {
        const head = { made: new Date().toISOString(), database: await readDatabaseId(fresh.tables) };
        await sql`delete from subscriber`.execute(old.tables);
        await expect(takeOver(old, fresh, head, null)).rejects.toThrow('190 of the 190 people');
        expect(await takeOver(old, fresh, head, 'keep')).toMatchObject({ erased: 0, suppressed: 0 });
        const other = { ...head, database: 'another' };
        await expect(takeOver(old, fresh, other, null)).rejects.toThrow('of another database');
        expect(await takeOver(old, fresh, head, 'erase')).toMatchObject({ erased: 190 });
      }),
    );
  });
});
