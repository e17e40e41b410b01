import { decodeWords } from '../../mail/decode-words.ts';
import type { Column } from './detect-table.ts';
import type { NamedCells } from './interpret-record.ts';

/** A record that is no row of a table. */
export interface OtherRecord {
  readonly line: number;
  readonly record: NamedCells;
}

const email: Column = { name: 'email', role: { kind: 'field' } };

/** An address a line, or `Name <address>`, as list servers write their members. A line without an address is no row. */
export async function* readAddressLines(
  blocks: AsyncIterable<string>,
  onOther: (line: number, text: string) => void,
): AsyncGenerator<OtherRecord> {
  for await (const { line, text } of linesOf(blocks)) {
    const said = text.trim();
    if (said.includes('@') && !said.startsWith('#') && !said.startsWith('^'))
      yield { line, record: { columns: [email], cells: [decodeWords(said)], addressColumns: [0] } };
    else onOther(line, said);
  }
}

/** Paragraphs of `key value`, as Sympa dumps its members. */
export async function* readParagraphs(
  blocks: AsyncIterable<string>,
  columnOf: (key: string) => Column,
): AsyncGenerator<OtherRecord> {
  let pairs: [string, string][] = [];
  let first = 1;
  for await (const { line, text } of linesOf(blocks)) {
    const [, key, value = ''] = /^(\w+)(?:\s+(.*))?$/.exec(text.trim()) ?? [];
    if (key !== undefined) {
      if (pairs.length === 0) first = line;
      pairs.push([key, value]);
    } else if (pairs.length > 0) {
      yield paragraph(first, pairs, columnOf);
      pairs = [];
    }
  }
  if (pairs.length > 0) yield paragraph(first, pairs, columnOf);
}

function paragraph(
  line: number,
  pairs: readonly (readonly [string, string])[],
  columnOf: (key: string) => Column,
): OtherRecord {
  const record = {
    columns: pairs.map(([key]) => columnOf(key)),
    cells: pairs.map(([, value]) => value),
    addressColumns: pairs.flatMap(([key], at) => (key === 'email' ? [at] : [])),
  };
  return { line, record };
}

async function* linesOf(blocks: AsyncIterable<string>): AsyncGenerator<{ line: number; text: string }> {
  let rest = '';
  let line = 1;
  for await (const block of blocks) {
    const lines = (rest + block).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      yield { line, text };
      line += 1;
    }
  }
  yield { line, text: rest };
}
