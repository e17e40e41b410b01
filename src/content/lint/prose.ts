import type { Token } from 'marked';
import { type LocatedToken, lineFeeds, tableCell } from '../markdown/locate-tokens.ts';

/** Stands for each character that is no plain text: no issue holds it once it is parsed. */
export const hidden = '\u0001';

/** The text of one paragraph, heading, item or cell as it is written, with all that took effect as markdown hidden. */
export interface Prose {
  readonly text: string;
  /** The same with backslashes still there. */
  readonly withEscapes: string;
  /** As it is written. */
  readonly source: string;
  readonly line: number;
}

/** Where brackets, stars and signs are left over that were meant to do something. */
export function collectProse(located: readonly LocatedToken[]): Prose[] {
  return located.flatMap(({ token, line }) => {
    // The text in a line has the type of a block of text, and no tokens.
    const tokens = blocksOfText.has(token.type) && 'tokens' in token ? token.tokens : undefined;
    if (tokens === undefined) return [];
    const source = tokens.map(({ raw }) => raw).join('');
    return [{ text: mask(tokens, false), withEscapes: mask(tokens, true), source, line }];
  });
}

/** The line of the markdown where the character at `index` of a prose stands. */
export function lineAt({ text, line }: Pick<Prose, 'text' | 'line'>, index: number): number {
  return line + lineFeeds(text.slice(0, index));
}

const blocksOfText = new Set(['paragraph', 'heading', 'text', 'definition_term', tableCell]);

function mask(tokens: readonly Token[], keepEscapes: boolean): string {
  return tokens
    .map((token) => {
      if (token.type === 'text' || (token.type === 'escape' && keepEscapes)) return token.raw;
      const isMark =
        token.type === 'em' || token.type === 'strong' || token.type === 'del' || token.type === 'mark';
      return isMark && 'tokens' in token
        ? maskMarks(token, token.tokens ?? [], keepEscapes)
        : hide(token.raw);
    })
    .join('');
}

/** Of emphasis only the marks are hidden. */
function maskMarks({ raw }: Token, tokens: readonly Token[], keepEscapes: boolean): string {
  const inside = tokens.map((token) => token.raw).join('');
  const start = raw.indexOf(inside);
  if (start < 0) return hide(raw);
  return hide(raw.slice(0, start)) + mask(tokens, keepEscapes) + hide(raw.slice(start + inside.length));
}

function hide(raw: string): string {
  return raw.replace(/[^\n]/g, hidden);
}
