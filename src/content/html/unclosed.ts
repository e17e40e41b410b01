import { embedTags } from './embed.ts';
import { attributes } from './tag-pattern.ts';

/** Elements that say something only in a browser; they go, and what they hold with them. */
export const vanishing = [
  ...[
    'script',
    'style',
    'svg',
    'math',
    'form',
    'select',
    'option',
    'textarea',
    'canvas',
    'template',
    'title',
  ],
];

/** Elements in which a browser reads no markup, or less. */
const rawText = ['title', 'textarea', 'xmp', 'plaintext', 'noembed', 'noframes', 'noscript', 'select'];
const rawTextTag = new RegExp(`<(?=/?(?:${rawText.join('|')})\\b)`, 'gi');

const names = [...new Set([...vanishing, ...rawText, ...embedTags])].join('|');
const opening = new RegExp(`<(${names})(?![\\w-])(${attributes})>`, 'gi');
const closing = new RegExp(`</(${names})(?![\\w-])`, 'gi');

/**
 * A tag in a line of text that would swallow what follows: who writes `<title>` there writes of it. GFM section 6.11
 * prints such tags wherever they stand; in a block of HTML, though, a page was pasted in, which has a title.
 */
export function printSwallowing(inlineHtml: string): string {
  return inlineHtml.replace(rawTextTag, '&lt;');
}

/**
 * An element that goes with all that is in it would take the rest of the issue where nothing closes it. A player
 * without an end, or closed in the manner of JSX (`<iframe />`), ends at once; any other was meant as a word and is
 * printed.
 */
export function mendUnclosed(html: string): string {
  const lastClosing = new Map<string, number>();
  for (const { 1: name = '', index } of html.matchAll(closing)) lastClosing.set(name.toLowerCase(), index);
  return html.replace(opening, (tag: string, written: string, rest: string, at: number) => {
    const name = written.toLowerCase();
    const isClosed = (lastClosing.get(name) ?? -1) > at;
    const isPlayer = embedTags.includes(name) && (isClosed || /\s(?:data-)?(?:src|data)\s*=/i.test(rest));
    if (isPlayer) return isClosed && !rest.endsWith('/') ? tag : `${tag}</${name}>`;
    return isClosed ? tag : `&lt;${tag.slice(1)}`;
  });
}
