import type { Tokens } from 'marked';
import { gluedSpace } from '../text/wrap-text.ts';
import { gridLines } from './grid.ts';
import { inlineText } from './inline.ts';
import type { TextContext } from './link.ts';

/** A table of markdown; see {@link gridLines}. */
export function tableLines(table: Tokens.Table, width: number, context: TextContext): string[] {
  const cell = ({ tokens }: Tokens.TableCell) =>
    inlineText(tokens, context).replaceAll(gluedSpace, ' ').replaceAll('\n', ' ').trim();
  const rows = table.rows.map((row) => row.map(cell));
  return gridLines({ header: table.header.map(cell), rows, align: table.align }, width);
}
