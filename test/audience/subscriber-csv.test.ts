import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AudienceError } from '../../src/audience/audience-error.ts';
import type { ListedSubscriber, ListRow } from '../../src/audience/list-row.ts';
import { readList } from '../../src/audience/subscriber-csv.ts';

const file = 'subscribers/readers.csv';

/** Reads a list given in pieces of `size` bytes, since a file may be cut anywhere. */
async function readAll(content: string | Buffer, size = 7): Promise<ListRow[]> {
  const rows: ListRow[] = [];
  for await (const row of readList(pieces(Buffer.from(content), size), file)) rows.push(row);
  return rows;
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function faultsOf(content: string | Buffer): Promise<readonly string[]> {
  const error: unknown = await readAll(content, 4096).catch((thrown: unknown) => thrown);
  if (error instanceof AudienceError) return error.faults;
  throw new Error('The list was taken.', { cause: error });
}

const ada = {
  kind: 'subscriber',
  row: 2,
  address: 'Ada@example.com',
  addressKey: 'ada@example.com',
  name: 'Ada Lovelace',
  fields: { city: 'London' },
};

describe('a list of subscribers', () => {
  it.each([
    ['commas', 'email,name,city\nAda@example.com,Ada Lovelace,London\n'],
    ['semicolons', 'email;name;city\nAda@example.com;Ada Lovelace;London\n'],
    ['tabs', 'email\tname\tcity\nAda@example.com\tAda Lovelace\tLondon\n'],
    ['CRLF', 'email,name,city\r\nAda@example.com,Ada Lovelace,London\r\n'],
    ['a byte order mark', '\ufeffemail,name,city\nAda@example.com,Ada Lovelace,London\n'],
    ['no line end at the end', 'email,name,city\nAda@example.com,Ada Lovelace,London'],
    ['quotation marks', '"email","name","city"\n"Ada@example.com","Ada Lovelace","London"\n'],
    ['spaces around values', ' Email , NAME , city \n Ada@example.com , Ada Lovelace\u00a0, London \n'],
    ['another order', 'city,E-Mail,Name\nLondon,Ada@example.com,Ada Lovelace\n'],
    ['a column called address', 'Address,name,city\nAda@example.com,Ada Lovelace,London\n'],
    ['a domain in capitals', 'email,name,city\nAda@EXAMPLE.com,Ada Lovelace,London\n'],
    [
      'rows of nothing after it',
      'email,name,city\nAda@example.com,Ada Lovelace,London\n\n,,\n ; \n'.replace(' ; ', ' , , '),
    ],
  ])('is read with %s', async (_, content) => {
    for (const size of [1, 7, 4096]) expect(await readAll(content, size)).toEqual([ada]);
  });

  it('counts rows as an editor does, blank lines and a late header included', async () => {
    const rows = await readAll('\n \nemail,name\n\na@example.com,A\nbad,B\n\nc@example.com,C');
    expect(rows.map(({ kind, row }) => [kind, row])).toEqual([
      ['subscriber', 5],
      ['fault', 6],
      ['subscriber', 8],
    ]);
  });

  it('keeps `address` as a field where `email` is the address', async () => {
    const [row] = await readAll('email,address\na@example.com,"1 High St, Hull"\n');
    expect((row as ListedSubscriber).fields).toEqual({ address: '1 High St, Hull' });
  });

  it('keeps a separator and a doubled quotation mark inside quotation marks', async () => {
    const [row] = await readAll('email,name\na@example.com,"Hopper, Grace ""Amazing"""\n');
    expect((row as ListedSubscriber).name).toBe('Hopper, Grace "Amazing"');
  });

  it('takes a column called __proto__ as a field like any other', async () => {
    const [row] = await readAll('email,__proto__\na@example.com,x\n');
    expect(JSON.stringify((row as ListedSubscriber).fields)).toBe('{"__proto__":"x"}');
  });

  it('may have nobody on it', async () => {
    expect(await readAll('email,name\n')).toEqual([]);
    expect(await readAll('email')).toEqual([]);
  });

  it('comes back from CSV as it went in', async () => {
    const cell = fc
      .string({ unit: 'grapheme', maxLength: 30 })
      .map((text) => text.replace(/[\p{Cc}\u2028\u2029]/gu, ''));
    const row = fc.record({ name: cell, note: cell });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 8 }),
        fc.constantFrom(',', ';', '\t'),
        fc.integer({ min: 1, max: 40 }),
        async (people, separator, size) => {
          const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
          const lines = people.map(({ name, note }, at) => [`p${at}@example.com`, quote(name), quote(note)]);
          const content = [['email', 'name', 'note'], ...lines]
            .map((line) => line.join(separator))
            .join('\n');
          const trim = (text: string) => text.replace(/^[ \u00a0]+|[ \u00a0]+$/g, '');
          expect(await readAll(content, size)).toEqual(
            people.map(({ name, note }, at) => ({
              kind: 'subscriber',
              row: at + 2,
              address: `p${at}@example.com`,
              addressKey: `p${at}@example.com`,
              name: trim(name),
              fields: { note: trim(note) },
            })),
          );
        },
      ),
    );
  });
});

