/** The table at the end of a run, in Markdown, so that it can stand in a document as it is. */
import type { Examined, RunCounts } from './examine-run.ts';
import type { Played } from './scenario.ts';

/** One run, as a row of the table. What is not there was not come to. */
export interface Row {
  readonly scenario: string;
  readonly backend: string;
  readonly seed: number;
  readonly recipients?: number;
  readonly kills?: number | undefined;
  readonly maxInDoubt?: number;
  readonly counts?: RunCounts | null;
  readonly seconds?: number;
  readonly note?: string | undefined;
  readonly faults: readonly string[];
}

type Column = readonly [title: string, cell: (row: Row) => string | number];

const columns: readonly Column[] = [
  ['scenario', ({ scenario }) => scenario],
  ['backend', ({ backend }) => backend],
  ['seed', ({ seed }) => seed],
  ['recipients', ({ recipients }) => recipients ?? '–'],
  ['kills', ({ kills }) => kills ?? '–'],
  ['accepted', ({ counts }) => counts?.accepted ?? '–'],
  ['failed', ({ counts }) => counts?.failed ?? '–'],
  ['skipped', ({ counts }) => counts?.skipped ?? '–'],
  ['in doubt', ({ counts, maxInDoubt }) => (counts ? `${counts.inDoubt} of at most ${maxInDoubt}` : '–')],
  ['of them at the sink', ({ counts }) => counts?.inDoubtTaken ?? '–'],
  ['lost', ({ counts }) => counts?.lost ?? '–'],
  ['duplicates', ({ counts }) => counts?.duplicates ?? '–'],
  ['seconds', ({ seconds }) => seconds?.toFixed(0) ?? '–'],
  ['verdict', ({ faults }) => (faults.length === 0 ? 'ok' : `${faults.length} broken`)],
  ['note', ({ note }) => note ?? ''],
];

export function rowOf(
  run: Omit<Row, 'faults'>,
  { kills, maxInDoubt, note, faults }: Played,
  examined: Omit<Examined, 'counts'> & Pick<Row, 'counts'>,
): Row {
  return {
    ...run,
    kills,
    maxInDoubt,
    note,
    counts: examined.counts ?? null,
    faults: [...faults, ...examined.faults],
  };
}

export function tableOf(rows: readonly Row[]): string {
  const cells = [
    columns.map(([title]) => title),
    ...rows.map((row) => columns.map(([, cell]) => `${cell(row)}`)),
  ];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  const line = (texts: readonly string[]) =>
    `| ${texts.map((text, at) => text.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
