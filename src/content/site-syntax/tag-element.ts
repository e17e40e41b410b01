import { htmlElements, htmlNamePattern } from '../html/elements.ts';
import { type ElementAttribute, type ElementSyntax, readElement } from './element-syntax.ts';
import { expressionTag, literalValue } from './mdx-expression.ts';
import { type SiteTag, syntaxTag, type TagReader, type TagScope } from './tag.ts';

const addressOrHtml = `(?!/?(?:${htmlNamePattern})(?![\\w.-])|[A-Za-z][\\w+.-]+:[^\\s<>]*>|[^\\s<>@]+@[^\\s<>]+>)`;

/** Everything in angle brackets that is no HTML, no address and no target of a link. */
export const elementTag: TagReader = {
  opener: new RegExp(`(?=<)(?<!\\]\\([ \\t]*|\\]:[ \\t]*)<${addressOrHtml}/?(?=[A-Za-z])`),
  isMdxOnly: false,
  read(text, at, scope): SiteTag | null {
    const element = readElement(text, at);
    if (element === null || isShouted(element, at, scope)) return null;
    const form = formOf(element, at, scope);
    // CommonMark allows no dot in a name, so no site would swallow `<stdio.h>`.
    if (form === 'unknown-element' && element.name.includes('.')) return syntaxTag(at, at + 1, '&lt;');
    const tag = { start: at, name: element.name, pair: `<${element.name}`, args: argumentsOf(element) };
    // Only the bracket is replaced, since more tags may stand between it and the next.
    if (form === 'unknown-element')
      return { ...tag, end: at + 1, form, role: 'single', quoted: text.slice(at, element.end) };
    const role = element.isEnd ? 'close' : element.isSelfClosing ? 'single' : 'open';
    return { ...tag, end: element.end, form, role };
  },
};

/** `<>` and `</>`, which hold other elements together and show nothing. */
export const fragmentTag: TagReader = {
  opener: /<\/?>/,
  isMdxOnly: true,
  read: (text, at) => syntaxTag(at, text.indexOf('>', at) + 1, ''),
};

/** HTML whose attributes are JavaScript, which would make it text: `<img src={"x.png"} style={{ width: 9 }} />`. */
export const jsxHtml: TagReader = {
  opener: new RegExp(`<(?=(?:${htmlNamePattern})\\b[^<]*?(?:=[ \\t\\n]*|[ \\t\\n])\\{)`),
  isMdxOnly: true,
  read(text, at): SiteTag | null {
    const element = readElement(text, at);
    if (element === null || !element.attributes.some((attribute) => attribute.isExpression)) return null;
    const address = element.attributes.find(isComputedAddress)?.value?.trim();
    if (address !== undefined) return expressionTag(at, element.end, address);
    const attributes = element.attributes.map(htmlAttribute).join('');
    return syntaxTag(at, element.end, `<${element.name}${attributes}${element.isSelfClosing ? ' /' : ''}>`);
  },
};

/** `<B>` is a type, and `<B>bold</B>` and `<A HREF="…">` are old HTML. */
function isShouted({ name, isEnd, attributes }: ElementSyntax, at: number, scope: TagScope): boolean {
  if (name.length !== 1 || !htmlElements.has(name.toLowerCase())) return false;
  return isEnd || attributes.length > 0 || scope.endsAfter(name, at);
}

function formOf(element: ElementSyntax, at: number, scope: TagScope): SiteTag['form'] {
  const { name, isEnd, isSelfClosing, attributes } = element;
  const hasValues = attributes.some(({ value }) => value !== null);
  const isClosed = isEnd || isSelfClosing || scope.endsAfter(name, at);
  if (scope.isNamed(name)) return 'component';
  if (name === name.toLowerCase()) {
    if (!isClosed) return 'unknown-element';
    if (name.includes('-')) return 'custom-element';
    return hasValues ? 'component' : 'unknown-element';
  }
  // `<T>` is a type even in MDX, where `<Tabs>` alone is a component.
  const isComponent = isClosed || hasValues || (scope.isMdx && name !== name.toUpperCase());
  return isComponent && /^[A-Z]|\./.test(name) ? 'component' : 'unknown-element';
}

/** What can be known of the attributes without running any code. */
function argumentsOf({ attributes }: ElementSyntax): SiteTag['args'] {
  const named = new Map<string, string>();
  for (const { name, value, isExpression } of attributes) {
    const known = isExpression ? literalValue(value ?? '') : (value ?? 'true');
    if (name !== '' && known !== null) named.set(name, known);
  }
  return { positional: [], named };
}

/** How Docusaurus and Webpack name a file of the site. */
const fileOfSite = /^(?:require\((["'])([^"']+)\1\)(?:\.default)?|useBaseUrl\((["'])([^"']+)\3\))$/;

function htmlAttribute(attribute: ElementAttribute): string {
  if (attribute.value === null) return ` ${attribute.name}`;
  const known = knownValue(attribute);
  // What code works out is a style, a class or a handler, and mail carries none of them.
  return known === null || attribute.name === ''
    ? ''
    : ` ${attribute.name}="${known.replaceAll('"', '&quot;')}"`;
}

function isComputedAddress(attribute: ElementAttribute): boolean {
  return /^(?:href|src)$/.test(attribute.name) && knownValue(attribute) === null;
}

function knownValue({ value, isExpression }: ElementAttribute): string | null {
  if (!isExpression || value === null) return value;
  const [, , required, , based] = fileOfSite.exec(value.trim()) ?? [];
  return literalValue(value) ?? required ?? based ?? null;
}
