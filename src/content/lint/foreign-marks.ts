import type { Token } from 'marked';
import type { LocatedToken } from '../markdown/locate-tokens.ts';
import { quoteValue } from '../text/quote-value.ts';
import type { LintFault } from './lint-rules.ts';
import { lineAt, type Prose } from './prose.ts';

/** `x^2^`, `++new++` and `^[a note]`, as Pandoc and its kin write them. */
const printedMarks: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [/(?<=[\p{L}\p{N})])\^[^\s^[\]]{1,30}\^/gu, 'write <sup>…</sup>'],
  [/(?<![\p{L}\p{N}+])\+\+(?![\s+])[^+\n]{1,200}(?<!\s)\+\+(?![\p{L}\p{N}+])/gu, 'write <ins>…</ins>'],
  [/\^\[[^[\]\n]{2,500}\]/gu, 'write [^1], and [^1]: … on a line of its own'],
];
/** What a site draws of code in these languages, and no mail program does. */
const drawn =
  /^(?:mermaid|plantuml|puml|dot|graphviz|d2|ditaa|nomnoml|vega(?:-lite)?|wavedrom|bytefield|svgbob|abc|geojson|topojson|stl)\b/i;
const typeset = /^(?:math|latex-math|asciimath|katex|tex-math)\b/i;

/** Marks that other dialects of markdown know, and code that a site would show as something else. */
export function lintForeignMarks(prose: readonly Prose[], located: readonly LocatedToken[]): LintFault[] {
  return [...prose.flatMap(printed), ...located.flatMap(lowered), ...located.flatMap(pictured)];
}

function printed(prose: Prose): LintFault[] {
  return printedMarks.flatMap(([pattern, advice]) =>
    [...prose.text.matchAll(pattern)].map(({ 0: mark, index }): LintFault => {
      const message = `The signs of ${quoteValue(mark)} are printed as they stand: ${advice}, or put it in backticks.`;
      return { rule: 'foreign-mark', line: lineAt(prose, index), message };
    }),
  );
}

/** `H~2~O`: to GFM one `~` strikes through as two do, and nobody strikes through a part of a word. */
function lowered({ token, line, ancestors }: LocatedToken): LintFault[] {
  if (token.type !== 'del' || token.raw.startsWith('~~')) return [];
  const parent: Token | undefined = ancestors.at(-1);
  const siblings = parent !== undefined && 'tokens' in parent ? (parent.tokens ?? []) : [];
  const before = siblings[siblings.indexOf(token) - 1]?.raw ?? '';
  if (!/[\p{L}\p{N})]$/u.test(before)) return [];
  const message = `${quoteValue(token.raw)} is struck through, and not set lower: write <sub>…</sub> for that, or ~~…~~ to strike through.`;
  return [{ rule: 'foreign-mark', line, message }];
}

function pictured({ token, line }: LocatedToken): LintFault[] {
  const language = token.type === 'code' ? String(token['lang'] ?? '').replace(/^[{.\s]+/, '') : '';
  if (typeset.test(language)) {
    const message = `The formula in ${quoteValue(language)} will be shown as it is written, since mail programs typeset none: put it in words, or use an image of it.`;
    return [{ rule: 'math', line, message }];
  }
  if (!drawn.test(language)) return [];
  const message = `What the site draws of ${quoteValue(language)} is code in mail: put an image of it in its place, or a link to the page.`;
  return [{ rule: 'diagram', line, message }];
}
