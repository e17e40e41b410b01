import sanitizeHtml, { type Attributes, type IOptions, type Tag } from 'sanitize-html';
import { codeClasses } from './code-theme.ts';
import { unescapeHtml } from './html-escape.ts';
import { arrangeHtml, type PictureRules } from './markdown-arrange-html.ts';
import { dropControls } from './markdown-controls.ts';
import { embedTags } from './markdown-embed.ts';
import { isEmoji, replaceEmojiCodes } from './markdown-emoji.ts';
import { type HtmlNode, readTree, voidTags } from './markdown-html-tree.ts';
import type { ImageBox } from './markdown-image-size.ts';
import { mendUnclosed, vanishing } from './markdown-unclosed.ts';
import type { ResolvedUrl } from './markdown-urls.ts';

/** What the issue around a fragment of HTML decides in it. */
export interface FragmentRules extends PictureRules {
  /** Makes addresses absolute. */
  link(href: string): ResolvedUrl;
  image(src: string): ResolvedUrl;
  /** The address of what plays in the page: an iframe, a video. */
  embed(src: string): ResolvedUrl;
  /** The attributes of an image, from those that the author wrote. */
  fit(src: string, written: ImageBox): ImageBox;
  /** Is told the name of each element that goes with all that is in it. */
  vanished(name: string): void;
}

const allowedTags = [
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'div', 'span', 'blockquote', 'pre', 'address'],
  ...['ul', 'ol', 'li', 'dl', 'dt', 'dd', 'figure', 'figcaption', 'details', 'summary'],
  // These are read and never printed: something that mail can show takes their place.
  ...[...embedTags, 'source'],
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

const alignment = { name: 'align', values: ['left', 'center', 'right'] };

const allowedAttributes = {
  '*': ['lang', 'dir'],
  ...Object.fromEntries(['p', 'div', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((name) => [name, [alignment]])),
  ...Object.fromEntries(
    [...embedTags, 'source'].map((name) => [name, ['src', 'title', 'poster', 'width', 'height']]),
  ),
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

/** Elements that structure a page; mail programs know a `<div>`. */
const sections = [
  'section',
  'article',
  'main',
  'header',
  'footer',
  'aside',
  'nav',
  'fieldset',
  'hgroup',
  'dialog',
];

/**
 * Keeps of any HTML only what mail can carry and no reader is harmed by: no script, no style, no event attribute, no
 * address outside the schemes of `rules`, no comment, no id. What plays in a page becomes a link to it. The result is
 * well formed, so nothing in it can end an element around it.
 * @throws RangeError if elements are nested thousands deep
 */
export function sanitizeFragment(html: string, rules: FragmentRules): HtmlNode[] {
  const options: IOptions = {
    allowedTags,
    allowedAttributes,
    allowedClasses,
    nonTextTags: vanishing,
    selfClosing: voidTags,
    // The rules have judged every address by its parsed scheme; a second, textual judgement adds nothing.
    allowedSchemes: ['http', 'https', 'mailto', 'tel', 'ftp'],
    transformTags: {
      ...Object.fromEntries(sections.map((name) => [name, sanitizeHtml.simpleTransform('div', {})])),
      ...Object.fromEntries(embedTags.map((name) => [name, keepEmbed(rules)])),
      center: (_, attributes) => ({ tagName: 'div', attribs: { ...attributes, align: 'center' } }),
      input: keepCheckbox,
      script: keepGist,
      source: keepEmbed(rules),
      a: (tagName, attributes) => keepLink(tagName, attributes, rules),
      img: (tagName, attributes) => keepImage(tagName, attributes, rules),
    },
    onOpenTag: (name, attributes) => {
      const gone = vanishing.includes(name) && keepGist(name, attributes).tagName === name;
      if (gone || (name === 'iframe' && !attributes['src'] && !attributes['data-src'])) rules.vanished(name);
    },
  };
  return arrangeHtml(readTree(dropControls(sanitizeHtml(mendUnclosed(html), options))), rules);
}

/** Plain text with its character references decoded; it may hold any `<`. */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  const decoded = sanitizeHtml(text.replace(/</g, '&lt;'), { allowedTags: [], allowedAttributes: {} });
  return dropControls(unescapeHtml(decoded));
}

/** A refused address is taken away here; the bare tag goes in {@link arrangeHtml}. */
function keepLink(tagName: string, attributes: Attributes, rules: FragmentRules): Tag {
  const { href = '', ...rest } = attributes;
  const resolved = rules.link(href);
  return { tagName, attribs: resolved.ok ? { href: resolved.url, ...rest } : rest };
}

function keepImage(tagName: string, attributes: Attributes, rules: FragmentRules): Tag {
  const { src = '', alt = '', width, height, ...rest } = attributes;
  const emoji = emojiOfImage(attributes);
  if (emoji !== null) return { tagName: 'span', attribs: {}, text: emoji };
  const resolved = rules.image(src);
  const box = rules.fit(src, sizeOf(attributes));
  return { tagName, attribs: { ...(resolved.ok && { src: resolved.url }), alt, ...box, ...rest } };
}

/** Forums and blogs draw an emoji as an image, in a size that only their style sheet knows. */
function emojiOfImage({ class: classes = '', alt = '', title = '' }: Attributes): string | null {
  if (!/(?:^|\s)(?:wp-smiley|g?-?emoji)(?:\s|$)/.test(classes)) return null;
  const names = [alt, title, `:${alt}:`].map((text) => replaceEmojiCodes(text.trim()));
  return names.find(isEmoji) ?? null;
}

function keepEmbed(rules: FragmentRules): (tagName: string, attributes: Attributes) => Tag {
  return (tagName, attributes) => {
    const src = attributes['src'] || attributes['data-src'] || attributes['data'] || '';
    const { title = attributes['aria-label'], poster } = attributes;
    const resolved = src === '' ? null : rules.embed(src);
    const picture = poster ? rules.image(poster) : null;
    return {
      tagName,
      attribs: {
        ...(resolved?.ok && { src: resolved.url }),
        ...(title && { title }),
        ...(poster && picture?.ok && { poster: picture.url, ...rules.fit(poster, sizeOf(attributes)) }),
      },
    };
  };
}

function sizeOf({ width, height }: Attributes): ImageBox {
  return { ...(width !== undefined && { width }), ...(height !== undefined && { height }) };
}

/** A gist is a script on the page, and a page of its own as well. */
function keepGist(tagName: string, { src = '' }: Attributes): Tag {
  const isGist = /^(?:https?:)?\/\/gist\.github\.com\/[\w/-]+\.js/.test(src);
  return isGist
    ? { tagName: 'embed', attribs: { src: src.replace(/^(?:https?:)?/, 'https:') } }
    : { tagName, attribs: {} };
}

/** Outlook on Windows cannot show an input. */
function keepCheckbox(tagName: string, { type, checked }: Attributes): Tag {
  if (type !== 'checkbox') return { tagName, attribs: {} };
  return { tagName: 'span', attribs: {}, text: checked === undefined ? '\u2610 ' : '\u2611 ' };
}
