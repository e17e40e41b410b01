import { closingBracket } from './mdx-brackets.ts';
import { noArguments, type SiteTag, syntaxTag, type TagReader } from './tag.ts';

const comments = /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g;
const dottedName = /^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)*$/;
const mathBefore = /(?:\^|\w_|\\[A-Za-z]+(?:\{+[^{}]*\}+)*)$/;

/** `\frac{`, `x^{`, `x_{`: math, which has braces of its own. */
export function isMathBrace(text: string, at: number): boolean {
  return mathBefore.test(text.slice(Math.max(0, at - 200), at));
}

export const mdxExpression: TagReader = {
  opener: /\{/,
  isMdxOnly: true,
  read(text, at): SiteTag | null {
    const end = isMathBrace(text, at) ? null : closingBracket(text, at);
    if (end === null) return null;
    const inner = text.slice(at + 1, end - 1).trim();
    const literal = inner.replace(comments, '').trim() === '' ? '' : literalValue(inner);
    return literal === null ? expressionTag(at, end, inner) : syntaxTag(at, end, literal);
  },
};

/** What the site works out; it has a name if it is a variable, such as `frontmatter.date`. */
export function expressionTag(start: number, end: number, expression: string): SiteTag {
  const name = dottedName.test(expression) ? expression : '';
  return { start, end, form: 'expression', role: 'single', name, pair: '', args: noArguments };
}

/** `{/* … *\/}` is a comment in any file: some sites read all their markdown as MDX. */
export const mdxComment: TagReader = {
  opener: /\{[ \t]*\/\*/,
  isMdxOnly: false,
  read(text, at): SiteTag | null {
    const found = /^\{[ \t]*\/\*[\s\S]*?\*\/[ \t]*\}/.exec(text.slice(at, at + 20_000));
    return found === null ? null : syntaxTag(at, at + found[0].length, '');
  },
};

/** The text of a JavaScript expression that is nothing but a string or a number. */
export function literalValue(expression: string): string | null {
  const found =
    /^(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\$]|\\.|\$(?!\{))*)`|(-?[\d.]+))$/.exec(
      expression.trim(),
    );
  if (found === null) return null;
  const [, double, single, template, number] = found;
  return number ?? (double ?? single ?? template ?? '').replace(/\\n/g, '\n').replace(/\\([\s\S])/g, '$1');
}
