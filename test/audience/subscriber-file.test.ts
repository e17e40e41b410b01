import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AudienceError } from '../../src/audience/audience-error.ts';
import type { ListedSubscriber, ListRow } from '../../src/audience/list-row.ts';
import { findLists } from '../../src/audience/subscriber-file.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'pennypost-lists-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const put = (name: string, content: string) => writeFileSync(join(directory, name), content);

async function readAll(rows: AsyncIterable<ListRow>): Promise<ListRow[]> {
  const all: ListRow[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

async function refusal(path: string): Promise<AudienceError> {
  const error: unknown = await findLists(path).catch((thrown: unknown) => thrown);
  if (error instanceof AudienceError) return error;
  throw new Error('The directory was taken.', { cause: error });
}

describe('the lists of a directory', () => {
  it('are its .csv files in the order of their names; everything else is passed over', async () => {
    for (const name of ['b.csv', 'A.CSV', 'notes.txt', '._b.csv', '.~lock.b.csv#', 'b.csv.bak'])
      put(name, 'email\n');
    mkdirSync(join(directory, 'c.csv'));
    expect((await findLists(directory)).map(({ name, file }) => [name, file])).toEqual([
      ['A', join(directory, 'A.CSV')],
      ['b', join(directory, 'b.csv')],
    ]);
  });

  it('can be read more than once', async () => {
    put('readers.csv', 'email,name\nada@example.com,Ada\n');
    const [list] = await findLists(directory);
    for (const _ of [1, 2]) expect(await readAll(list!.rows())).toMatchObject([{ row: 2, name: 'Ada' }]);
  });

  it('are refused with the place to put one where there is none', async () => {
    put('.hidden.csv', 'email\n');
    expect((await refusal(directory)).faults).toEqual([
      expect.stringContaining(`${directory} holds no list`),
    ]);
  });

  it('are refused where there is no such directory, or it is a file', async () => {
    put('readers.csv', 'email\n');
    expect((await refusal(join(directory, 'gone'))).message).toMatch(/gone does not exist\.$/);
    expect((await refusal(join(directory, 'readers.csv'))).message).toMatch(
      /readers\.csv is not a directory\.$/,
    );
  });

  it('are refused where two have one name', async () => {
    put('readers.csv', 'email\n');
    put('readers.CSV', 'email\n');
    expect((await refusal(directory)).message).toContain('two lists named "readers"');
  });

  it('say so when a file is gone by the time it is read', async () => {
    put('readers.csv', 'email\n');
    const [list] = await findLists(directory);
    rmSync(join(directory, 'readers.csv'));
    await expect(readAll(list!.rows())).rejects.toThrow(/The file .*readers\.csv does not exist\./);
  });
});

describe('the sample list', () => {
  it('is read without a fault, and has somebody of every kind', async () => {
    const lists = await findLists('subscribers');
    const rows = (await Promise.all(lists.map((list) => readAll(list.rows())))).flat();
    expect(rows.filter(({ kind }) => kind === 'fault')).toEqual([]);
    const people = rows as ListedSubscriber[];
    expect(people.length).toBeGreaterThanOrEqual(12);
    expect(people.every(({ address }) => /@example\.(com|org|net)$/.test(address))).toBe(true);
    expect(people.some(({ name }) => name === '')).toBe(true);
    expect(people.some(({ address }) => address.includes('+'))).toBe(true);
    expect(people.some(({ name }) => /[^\p{ASCII}]/u.test(name))).toBe(true);
    expect(Object.keys(people[0]!.fields)).toEqual(['city', 'plan']);
  });
});
