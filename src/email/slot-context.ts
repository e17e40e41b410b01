import type { SlotContext } from './slot-program.ts';

/** One stretch of an HTML document in which every place needs the same escaping, or may hold no slot at all (null). */
export interface HtmlStretch {
  readonly text: string;
  readonly contextAt: (offset: number) => SlotContext | null;
}

const comment = '<!--(?!\\[if)[^]*?-->';
const rawText = '<(?<raw>style|script|title|textarea)\\b[^>]*>[^]*?</\\k<raw>\\s*>';
const tag = '</?[a-zA-Z](?:"[^"]*"|\'[^\']*\'|[^\'">])*>';
const stretches = new RegExp(`${comment}|${rawText}|(?<tag>${tag})`, 'gi');
const urlAttributes = new Set(['href', 'src', 'action', 'background', 'cite', 'poster']);

/** Cuts HTML into stretches. Conditional comments are read as what Outlook reads in them: more HTML. */
export function htmlStretches(html: string): HtmlStretch[] {
  const found: HtmlStretch[] = [];
  let end = 0;
  for (const match of html.matchAll(stretches)) {
    if (match.index > end) found.push({ text: html.slice(end, match.index), contextAt: () => 'html' });
    found.push({ text: match[0], contextAt: match.groups?.['tag'] ? contextInTag(match[0]) : () => null });
    end = match.index + match[0].length;
  }
  if (end < html.length) found.push({ text: html.slice(end), contextAt: () => 'html' });
  return found;
}

/** Only quoted attribute values may hold a slot: elsewhere in a tag no escaping is safe. */
function contextInTag(text: string): (offset: number) => SlotContext | null {
  const values = [...text.matchAll(/([^\s"'<>/=]+)\s*=\s*("[^"]*"|'[^']*')/g)].map((match) => ({
    start: match.index + match[0].length - (match[2] ?? '').length + 1,
    end: match.index + match[0].length - 1,
    isUrl: urlAttributes.has((match[1] ?? '').toLowerCase()),
    isCode: /^(?:on|style$)/i.test(match[1] ?? ''),
  }));
  return (offset) => {
    const value = values.find(({ start, end }) => offset >= start && offset < end);
    if (!value || value.isCode) return null;
    if (!value.isUrl) return 'attribute';
    return offset === value.start ? 'url' : 'url-part';
  };
}
