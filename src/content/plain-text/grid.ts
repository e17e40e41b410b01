import { displayWidth, wrapText } from '../text/wrap-text.ts';

export type Alignment = 'left' | 'right' | 'center' | null;

const gap = '  ';

export interface Grid {
  /** Empty where the table has none. */
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly align: readonly Alignment[];
}

/** A table in columns where it fits; else each row as a list of `Heading: value`. */
export function gridLines({ header, rows, align }: Grid, width: number): string[] {
  const all = [header, ...rows];
  const columns = all.reduce((most, row) => Math.max(most, row.length), 0);
  const widths = Array.from({ length: columns }, (_, column) => widest(all.map((row) => row[column] ?? '')));
  const total = widths.reduce((sum, each) => sum + each + gap.length, -gap.length);
  if (total > width) return rows.flatMap((row, index) => rowAsList(header, row, width, index > 0));
  const line = (row: readonly string[]) =>
    widths
      .map((columnWidth, column) => pad(row[column] ?? '', columnWidth, align[column] ?? null))
      .join(gap)
      .trimEnd();
  const hasHeader = header.some((text) => text !== '');
  const rule = widths.map((columnWidth) => '-'.repeat(columnWidth)).join(gap);
  return [...(hasHeader ? [line(header), rule] : []), ...rows.map(line).filter((text) => text !== '')];
}

function rowAsList(
  header: readonly string[],
  row: readonly string[],
  width: number,
  apart: boolean,
): string[] {
  const lines = row.flatMap((value, column) => {
    const label = header[column] ? `${header[column]}: ` : '';
    const first = column === 0 ? '- ' : '  ';
    return value === '' ? [] : wrapText(label + value, width, { first, rest: '    ' });
  });
  return apart ? ['', ...lines] : lines;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0);
}

function pad(text: string, width: number, align: Alignment): string {
  const space = Math.max(0, width - displayWidth(text));
  const left = align === 'right' ? space : align === 'center' ? Math.floor(space / 2) : 0;
  return ' '.repeat(left) + text + ' '.repeat(space - left);
}
