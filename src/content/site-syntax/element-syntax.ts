import { closingBracket } from './mdx-brackets.ts';

/** An opening or closing tag of HTML or JSX. */
export interface ElementSyntax {
  /** Behind the `>`. */
  readonly end: number;
  /** Empty for the fragments of JSX, `<>` and `</>`. */
  readonly name: string;
  readonly isEnd: boolean;
  readonly isSelfClosing: boolean;
  readonly attributes: readonly ElementAttribute[];
}

export interface ElementAttribute {
  /** Empty for `{...spread}`. */
  readonly name: string;
  /** Without its quotes or braces; null for an attribute that is only a name. */
  readonly value: string | null;
  readonly isExpression: boolean;
}

const opening = /<(\/?)([A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)*)?/y;
const gap = /[ \t]*(?:\n[ \t]*(?!\n))?/y;
const closing = /(\/?)>/y;
const attributeName = /[A-Za-z_:@#*][\w.:@-]*/y;
const assignment = /[ \t\n]*=[ \t\n]*/y;
const plainValue = /"([^"]*)"|'([^']*)'|([^\s"'=<>`{}]+)/y;

/** Reads the tag that begins at `at`; null for what is no tag, such as `a < b` and `<T, E>`. */
export function readElement(text: string, at: number): ElementSyntax | null {
  const [opened, slash, name = ''] = match(opening, text, at) ?? [];
  if (opened === undefined) return null;
  const attributes: ElementAttribute[] = [];
  for (let place = at + opened.length; ; ) {
    const space = match(gap, text, place)?.[0].length ?? 0;
    const closed = match(closing, text, place + space);
    if (closed !== null) {
      const end = place + space + closed[0].length;
      return { end, name, isEnd: slash === '/', isSelfClosing: closed[1] === '/', attributes };
    }
    const found = space > 0 && name !== '' ? readAttribute(text, place + space) : null;
    if (found === null) return null;
    attributes.push(found.attribute);
    place = found.end;
  }
}

function readAttribute(text: string, at: number): { attribute: ElementAttribute; end: number } | null {
  if (text[at] === '{') return readBraces(text, at, '');
  const name = match(attributeName, text, at)?.[0];
  if (name === undefined) return null;
  const afterName = at + name.length;
  const assigned = match(assignment, text, afterName)?.[0];
  if (assigned === undefined)
    return { attribute: { name, value: null, isExpression: false }, end: afterName };
  const start = afterName + assigned.length;
  if (text[start] === '{') return readBraces(text, start, name);
  const [source, double, single, bare] = match(plainValue, text, start) ?? [];
  if (source === undefined) return null;
  const value = double ?? single ?? bare ?? '';
  return { attribute: { name, value, isExpression: false }, end: start + source.length };
}

function readBraces(text: string, at: number, name: string): ReturnType<typeof readAttribute> {
  const end = closingBracket(text, at);
  if (end === null) return null;
  return { attribute: { name, value: text.slice(at + 1, end - 1), isExpression: true }, end };
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
