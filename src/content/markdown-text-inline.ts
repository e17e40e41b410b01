import type { MarkedToken, Token } from 'marked';
import { decodeReferences } from './markdown-allowlist.ts';
import type { Footnotes } from './markdown-footnotes.ts';
import type { References } from './markdown-text-references.ts';
import { resolveLink, type WebPlace } from './markdown-urls.ts';
import { gluedSpace } from './markdown-wrap.ts';

export interface TextContext {
  readonly place: WebPlace;
  readonly references: References;
  readonly footnotes: Footnotes;
}

/** Longer code is not worth an overlong line. */
const longestUnbrokenCode = 40;

/** A run of text with emphasis in the manner of mail (`*strong*`, `_em_`) and links as `text [3]`. */
export function inlineText(tokens: readonly Token[], context: TextContext): string {
  const html = rawHtml(context);
  const parts = tokens.map((token) =>
    token.type === 'html' ? html.tag(token.raw) : html.text(inlineToken(token, context)),
  );
  return (parts.join('') + html.end()).replaceAll(` ${gluedSpace}`, gluedSpace);
}

function inlineToken(token: Token, context: TextContext): string {
  if (token.type === 'footnote_reference') return footnote(String(token['label']), context);
  const known = token as MarkedToken;
  switch (known.type) {
    case 'text':
      return known.tokens ? inlineText(known.tokens, context) : softBreaks(decodeReferences(known.text));
    case 'escape':
      return known.text;
    case 'codespan':
      return codeSpan(known.text);
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
        : link(inlineText(known.tokens, context), decodeReferences(known.href), context);
    case 'image':
      return image(decodeReferences(known.text), decodeReferences(known.href), context);
    case 'checkbox':
      return known.checked ? '[x] ' : '[ ] ';
    default:
      return '';
  }
}

/** A link is its text and a number; where its text already is its address, the address alone. */
export function link(text: string, href: string, context: TextContext): string {
  const resolved = resolveLink(href, context.place);
  if (!resolved.ok || text.trim() === '') return text;
  if (saysItself(text, resolved.url)) return text;
  const address = /^mailto:([^?]+)$/i.exec(resolved.url)?.[1];
  return `${text}${gluedSpace}[${context.references.cite(address ?? resolved.url)}]`;
}

export function image(alternative: string, src: string, context: TextContext): string {
  const text = alternative === '' ? '[Image]' : `[Image: ${alternative}]`;
  const resolved = resolveLink(src, context.place);
  return resolved.ok ? `${text}${gluedSpace}[${context.references.cite(resolved.url)}]` : text;
}

function footnote(label: string, context: TextContext): string {
  const note = (context.footnotes.get(label) ?? []).map((block) =>
    inlineText('tokens' in block ? (block.tokens ?? []) : [], context),
  );
  return `${gluedSpace}[${context.references.cite(note.filter((text) => text !== '').join(' '))}]`;
}

function codeSpan(text: string): string {
  const glued = text.length <= longestUnbrokenCode ? text.replaceAll(' ', gluedSpace) : text;
  return `\`${softBreaks(glued)}\``;
}

function softBreaks(text: string): string {
  return text.replace(/[ \t]*\n[ \t]*/g, ' ');
}

function saysItself(text: string, url: string): boolean {
  const bare = (address: string) => address.replace(/^(?:https?:\/\/|mailto:)/i, '').replace(/\/$/, '');
  return bare(text) === bare(url);
}

/** Raw HTML arrives tag by tag: an anchor gets its number at its end, a break breaks, script and style say nothing. */
function rawHtml(context: TextContext) {
  let anchor: { href: string; text: string } | null = null;
  let silent: string | null = null;
  const say = (text: string): string => {
    if (silent !== null) return '';
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
    tag(raw: string): string {
      const [, slash, name = ''] = /^<(\/?)([a-z][a-z0-9]*)/i.exec(raw) ?? [];
      const tag = name.toLowerCase();
      if (tag === 'script' || tag === 'style') silent = slash === '/' ? null : tag;
      if (tag === 'br') return say('\n');
      if (tag === 'img') return say(attribute(raw, 'alt'));
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
