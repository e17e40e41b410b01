import { sql } from 'kysely';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { AudienceError } from '../../src/audience/audience-error.ts';
import { readFields, readList } from '../../src/audience/subscriber-csv.ts';
import type { SubscriberList } from '../../src/audience/subscriber-list.ts';
import { syncLists } from '../../src/audience/sync-lists-sql.ts';
import type { Database } from '../../src/database/database.ts';
import { countPlan, type PlannedReader, readPlan } from '../../src/ledger/audience/plan-audience-sql.ts';
import { databaseBackends, emptyTables, useBackend } from '../setup/backends.ts';

const now = new Date('2026-03-01T12:00:00.000Z');
const nothing = { count: 0, sentences: [] };
const unchangedLists = {
  added: 0,
  updated: 0,
  removed: 0,
  badRows: nothing,
  duplicates: nothing,
  shorter: [],
};

/** A list as a file would give it. */
function list(name: string, csv: string): SubscriberList {
  const file = `subscribers/${name}.csv`;
  return { name, file, fields: () => readFields(bytes(csv), file), rows: () => readList(bytes(csv), file) };
}

async function* bytes(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

const readers = list(
  'readers',
  'email,name,city\nAda@example.com,Ada,London\ngrace@example.com,Grace,Arlington\nzoe@example.com,Zoë,\n',
);

describe.each(databaseBackends(() => inject('databaseUrl')))('the audience on %s', (_, open) => {
  let database: Database;

  useBackend(open, (opened) => {
    database = opened;
  });
  beforeEach(async () => {
    await emptyTables(database);
  });

  const sync = (lists: SubscriberList[], skipBadRows = false, acceptShorter = false) =>
    database.tables
      .transaction()
      .execute((tables) => syncLists(tables, lists, { skipBadRows, acceptShorter, now }));

  async function refusalOf(lists: SubscriberList[], skipBadRows = false): Promise<readonly string[]> {
    const error: unknown = await sync(lists, skipBadRows).catch((thrown: unknown) => thrown);
    if (error instanceof AudienceError) return error.faults;
    throw new Error('The lists were taken.', { cause: error });
  }

  /** Everything that a synchronisation may write, with the transaction that wrote each row last. */
  async function everything() {
    const { rows: subscribers } = await sql<{ id: number }>`
      select *, xmin::text as version from subscriber order by id`.execute(database.tables);
    const { rows: subscriptions } = await sql`
      select *, xmin::text as version from subscription order by 1, 2`.execute(database.tables);
    const consents = await database.tables.selectFrom('consent').selectAll().orderBy('id').execute();
    return { subscribers, subscriptions, consents };
  }

  async function people() {
    const { rows } = await sql<{ key: string; name: string; fields: unknown; lists: string[] }>`
      select s.address_key as key, s.name, s.fields,
        array(select p.list from subscription p where p.subscriber_id = s.id order by 1) as lists
      from subscriber s order by s.address_key`.execute(database.tables);
    return rows;
  }

  const consents = () =>
    database.tables
      .selectFrom('consent')
      .innerJoin('subscriber', 'subscriber.id', 'consent.subscriber_id')
      .select(['address_key', 'event', 'source', 'at'])
      .orderBy('consent.id')
      .execute();

  const suppress = (key: string, since = '2026-02-01') =>
    database.tables
      .insertInto('suppression')
      .values({ address_key: key, reason: 'unsubscribe', since, evidence: '{}' })
      .execute();

  const notBegun = { send: null, includeNew: false, resendInDoubt: false };

  async function audience(): Promise<PlannedReader[]> {
    const all: PlannedReader[] = [];
    for await (const reader of readPlan(database, notBegun)) all.push(reader);
    return all;
  }

  const count = async () => {
    const { audience, wouldSend, skipped } = await countPlan(database, notBegun);
    return { audience, wouldSend, skipped };
  };

  describe('synchronising the lists', () => {
    it('makes everybody on them known, subscribed and consenting', async () => {
      expect(await sync([readers])).toEqual({ ...unchangedLists, added: 3, unchanged: 0 });
      expect(await people()).toEqual([
        { key: 'ada@example.com', name: 'Ada', fields: { city: 'London' }, lists: ['readers'] },
        { key: 'grace@example.com', name: 'Grace', fields: { city: 'Arlington' }, lists: ['readers'] },
        { key: 'zoe@example.com', name: 'Zoë', fields: { city: '' }, lists: ['readers'] },
      ]);
      expect(await consents()).toEqual(
        ['ada', 'grace', 'zoe'].map((name) => ({
          address_key: `${name}@example.com`,
          event: 'imported',
          source: 'list readers',
          at: now,
        })),
      );
    });

    it('takes nobody of whom a list says that they are not to be mailed', async () => {
      const exported = list('export', 'email,status\na@example.com,enabled\nb@example.com,blocklisted\n');
      expect(await refusalOf([exported])).toEqual([
        expect.stringMatching(/^subscribers\/export\.csv, row 3: column "status" says "blocklisted"/),
        expect.stringContaining('Nothing was changed.'),
      ]);
      expect(await people()).toEqual([]);
      expect(await sync([exported], true)).toMatchObject({ added: 1, badRows: { count: 1 } });
      expect(await people()).toMatchObject([{ key: 'a@example.com', fields: { status: 'enabled' } }]);
    });

    it('writes nothing the second time', async () => {
      await sync([readers]);
      const before = await everything();
      expect(await sync([readers])).toEqual({ ...unchangedLists, unchanged: 3 });
      expect(await everything()).toEqual(before);
    });

    it('writes only the rows that changed', async () => {
      await sync([readers]);
      const before = await everything();
      const edited = list(
        'readers',
        'email;name;city\nada@EXAMPLE.com;Ada;London\ngrace@example.com;Grace;Arlington\nzoe@example.com;Zoë;Zürich\n',
      );
      expect(await sync([edited])).toEqual({ ...unchangedLists, updated: 2, unchanged: 1 });
      const after = await everything();
      expect(after.subscribers[0]).toMatchObject({ address: 'ada@example.com', name: 'Ada' });
      expect(after.subscribers[1]).toEqual(before.subscribers[1]);
      expect(after.subscribers[2]).toMatchObject({ id: 3, fields: { city: 'Zürich' } });
      expect([after.subscriptions, after.consents]).toEqual([before.subscriptions, before.consents]);
    });

    it('lets go of whom the list no longer names, and knows them again when it does', async () => {
      await sync([readers]);
      const shorter = list('readers', 'email,name,city\nada@example.com,Ada,London\n');
      expect(await sync([shorter])).toMatchObject({ added: 0, removed: 2 });
      expect((await audience()).map(({ address }) => address)).toEqual(['ada@example.com']);
      expect(await sync([readers])).toMatchObject({ added: 2, removed: 0 });
      expect((await everything()).subscribers.map(({ id }) => id)).toEqual([1, 2, 3]);
    });

    it('lets go of a list whose file is gone', async () => {
      await sync([readers, list('friends', 'email\nada@example.com\nbo@example.com\n')]);
      expect(await sync([readers])).toEqual({ ...unchangedLists, removed: 1, unchanged: 3 });
      expect((await people()).map(({ key, lists }) => [key, lists])).toEqual([
        ['ada@example.com', ['readers']],
        ['bo@example.com', []],
        ['grace@example.com', ['readers']],
        ['zoe@example.com', ['readers']],
      ]);
    });

    it('moves somebody from list to list without letting go of them', async () => {
      await sync([list('a', 'email\nada@example.com\n'), list('b', 'email\n')]);
      const moved = [list('a', 'email\n'), list('b', 'email\nada@example.com\n')];
      expect(await sync(moved)).toEqual({ ...unchangedLists, unchanged: 1 });
      expect(await people()).toMatchObject([{ key: 'ada@example.com', lists: ['b'] }]);
      expect(await consents()).toHaveLength(1);
    });

    it('makes one person of somebody on two lists, from the first list that has a value', async () => {
      const friends = list('friends', 'email,city,plan\nADA@example.com,,patron\nbo@example.com,Oslo,\n');
      const guests = list('guests', 'email,name,city,plan\nada@example.com,Ada,London,free\n');
      expect(await sync([friends, guests])).toEqual({ ...unchangedLists, added: 2, unchanged: 0 });
      expect(await people()).toEqual([
        {
          key: 'ada@example.com',
          name: 'Ada',
          fields: { city: 'London', plan: 'patron' },
          lists: ['friends', 'guests'],
        },
        { key: 'bo@example.com', name: '', fields: { city: 'Oslo', plan: '' }, lists: ['friends'] },
      ]);
      const before = await everything();
      expect(before.subscribers[0]).toMatchObject({ address: 'ADA@example.com' });
      expect(await sync([friends, guests])).toEqual({ ...unchangedLists, unchanged: 2 });
      expect(await everything()).toEqual(before);
    });

    it('knows its lists, and of everybody the consent by which they are on one', async () => {
      await sync([readers, list('friends', 'email\nada@example.com\nbo@example.com\n')]);
      await suppress('dee@example.com');
      await sync([readers, list('guests', 'email\nada@example.com\ndee@example.com\n')]);
      const { tables } = database;
      expect(await tables.selectFrom('list').selectAll().orderBy('name').execute()).toEqual([
        { name: 'guests', kind: 'file' },
        { name: 'readers', kind: 'file' },
      ]);
      const { rows } = await sql<{ list: string; key: string; consented: string | null }>`
        select p.list, s.address_key as key, c.list as consented from subscription p
        join subscriber s on s.id = p.subscriber_id left join consent c on c.id = p.consent_id
        where p.state = 'active' order by 1, 2`.execute(tables);
      expect(rows.map(({ list: name, key, consented }) => `${name} ${key} ${consented}`)).toEqual([
        'guests ada@example.com readers',
        'guests dee@example.com null',
        'readers ada@example.com readers',
        'readers grace@example.com readers',
        'readers zoe@example.com readers',
      ]);
    });

    it('leaves a list that the database keeps as it is, and on every file whoever has left one', async () => {
      await sync([readers]);
      await sql`insert into list (name, kind) values ('patrons', 'kept')`.execute(database.tables);
      await sql`insert into subscription (list, subscriber_id) values ('patrons', 1)`.execute(
        database.tables,
      );
      await sql`update subscription set state = 'left' where list = 'readers' and subscriber_id = 2`.execute(
        database.tables,
      );
      const states = async () => {
        const { rows } = await sql<{ list: string; id: number; state: string }>`
          select list, subscriber_id as id, state from subscription order by 1, 2`.execute(database.tables);
        return rows.map(({ list: name, id, state }) => `${name} ${id} ${state}`);
      };
      const shorter = list('readers', 'email\nzoe@example.com\n');
      expect(await sync([shorter])).toMatchObject({ added: 0, removed: 1 });
      expect(await states()).toEqual(['patrons 1 active', 'readers 2 left', 'readers 3 active']);
      expect(await sync([shorter])).toMatchObject({ added: 0, removed: 0 });
      expect(await sync([readers, list('friends', 'email\ngrace@example.com\n')])).toMatchObject({
        added: 1,
      });
      expect(await states()).toEqual([
        'friends 2 left',
        'patrons 1 active',
        ...['1 active', '2 left', '3 active'].map((one) => `readers ${one}`),
      ]);
    });

    it('takes the first of several rows that name one person, and says which', async () => {
      const twice = list(
        'readers',
        'email,name\nada@example.com,Ada\nbo@example.com,Bo\nAda@Example.com,Adah\n',
      );
      expect(await sync([twice])).toEqual({
        ...unchangedLists,
        added: 2,
        unchanged: 0,
        duplicates: {
          count: 1,
          sentences: [
            'subscribers/readers.csv, row 4: Ada@example.com is in row 2 already, which was taken.',
          ],
        },
      });
      expect(await people()).toMatchObject([{ name: 'Ada' }, { name: 'Bo' }]);
    });

    it('takes lists of many batches, duplicates far apart included', async () => {
      const rows = Array.from({ length: 12_000 }, (_, at) => `reader${at % 11_950}@example.com,Nr ${at}`);
      const result = await sync([list('readers', `email,name\n${rows.join('\n')}\n`)]);
      expect(result).toMatchObject({ added: 11_950, duplicates: { count: 50 } });
      expect(result.duplicates.sentences).toHaveLength(20);
      expect(result.duplicates.sentences[0]).toMatch(/row 11952: reader0@example.com is in row 2 already/);
      expect(await count()).toEqual({ audience: 11_950, wouldSend: 11_950, skipped: {} });
      const again = await sync([list('readers', `email,name\n${rows.join('\n')}\n`)]);
      expect(again).toMatchObject({ added: 0, updated: 0, unchanged: 11_950 });
    });

    it('keeps quotation marks, braces, backslashes and other scripts as they are', async () => {
      const odd = '\\N {"a"} NULL \'; -- 山田 🖋';
      await sync([
        list('readers', `email,name,note\na@example.com,"${odd.replaceAll('"', '""')}","{a,b}"\n`),
      ]);
      expect(await people()).toMatchObject([{ name: odd, fields: { note: '{a,b}' } }]);
    });
  });

  describe('a list with a fault', () => {
    const faulty = list('readers', 'email,name\nnew@example.com,New\nbad@@example.com,Bad\n,None\n');

    it('changes nothing, and names every bad row', async () => {
      await sync([readers]);
      const before = await everything();
      expect(await refusalOf([faulty, list('others', 'email\nx@y\n')])).toEqual([
        'subscribers/readers.csv, row 3: "bad@@example.com" has a part before the @ that mail does not allow.',
        'subscribers/readers.csv, row 4: there is no address in column "email".',
        'subscribers/others.csv, row 2: "x@y" has no valid domain after the @.',
        'Nothing was changed. Mend these rows, or give --skip-bad-rows to take the others.',
      ]);
      expect(await everything()).toEqual(before);
    });

    it('gives its good rows when asked to', async () => {
      const result = await sync([faulty], true);
      expect(result).toMatchObject({ added: 1, badRows: { count: 2 } });
      expect(result.badRows.sentences).toHaveLength(2);
      expect(await people()).toMatchObject([{ key: 'new@example.com' }]);
    });

    it('names the first twenty of many', async () => {
      const many = list('readers', `email\n${'bad\n'.repeat(1234)}`);
      const faults = await refusalOf([many]);
      expect(faults).toHaveLength(22);
      expect(faults[19]).toMatch(/row 21: "bad" is not an address/);
      expect(faults[20]).toBe('… and 1,214 more.');
    });

    it('is refused whole where it cannot be read, bad rows skipped or not, with what is wrong with the others', async () => {
      await sync([readers]);
      const before = await everything();
      const broken = list('broken', 'email,name\na@example.com,A\nb@example.com,"B\n');
      const headless = list('headless', 'name\nA\n');
      for (const skipBadRows of [true, false])
        expect(await refusalOf([broken, faulty, headless], skipBadRows)).toEqual([
          expect.stringContaining('subscribers/broken.csv, after row 2: a quotation mark is opened'),
          expect.stringContaining('subscribers/headless.csv, row 1: no column is named email'),
          expect.stringContaining('subscribers/readers.csv, row 3'),
          expect.stringContaining('subscribers/readers.csv, row 4'),
        ]);
      expect(await everything()).toEqual(before);
    });

    it('that stops being readable half way changes nothing', async () => {
      await sync([readers]);
      const before = await everything();
      async function* rows() {
        yield* list('readers', `email\n${'a@example.com\n'.repeat(6000)}`).rows();
        throw new Error('read EIO');
      }
      await expect(sync([{ ...readers, rows }])).rejects.toThrow('read EIO');
      expect(await everything()).toEqual(before);
    });
  });

  describe('somebody who unsubscribed', () => {
    it('stays out, whatever the lists say and however often', async () => {
      await sync([readers]);
      await suppress('ada@example.com');
      const shouted = list('readers', 'email,name\nADA@EXAMPLE.COM,Ada\n');
      await sync([list('readers', 'email\nbo@example.com\n')]);
      for (const lists of [[shouted], [shouted, list('second', 'email\nada@example.com\n')]]) {
        await sync(lists);
        expect(await count()).toEqual({ audience: 1, wouldSend: 0, skipped: { unsubscribe: 1 } });
      }
      expect((await consents()).filter(({ address_key }) => address_key === 'ada@example.com')).toHaveLength(
        1,
      );
    });

    it('stays out as a newcomer, and gives no consent', async () => {
      await suppress('ada@example.com');
      expect(await sync([readers])).toMatchObject({ added: 3 });
      expect((await consents()).map(({ address_key }) => address_key).sort()).toEqual([
        'grace@example.com',
        'zoe@example.com',
      ]);
      expect((await count()).skipped).toEqual({ unsubscribe: 1 });
    });
  });

  it('two synchronisations at once leave what one would', async () => {
    const csv = `email,name\n${Array.from({ length: 800 }, (_, at) => `r${at}@example.com,R`).join('\n')}\n`;
    const results = await Promise.all([1, 2, 3].map(() => sync([list('readers', csv)])));
    expect(results.map(({ added }) => added).sort()).toEqual([0, 0, 800]);
    expect(results.map(({ unchanged }) => unchanged).sort()).toEqual([0, 800, 800]);
    expect(await consents()).toHaveLength(800);
    expect((await count()).wouldSend).toBe(800);
  });

  describe('the plan of a send', () => {
    it('tells everybody once, who is skipped and why', async () => {
      await sync([readers, list('friends', 'email\nada@example.com\n')]);
      await suppress('grace@example.com', '2026-02-01T10:00:00Z');
      await suppress('stranger@example.com');
      expect(await audience()).toEqual([
        { address: 'Ada@example.com', does: 'send' },
        {
          address: 'grace@example.com',
          does: 'skip',
          reason: 'unsubscribe',
          since: new Date('2026-02-01T10:00:00Z'),
        },
        { address: 'zoe@example.com', does: 'send' },
      ]);
      expect(await count()).toEqual({ audience: 3, wouldSend: 2, skipped: { unsubscribe: 1 } });
    });

    it('is of nobody where nobody is on a list', async () => {
      expect(await audience()).toEqual([]);
      expect(await count()).toEqual({ audience: 0, wouldSend: 0, skipped: {} });
    });

    it('reads page after page, past people who are on no list', async () => {
      const csv = (from: number, to: number) =>
        `email\n${Array.from({ length: to - from }, (_, at) => `r${from + at}@example.com`).join('\n')}\n`;
      await sync([list('readers', csv(0, 3500))]);
      await sync([list('readers', csv(2200, 3500)), list('guests', csv(100, 200))], false, true);
      const numbers = (await audience()).map(({ address }) => Number(/\d+/.exec(address)?.[0]));
      expect(numbers).toHaveLength(1400);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      expect(new Set(numbers).size).toBe(1400);
    });
  });
});
