/** Strings, template literals and comments of JavaScript, in which brackets do not count; or a bracket, or a line end. */
const sign =
  /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*(?:`|$)|\/\*[\s\S]*?(?:\*\/|$)|(?<![:\\])\/\/[^\n]*|[{}()[\]]|\n/g;
const bracket = /[{}]/g;
/** Nothing that an issue holds is longer, and an unclosed bracket must not cost the length of the file. */
const longest = 20_000;

/** The place behind the bracket that closes the one at `at`, or null. */
export function closingBracket(text: string, at: number): number | null {
  const window = text.slice(at, at + longest);
  // In JSX an apostrophe is one: "don't" opens no string. So count again without strings where that found no end.
  const length = firstBalance(window, sign) ?? firstBalance(window, bracket);
  return length === null ? null : at + length;
}

/** The end of a statement: the first end of a line outside all brackets that a blank line or nothing follows. */
export function statementEnd(text: string, at: number): number {
  const window = text.slice(at, at + longest);
  let depth = 0;
  for (const { 0: found, index } of window.matchAll(sign)) {
    if (found === '\n' && depth <= 0 && /^\n[ \t]*(?:\n|$)/.test(window.slice(index, index + 200)))
      return at + index;
    depth += step(found);
  }
  const blankLine = window.search(/\n[ \t]*\n/);
  return at + (depth > 0 && blankLine > 0 ? blankLine : window.length);
}

function firstBalance(text: string, signs: RegExp): number | null {
  let depth = 0;
  for (const { 0: found, index } of text.matchAll(signs)) {
    depth += step(found);
    if (depth === 0 && step(found) < 0) return index + 1;
  }
  return null;
}

function step(found: string): number {
  if (found.length > 1) return 0;
  return Number('{(['.includes(found)) - Number('})]'.includes(found));
}
