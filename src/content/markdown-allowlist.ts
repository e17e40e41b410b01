import sanitizeHtml, { type Attributes, type IOptions, type Tag } from 'sanitize-html';
import { codeClasses } from './code-theme.ts';
import { dropControls } from './markdown-controls.ts';
import { dropMisplaced } from './markdown-drop-misplaced.ts';
import type { ResolvedUrl } from './markdown-urls.ts';

/** How the sanitiser makes addresses absolute. */
export interface UrlResolver {
  link(href: string): ResolvedUrl;
  image(src: string): ResolvedUrl;
}

const allowedTags = [
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'div', 'span', 'blockquote', 'pre', 'address'],
  ...['ul', 'ol', 'li', 'dl', 'dt', 'dd', 'figure', 'figcaption', 'details', 'summary'],
  ...['table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
  ...['a', 'img', 'em', 'strong', 'b', 'i', 'u', 's', 'del', 'ins', 'sub', 'sup', 'small', 'mark', 'wbr'],
  ...[
    'abbr',
    'cite',
    'q',
    'dfn',
    'time',
    'code',
    'kbd',
    'samp',
    'var',
    'ruby',
    'rb',
    'rt',
    'rp',
    'bdi',
    'bdo',
  ],
];

const allowedAttributes = {
  '*': ['lang', 'dir'],
  a: ['href', 'title'],
  img: ['src', 'alt', 'width', 'height', 'title'],
  abbr: ['title'],
  ol: ['start', 'reversed', 'type'],
  li: ['value'],
  th: ['align', 'colspan', 'rowspan', 'scope'],
  td: ['align', 'colspan', 'rowspan'],
  col: ['span'],
};

/** The classes of our own renderer, which the templates style. */
const allowedClasses = {
  p: ['figure'],
  small: ['caption', 'host'],
  ol: ['notes'],
  li: ['task'],
  span: Object.values(codeClasses),
};

/**
 * Keeps of any HTML only what mail can carry and no reader is harmed by: no script, no style, no event attribute, no
 * address outside the schemes of `resolver`, no comment, no id. The result is well formed, so nothing in it can end
 * an element around it.
 */
export function sanitizeFragment(html: string, resolver: UrlResolver): string {
  const options: IOptions = {
    allowedTags,
    allowedAttributes,
    allowedClasses,
    // The resolver has judged every address by its parsed scheme; a second, textual judgement adds nothing.
    allowedSchemes: ['http', 'https', 'mailto', 'tel', 'ftp'],
    transformTags: {
      a: (tagName, attributes) => keepLink(tagName, attributes, resolver),
      img: (tagName, attributes) => keepImage(tagName, attributes, resolver),
    },
  };
  return dropControls(dropMisplaced(sanitizeHtml(html, options)));
}

/** Plain text with its character references decoded; it may hold any `<`. */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  const decoded = sanitizeHtml(text.replace(/</g, '&lt;'), { allowedTags: [], allowedAttributes: {} });
  return dropControls(unescapeHtml(decoded));
}

/** Undoes the escaping of the sanitiser, which writes these four and no other entity. */
export function unescapeHtml(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
}

/** A refused address is taken away here; the bare tag goes in {@link dropMisplaced}. */
function keepLink(tagName: string, attributes: Attributes, resolver: UrlResolver): Tag {
  const { href = '', ...rest } = attributes;
  const resolved = resolver.link(href);
  return { tagName, attribs: resolved.ok ? { href: resolved.url, ...rest } : rest };
}

function keepImage(tagName: string, attributes: Attributes, resolver: UrlResolver): Tag {
  const { src = '', alt = '', ...rest } = attributes;
  const resolved = resolver.image(src);
  return { tagName, attribs: { ...(resolved.ok && { src: resolved.url }), alt, ...rest } };
}