describe('a bad row', () => {
  it.each([
    ['ada@@example.com,Ada,x', '"ada@@example.com" has a part before the @ that mail does not allow.'],
    [
      '"a@b.example\r\nRCPT TO:<x@y.example>",Ada,x',
      '"a@b.example\\nRCPT TO:<x@y.example>" has a line break',
    ],
    ['"a@b.example,c@d.example",Ada,x', 'has a comma'],
    [',Ada,x', 'there is no address in column "email".'],
    ['a@example.com,Ada', 'it has 2 columns where the header has 3.'],
    ['a@example.com,Ada,x,y', 'it has 4 columns where the header has 3.'],
    ['a@example.com', 'it has 1 column where the header has 3.'],
    ['a@example.com,"Ada\r\nBcc: x@example.com",x', 'column "name" has a line break'],
    ['a@example.com,Ada\rBcc: x@example.com,x', 'column "name" has a line break'],
    ['a@example.com,Ada,"x\u0000"', 'column "city" has a line break or another control character'],
    ['a@example.com,Ada,x\u2028y', 'column "city" has a line break'],
    [`a@example.com,${'a'.repeat(201)},x`, 'the name is 201 characters long, 200 are allowed'],
    [`a@example.com,Ada,${'x'.repeat(2_001)}`, 'column "city" has 2001 characters, 2000 are allowed: "xxx'],
    ['a@example.com,Ada "Countess" L,x', 'it has a quotation mark inside a value'],
  ])('%j is a fault, and the rows around it are read', async (bad, reason) => {
    const rows = await readAll(`email,name,city\nb@example.com,B,x\n${bad}\nc@example.com,C,x\n`);
    expect(rows.map(({ kind }) => kind)).toEqual(['subscriber', 'fault', 'subscriber']);
    const fault = rows[1];
    expect(fault).toMatchObject({ row: 3, reason: expect.stringContaining(reason) });
  });

  it('that spans lines does not change the numbers of those after it', async () => {
    const rows = await readAll('email,name\na@example.com,"A\r\n\r\nB"\r\nc@example.com,C\r\n,D\r\n');
    expect(rows.map(({ row }) => row)).toEqual([2, 5, 6]);
  });

  it('names a value of 200 characters as good', async () => {
    const [row] = await readAll(`email,name\na@example.com,${'a'.repeat(200)}\n`);
    expect(row?.kind).toBe('subscriber');
  });
});

describe('a list that cannot be read', () => {
  it.each([
    ['nothing in it', '', /^subscribers\/readers.csv is empty/],
    ['blank lines only', '\ufeff\n\r\n  \n', /is empty/],
    ['no header', 'a@example.com,Ada\nb@example.com,B\n', /row 1: there is no header row/],
    ['no address column', 'mail,name\n', /no column is named email .* the columns are "mail", "name"/],
    ['a column without a name', 'email,,city\n', /row 1: column 2 has no name/],
    ['a column twice', 'email,City,city\n', /two columns are named "city"/],
    [
      'line ends of CR alone',
      'email,name\ra@example.com,A\r',
      /no column|control character|there is no header/,
    ],
    [
      'an open quotation mark',
      'email,name\na@example.com,A\nb@example.com,"B\nc@example.com,C\n',
      /after row 2: .* not closed/,
    ],
    [
      'words after a closing one',
      'email,name\na@example.com,"A" B\nc@example.com,C\n',
      /after row 1: a quotation mark is followed/,
    ],
    ['UTF-16', Buffer.from('\ufeffemail,name\n', 'utf16le'), /UTF-16/],
    [
      'Latin-1',
      Buffer.from('email,name\na@example.com,A\nz@example.com,Zo\u00eb\n', 'latin1'),
      /row 3 is the first/,
    ],
    ['half a character', Buffer.from('email\na@example.com\n\u20ac').subarray(0, -1), /row 3/],
    ['a line without end', `email\n${'x'.repeat(1_100_000)}`, /over a megabyte/],
  ])('because of %s is refused whole', async (_, content, fault) => {
    const faults = await faultsOf(content);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(fault);
    expect(faults[0]).toContain(file);
  });

  it('lists every fault of its header', async () => {
    expect(await faultsOf('email,,email\n')).toHaveLength(2);
  });

  it('lets go of the file', async () => {
    let isOpen = true;
    async function* bytes(): AsyncGenerator<Buffer> {
      try {
        yield Buffer.from('mail,name\n');
        yield Buffer.from('a@example.com,A\n');
      } finally {
        isOpen = false;
      }
    }
    await expect(readList(bytes(), file).next()).rejects.toThrow(AudienceError);
    expect(isOpen).toBe(false);
  });
});
