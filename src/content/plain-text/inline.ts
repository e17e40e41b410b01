import type { MarkedToken, Token, Tokens } from 'marked';
import { decodeReferences } from '../html/allowlist.ts';
import { printSwallowing } from '../html/unclosed.ts';
import { isWhole, joinElements } from '../html/whole-element.ts';
import { isolateCode, isolateRuns } from '../text/isolate.ts';
import { gluedSpace } from '../text/wrap-text.ts';
import { htmlInlineText } from './inline-html.ts';
import { image, link, partLinks, type TextContext } from './link.ts';

/** Longer code is not worth an overlong line. */
const longestUnbrokenCode = 40;

/** A run of text with emphasis in the manner of mail (`*strong*`, `_em_`) and links as `text [3]`. */
export function inlineText(tokens: readonly Token[], context: TextContext): string {
  const html = rawHtml(context);
  const parts = joinElements(tokens.map(printedTag)).map((token) => {
    if (token.type !== 'html') return html.text(inlineToken(token, context));
    return isWhole(token.raw) ? html.whole(token.raw) : html.tag(token.raw);
  });
  return partLinks(parts.join('') + html.end()).replaceAll(` ${gluedSpace}`, gluedSpace);
}

/** A tag that the HTML prints is text here, too. */
function printedTag(token: Token): Token {
  const isPrinted = token.type === 'html' && printSwallowing(token.raw) !== token.raw;
  return isPrinted ? { type: 'escape', raw: token.raw, text: token.raw } : token;
}

function inlineToken(token: Token, context: TextContext): string {
  if (token.type === 'footnote_reference') return footnote(String(token['label']), context);
  if (token.type === 'mark') return `*${inlineText((token as Tokens.Generic).tokens ?? [], context)}*`;
  const known = token as MarkedToken;
  switch (known.type) {
    case 'text':
      return known.tokens ? inlineText(known.tokens, context) : words(known.text, context);
    case 'escape':
      return known.text;
    case 'codespan':
      return codeSpan(known.text, context);
    case 'br':
      return '\n';
    case 'strong':
      return `*${inlineText(known.tokens, context)}*`;
    case 'em':
      return `_${inlineText(known.tokens, context)}_`;
    case 'del':
      return `~~${inlineText(known.tokens, context)}~~`;
    case 'link':
      return known.autolink
        ? known.text
        : link(inlineText(known.tokens, { ...context, linked: true }), decodeReferences(known.href), context);
    case 'image':
      return image(decodeReferences(known.text), decodeReferences(known.href), context);
    case 'checkbox':
      return known.checked ? '[x] ' : '[ ] ';
    default:
      return '';
  }
}

/** The number of a note, apart from those of links; the notes stand at the end, as in the HTML. */
function footnote(label: string, { cited }: TextContext): string {
  if (!cited.includes(label)) cited.push(label);
  return `${gluedSpace}[^${cited.indexOf(label) + 1}]`;
}

function words(text: string, { direction }: TextContext): string {
  const read = softBreaks(decodeReferences(text));
  return direction === 'rtl' ? isolateRuns(read) : read;
}

function codeSpan(text: string, { direction }: TextContext): string {
  const glued = text.length <= longestUnbrokenCode ? text.replaceAll(' ', gluedSpace) : text;
  const quoted = `\`${softBreaks(glued)}\``;
  return direction === 'rtl' ? isolateCode(quoted) : quoted;
}

function softBreaks(text: string): string {
  return text.replace(/(?:(?<![ \t])[ \t]+)?\n[ \t]*/g, ' ');
}

const tagName = /^<(\/?)([a-z][a-z0-9]*)/i;

/** Other raw HTML arrives tag by tag: an anchor gets its number at its end, a break breaks. */
function rawHtml(context: TextContext) {
  let anchor: { href: string; text: string } | null = null;
  const say = (text: string): string => {
    if (anchor === null) return text;
    anchor.text += text;
    return '';
  };
  const endAnchor = (): string => {
    if (anchor === null) return '';
    const { text, href } = anchor;
    anchor = null;
    return link(text, href, context);
  };
  return {
    text: say,
    end: endAnchor,
    whole: (raw: string): string => say(htmlInlineText(raw, { ...context, linked: anchor !== null })),
    tag(raw: string): string {
      const [, slash, name = ''] = tagName.exec(raw) ?? [];
      const tag = name.toLowerCase();
      if (tag === 'br') return say('\n');
      if (tag !== 'a') return '';
      const before = endAnchor();
      if (slash !== '/') anchor = { href: attribute(raw, 'href'), text: '' };
      return before;
    },
  };
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>"']+))`, 'i').exec(tag);
  return decodeReferences(value?.[1] ?? value?.[2] ?? value?.[3] ?? '');
}
