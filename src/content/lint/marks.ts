import { formula } from '../markdown/math.ts';
import { quoteValue } from '../text/quote-value.ts';
import type { LintFault } from './lint-rules.ts';
import { lineAt, type Prose } from './prose.ts';

/** Two marks of emphasis; {@link isMeant} says whether they were meant to be that. */
const emphasis = /(?<![*_\\])(?:\*\*(?!\*)[^*]{1,400}?\*\*(?!\*)|__(?!_)[^_]{1,400}?__(?!_))/gu;
const missingSpace = /^ {0,3}(#{2,6})(?=[^\s#!])/gmu;
const formulasIn = new RegExp(formula.source, 'gu');

/** Signs of markdown that were meant to do something and will be printed. */
export function lintMarks(prose: readonly Prose[]): LintFault[] {
  return prose.flatMap((one) => [...unclosedEmphasis(one), ...headingsWithoutSpace(one), ...formulas(one)]);
}

function unclosedEmphasis(prose: Prose): LintFault[] {
  return [...prose.text.matchAll(emphasis)].flatMap((match): LintFault[] => {
    if (!isMeant(prose.text, match.index, match[0])) return [];
    const written = quoteValue(prose.source.slice(match.index, match.index + match[0].length));
    const message = `The marks of ${written} are printed as they stand: put no space inside of them, and a space or a sign outside.`;
    return [{ rule: 'unclosed-emphasis', line: lineAt(prose, match.index), message }];
  });
}

/** Not a power (`2**3**4`), a product (`a ** b ** c`), a glob (`src/**`) or a name (`__init__`, `a__b__c`). */
function isMeant(text: string, start: number, written: string): boolean {
  const inside = written.slice(2, -2);
  const before = text[start - 1] ?? ' ';
  const after = text[start + written.length] ?? ' ';
  const isSpacedBefore = /^\s/.test(inside);
  const isSpacedAfter = /\s$/.test(inside);
  if (isSpacedBefore && isSpacedAfter) return /\S/.test(before) && /\S/.test(after);
  if (isSpacedBefore || isSpacedAfter) return !/^\/|\/$/.test(inside);
  return !/[\w/]/.test(before + after) && !/^[/.\w]*$/.test(inside);
}

function headingsWithoutSpace(prose: Prose): LintFault[] {
  return [...prose.text.matchAll(missingSpace)].map((match) => {
    const [line = ''] = prose.source.slice(match.index).split('\n', 1);
    const message = `${quoteValue(line)} is no heading, and its signs are printed: put a space behind ${match[1]}.`;
    return { rule: 'heading-space', line: lineAt(prose, match.index), message };
  });
}

function formulas(prose: Prose): LintFault[] {
  const text = prose.withEscapes;
  return [...text.matchAll(formulasIn)].map((match) => {
    const message = `The formula ${quoteValue(match[0])} will be shown as written, since mail programs typeset none: put it in words, or use an image of it.`;
    return { rule: 'math', line: lineAt({ text, line: prose.line }, match.index), message };
  });
}
