import sanitizeHtml, { type IOptions } from 'sanitize-html';
import { codeClasses } from '../code/code-theme.ts';
import { dropControls } from '../markdown/controls.ts';
import { unescapeHtml } from '../text/html-escape.ts';
import { arrangeHtml } from './arrange.ts';
import { embedTags } from './embed.ts';
import { type HtmlNode, readTree, voidTags } from './html-tree.ts';
import { type FragmentRules, keepCheckbox, keepEmbed, keepGist, keepImage, keepLink } from './keep-tag.ts';
import { mendUnclosed, vanishing } from './unclosed.ts';

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
  td: ['align', 'colspan', 'rowspan', 'width'],
  col: ['span'],
};

/** The classes of our own renderer, which the templates style. */
const allowedClasses = {
  p: ['figure', 'hero', 'action', 'byline', 'label'],
  blockquote: ['callout', 'note', 'tip', 'important', 'warning', 'caution', 'sponsor', 'plain'],
  div: ['cards'],
  a: ['button'],
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

/** Of HTML of old some need no semicolon; in markdown all do (CommonMark 6.2), or `?a=1&copy=2` would lose its parameter. */
const noReference = /&(?!#?[a-z0-9]{1,40};)/gi;

/** Plain text with its character references decoded; it may hold any `<`. */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  const decoded = sanitizeHtml(text.replace(noReference, '&amp;').replace(/</g, '&lt;'), {
    allowedTags: [],
    allowedAttributes: {},
  });
  return dropControls(unescapeHtml(decoded));
}
