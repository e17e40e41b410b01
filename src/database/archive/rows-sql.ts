import type { PoolClient, Queryable } from '../database.ts';
import { quote } from './catalogue-sql.ts';
import type { KeptTable } from './kept-table.ts';
import { startTally, type Tally } from './tally.ts';

/** Rows as PostgreSQL writes them as JSON, a line each. */
export type Lines = readonly string[];

/** Of a page: a few rows may be whole issues, or very many a few words each. */
const pageCharacters = 2 * 1024 * 1024;
const maxPageRows = 5_000;
const firstPageRows = 50;

/** So that the same value is the same text in every database. To be given back with {@link PoolClient.release}(true). */
export async function speakPlainly(client: PoolClient): Promise<void> {
  await client.query(`set time zone 'UTC'`);
  await client.query(`set intervalstyle = 'postgres'`);
}

/** The rows of a table in the order of their key, page by page: each a statement of its own, and a short one. */
export async function* readPages(
  client: Queryable,
  { name, columns, key }: KeptTable,
): AsyncGenerator<Lines> {
  const keys = key.map((column) => `t.${quote(column.name)}`).join(', ');
  const ours = columns.map((column) => `t.${quote(column)}`).join(', ');
  const after = key.map(({ type }, at) => `$${at + 2}::text::${type}`).join(', ');
  const select = (where: string) =>
    `select array[${key.map((column) => `t.${quote(column.name)}::text`).join(', ')}] as key, row_to_json(r)::text as line
     from pennypost.${quote(name)} t cross join lateral (select ${ours}) r
     ${where} order by ${keys} limit $1`;
  let last: readonly string[] | null = null;
  for (let limit = firstPageRows; ; ) {
    const text: string = select(last === null ? '' : `where (${keys}) > (${after})`);
    const { rows }: { rows: { key: string[]; line: string }[] } = await client.query(text, [
      limit,
      ...(last ?? []),
    ]);
    if (rows.length > 0) yield rows.map(({ line }) => line);
    if (rows.length < limit) return;
    last = rows.at(-1)?.key ?? null;
    limit = nextLimit(rows);
  }
}

/** As many as would have filled a page, and no more than four times as many as came now. */
function nextLimit(rows: readonly { readonly line: string }[]): number {
  const characters = rows.reduce((sum, { line }) => sum + line.length, 1);
  const fitting = Math.floor((rows.length * pageCharacters) / characters);
  return Math.max(1, Math.min(maxPageRows, rows.length * 4, fitting));
}

export async function tallyTable(client: Queryable, table: KeptTable): Promise<Tally> {
  const tally = startTally();
  for await (const lines of readPages(client, table)) for (const line of lines) tally.add(line);
  return tally.total();
}

/** Writes rows into a table as they were read. */
export async function writeLines(
  client: Queryable,
  { name, columns }: Pick<KeptTable, 'name' | 'columns'>,
  lines: Lines,
): Promise<void> {
  const names = columns.map(quote).join(', ');
  await client.query(
    `insert into pennypost.${quote(name)} (${names}) overriding system value
     select ${names} from json_populate_recordset(null::pennypost.${quote(name)}, $1::json)`,
    [`[${lines.join(',')}]`],
  );
}
