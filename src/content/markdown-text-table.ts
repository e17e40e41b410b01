import type { Tokens } from 'marked';
import { inlineText, type TextContext } from './markdown-text-inline.ts';
import { displayWidth, gluedSpace, wrapText } from './markdown-wrap.ts';

type Alignment = Tokens.TableCell['align'];

const gap = '  ';

/** A table in columns where it fits; else each row as a list of `Heading: value`. */
export function tableLines(table: Tokens.Table, width: number, context: TextContext): string[] {
  const cell = ({ tokens }: Tokens.TableCell) =>
    inlineText(tokens, context).replaceAll(gluedSpace, ' ').replaceAll('\n', ' ').trim();
  const header = table.header.map(cell);
  const rows = table.rows.map((row) => row.map(cell));
  const widths = header.map((_, column) => widest([header, ...rows].map((row) => row[column] ?? '')));
  const total = widths.reduce((sum, each) => sum + each + gap.length, -gap.length);
  if (total > width) return rows.flatMap((row, index) => rowAsList(header, row, width, index > 0));
  const line = (row: readonly string[]) =>
    widths
      .map((columnWidth, column) => pad(row[column] ?? '', columnWidth, table.align[column] ?? null))
      .join(gap)
      .trimEnd();
  const hasHeader = header.some((text) => text !== '');
  const rule = widths.map((columnWidth) => '-'.repeat(columnWidth)).join(gap);
  return [...(hasHeader ? [line(header), rule] : []), ...rows.map(line)];
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
