import type { SlotContext } from '../slot-program.ts';

/** One stretch of an HTML document in which every place needs the same escaping, or may hold no slot at all (null). */
export interface HtmlStretch {
  readonly kind: 'text' | 'tag' | 'raw' | 'comment';
  readonly text: string;
  readonly contextAt: (offset: number) => SlotContext | null;
}

const comment = '<!--(?!\\[if)[^]*?-->';
const rawText = '<(?<raw>style|script|title|textarea)\\b[^<>]*>[^]*?</\\k<raw>\\s*>';
const tag = '</?[a-zA-Z](?:"[^"]*"|\'[^\']*\'|[^\'">])*>';
const stretches = new RegExp(`${comment}|${rawText}|(?<tag>${tag})`, 'gi');
const urlAttributes = new Set(['href', 'src', 'action', 'background', 'cite', 'poster']);

/** Cuts HTML into stretches. Conditional comments are read as what Outlook reads in them: more HTML. */
export function htmlStretches(html: string): HtmlStretch[] {
  const found: HtmlStretch[] = [];
  const addText = (text: string) => {
    if (text !== '') found.push({ kind: 'text', text, contextAt: () => 'html' });
  };
  let end = 0;
  for (const match of html.matchAll(stretches)) {
    const [text] = match;
    addText(html.slice(end, match.index));
    if (match.groups?.['tag']) found.push({ kind: 'tag', text, contextAt: contextInTag(text) });
    else found.push({ kind: match.groups?.['raw'] ? 'raw' : 'comment', text, contextAt: () => null });
    end = match.index + text.length;
  }
  addText(html.slice(end));
  return found;
}

/** An attribute in quotation marks; `start` and `end` are those of its value in the tag. */
export interface TagAttribute {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly isUrl: boolean;
}

export function attributesOf(tagText: string): TagAttribute[] {
  return [...tagText.matchAll(/(?<![^\s"'<>/=])([^\s"'<>/=]+)\s*=\s*("[^"]*"|'[^']*')/g)].map((match) => {
    const name = (match[1] ?? '').toLowerCase();
    const end = match.index + match[0].length - 1;
    return { name, start: end + 2 - (match[2] ?? '').length, end, isUrl: urlAttributes.has(name) };
  });
}

/** Only quoted attribute values may hold a slot: elsewhere in a tag no escaping is safe. */
function contextInTag(text: string): (offset: number) => SlotContext | null {
  const values = attributesOf(text);
  return (offset) => {
    const value = values.find(({ start, end }) => offset >= start && offset < end);
    if (!value || /^(?:on|style$)/.test(value.name)) return null;
    if (!value.isUrl) return 'attribute';
    return offset === value.start ? 'url' : 'url-part';
  };
}
