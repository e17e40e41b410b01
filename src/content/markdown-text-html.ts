import { sanitizeFragment, unescapeHtml } from './markdown-allowlist.ts';
import { image, link, type TextContext } from './markdown-text-inline.ts';
import { resolveImage, resolveLink } from './markdown-urls.ts';
import { wrapText } from './markdown-wrap.ts';

interface Paragraph {
  text: string;
  readonly preformatted: boolean;
}

const part = /<(\/?)([a-z][a-z0-9]*)([^>]*)>|([^<]+)/g;
const blocks =
  /^(?:h[1-6]|p|div|blockquote|ul|ol|li|dl|dt|dd|figure|figcaption|details|summary|table|tr|pre|hr)$/;

/** A block of raw HTML as text: sanitised first, then its text, its links numbered, one paragraph a block element. */
export function htmlBlockLines(html: string, width: number, context: TextContext): string[] {
  const { place } = context;
  const safe = sanitizeFragment(html, {
    link: (href) => resolveLink(href, place),
    image: (src) => resolveImage(src, place),
  });
  const paragraphs = readParagraphs(safe, context).filter(({ text }) => text.trim() !== '');
  return paragraphs.flatMap((paragraph, index) => [...(index > 0 ? [''] : []), ...lines(paragraph, width)]);
}

function lines({ text, preformatted }: Paragraph, width: number): string[] {
  if (!preformatted) return wrapText(text.trim(), width);
  return text
    .replace(/^\n|\n$/g, '')
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`));
}

function readParagraphs(html: string, context: TextContext): Paragraph[] {
  let current: Paragraph = { text: '', preformatted: false };
  const paragraphs = [current];
  let anchor = { href: '', start: 0 };
  const begin = (preformatted: boolean) => {
    current = { text: '', preformatted };
    paragraphs.push(current);
    anchor = { ...anchor, start: 0 };
  };
  const endLink = () => {
    const text = current.text.slice(anchor.start);
    current.text = current.text.slice(0, anchor.start) + link(text, anchor.href, context);
  };
  for (const [, slash, tag = '', attributes = '', text] of html.matchAll(part)) {
    if (text !== undefined) current.text += spaced(unescapeHtml(text), current.preformatted);
    else if (blocks.test(tag)) begin(tag === 'pre' && slash === '');
    else if (tag !== 'a') current.text += voidText(tag, attributes, context);
    else if (slash === '/') endLink();
    else anchor = { href: attribute(attributes, 'href'), start: current.text.length };
  }
  return paragraphs;
}

function spaced(text: string, preformatted: boolean): string {
  return preformatted ? text : text.replace(/\s+/g, ' ');
}

function voidText(tag: string, attributes: string, context: TextContext): string {
  if (tag === 'br') return '\n';
  if (tag === 'td' || tag === 'th') return ' ';
  return tag === 'img' ? image(attribute(attributes, 'alt'), attribute(attributes, 'src'), context) : '';
}

function attribute(attributes: string, name: string): string {
  return unescapeHtml(new RegExp(` ${name}="([^"]*)"`).exec(attributes)?.[1] ?? '');
}
