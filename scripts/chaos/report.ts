/** The table at the end of a run, in Markdown, so that it can stand in a document as it is. */

const columns = [
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

export function rowOf(run, { kills, maxInDoubt, note, faults }, examined) {
  return {
    ...run,
    kills,
    maxInDoubt,
    note,
    counts: examined.counts,
    faults: [...faults, ...examined.faults],
  };
}

export function tableOf(rows) {
  const cells = [
    columns.map(([title]) => title),
    ...rows.map((row) => columns.map(([, cell]) => `${cell(row)}`)),
  ];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at].length)));
  const line = (texts) => `| ${texts.map((text, at) => text.padEnd(widths[at])).join(' | ')} |`;
  const [head, ...body] = cells;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
