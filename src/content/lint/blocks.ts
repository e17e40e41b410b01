import type { MarkedToken, Tokens } from 'marked';
import { htmlTags } from '../html/html-tags.ts';
import type { LocatedToken } from '../markdown/locate-tokens.ts';
import { quoteValue } from '../text/quote-value.ts';
import { displayWidth } from '../text/wrap-text.ts';
import { shownText } from './links.ts';
import type { LintFault } from './lint-rules.ts';

/** What a phone of 375 px shows of a line of code without scrolling or wrapping it. */
const codeColumns = 60;
const tableColumns = 4;
/** No heading runs on like that. */
const headingCharacters = 120;

/** What is wrong with headings, tables and blocks of code. */
export function lintBlocks(located: readonly LocatedToken[]): LintFault[] {
  return [...headingJumps(located), ...located.flatMap(judgeBlock)];
}

function judgeBlock({ token, line }: LocatedToken): LintFault[] {
  const known = token as MarkedToken;
  if (known.type === 'table') return [...judgeTable(known, line), ...lostCells(known, line)];
  if (known.type === 'heading') return judgeHeading(known, line);
  return known.type === 'code' ? [...judgeCode(known, line), ...judgeFence(known, line)] : [];
}

interface Heading {
  readonly depth: number;
  readonly line: number;
  readonly text: string;
}

/** The level of the first heading is the author's choice, and the template prints the title above it. */
function headingJumps(located: readonly LocatedToken[]): LintFault[] {
  const headings = located.flatMap(headingsOf);
  return headings.flatMap(({ depth, line, text }, index) => {
    const before = headings[index - 1];
    if (before === undefined || depth <= before.depth + 1) return [];
    const message = `The heading ${quoteValue(text)} is of level ${depth} and stands below one of level ${before.depth}: give it ${before.depth + 1} times #, so that no level is skipped.`;
    return [{ rule: 'heading-jump', line, message }];
  });
}

function headingsOf({ token, line, ancestors }: LocatedToken): Heading[] {
  if (ancestors.length > 0) return [];
  if (token.type === 'heading') {
    const { depth, tokens } = token as Tokens.Heading;
    return [{ depth, line, text: shownText(tokens) }];
  }
  if (token.type !== 'html') return [];
  return htmlTags(token.raw).flatMap(({ name, closing, inside, line: below }) => {
    const depth = Number(/^h([1-6])$/i.exec(name)?.[1] ?? 0);
    return depth === 0 || closing ? [] : [{ depth, line: line + below, text: inside ?? '' }];
  });
}

function judgeHeading({ raw, text }: Tokens.Heading, line: number): LintFault[] {
  const isSetext = /\n {0,3}-+\s*$/.test(raw);
  if (!isSetext || (text.length <= headingCharacters && !text.includes('\n'))) return [];
  const message = `The whole paragraph ${quoteValue(text)} is a heading, for the dashes right below it: put an empty line between them.`;
  return [{ rule: 'accidental-heading', line, message }];
}

function judgeTable({ header }: Tokens.Table, line: number): LintFault[] {
  if (header.length <= tableColumns) return [];
  const names = header.map(({ text }) => text).join(' | ');
  const message = `The table ${quoteValue(names)} has ${header.length} columns, and a phone shows ${tableColumns}: make it a list, or leave columns out.`;
  return [{ rule: 'wide-table', line, message }];
}

/** GFM section 4.10: what a row has beyond its header is ignored. A bar counts in code, too. */
function lostCells({ raw, header }: Tokens.Table, line: number): LintFault[] {
  return raw.split('\n').flatMap((row, index): LintFault[] => {
    const bars =
      row
        .trim()
        .replace(/^\||(?<!\\)\|$/g, '')
        .match(/(?<!\\)\|/g) ?? [];
    if (bars.length < header.length) return [];
    const message = `The row ${quoteValue(row.trim())} has ${bars.length + 1} cells in a table of ${header.length}, and those beyond are not shown: write \\| for a bar that is meant to be read, or name the column in the first row.`;
    return [{ rule: 'lost-cell', line: line + index, message }];
  });
}

/** One fault a block, at the longest of its lines. */
function judgeCode({ raw, text }: Tokens.Code, line: number): LintFault[] {
  const widths = text.split('\n').map(displayWidth);
  const widest = widths.reduce((most, width) => Math.max(most, width), 0);
  if (widest <= codeColumns) return [];
  const long = widths.filter((width) => width > codeColumns).length;
  const row = widths.indexOf(widest) + (isFenced(raw) ? 1 : 0);
  const message = `${long === 1 ? 'A line' : `${long} lines`} of this code ${long === 1 ? 'is' : 'are'} longer than ${codeColumns} characters, the longest ${widest}: break ${long === 1 ? 'it' : 'them'}, since a phone cuts or wraps.`;
  return [{ rule: 'long-code-line', line: line + row, message }];
}

function judgeFence({ raw }: Tokens.Code, line: number): LintFault[] {
  const fence = /^ {0,3}(`{3,}|~{3,})/.exec(raw)?.[1];
  if (fence === undefined) return [];
  const last = raw.trimEnd().split('\n').slice(1).at(-1)?.trim() ?? '';
  if (last.startsWith(fence) && new Set(last).size === 1) return [];
  const message = `The code fence ${quoteValue(fence)} is never closed, so all that follows it is code: close it with ${fence} on a line of its own.`;
  return [{ rule: 'unclosed-code-fence', line, message }];
}

function isFenced(raw: string): boolean {
  return /^ {0,3}(?:`{3,}|~{3,})/.test(raw);
}
