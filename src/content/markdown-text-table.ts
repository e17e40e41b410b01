import type { Tokens } from 'marked';
import { gridLines } from './markdown-text-grid.ts';
import { inlineText } from './markdown-text-inline.ts';
import type { TextContext } from './markdown-text-link.ts';
import { gluedSpace } from './markdown-wrap.ts';

/** A table of markdown; see {@link gridLines}. */
export function tableLines(table: Tokens.Table, width: number, context: TextContext): string[] {
  const cell = ({ tokens }: Tokens.TableCell) =>
    inlineText(tokens, context).replaceAll(gluedSpace, ' ').replaceAll('\n', ' ').trim();
  const rows = table.rows.map((row) => row.map(cell));
  return gridLines({ header: table.header.map(cell), rows, align: table.align }, width);
}
