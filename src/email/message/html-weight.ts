import { attributesOf, htmlStretches } from '../slots/slot-context.ts';

/** What the bytes of an HTML document are spent on; together they are all of it. */
export interface HtmlWeight {
  /** `<style>` with its contents. */
  readonly styleSheets: number;
  /** `style="…"` in tags. */
  readonly styleAttributes: number;
  /** The addresses of links and images. */
  readonly urls: number;
  /** What is there to be read. */
  readonly text: number;
  /** Tags, other attributes, comments, what only Outlook reads, and blanks between tags. */
  readonly rest: number;
}

/** What only Outlook takes for HTML. */
const unseen = /<!--\[if[^\]<]*\]>(?:<!-->)?|(?:<!--)?<!\[endif\]-->|<!doctype[^<>]*>/gi;

export function weighHtml(html: string): HtmlWeight {
  const bytes = { styleSheets: 0, styleAttributes: 0, urls: 0, text: 0 };
  for (const { kind, text } of htmlStretches(html)) {
    if (kind === 'text') bytes.text += textBytes(text);
    else if (kind === 'tag') addAttributes(bytes, text);
    else if (/^<style/i.test(text)) bytes.styleSheets += Buffer.byteLength(text);
  }
  const told = Object.values(bytes).reduce((sum, part) => sum + part);
  return { ...bytes, rest: Buffer.byteLength(html) - told };
}

function textBytes(text: string): number {
  const seen = text.replace(unseen, '');
  return seen.trim() === '' ? 0 : Buffer.byteLength(seen);
}

function addAttributes(bytes: { styleAttributes: number; urls: number }, tag: string): void {
  for (const { name, start, end, isUrl } of attributesOf(tag)) {
    const value = Buffer.byteLength(tag.slice(start, end));
    if (name === 'style') bytes.styleAttributes += value + ' style=""'.length;
    else if (isUrl) bytes.urls += value;
  }
}
