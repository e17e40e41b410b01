import type { Footnotes } from '../markdown/footnotes.ts';
import { resolveImage, resolveLink, type WebPlace } from '../markdown/urls.ts';
import { gluedSpace } from '../text/wrap-text.ts';
import type { Words } from '../words/words.ts';
import type { References } from './references.ts';

/** What the text of an issue is written with. */
export interface TextContext {
  readonly place: WebPlace;
  readonly references: References;
  readonly footnotes: Footnotes;
  /** The labels of the notes that were cited, in the order of their numbers, as in the HTML. */
  readonly cited: string[];
  /** Of the whole text; from left to right unless it says otherwise. */
  readonly direction?: 'ltr' | 'rtl';
  /** English unless it says otherwise. */
  readonly words?: Words;
  /** Whether the text is that of a link. */
  readonly linked?: boolean;
}

/** Stands around a link and its number until it is known what stands beside them; no text holds it. */
const edge = '\u0002';

/** Text with a blank between two links that had none, since their words and numbers would run together. */
export function partLinks(text: string): string {
  return text.replaceAll(edge + edge, ' ').replaceAll(edge, '');
}

/** A link is its text and a number; where its text already is its address, the address alone. */
export function link(text: string, href: string, context: TextContext): string {
  const resolved = resolveLink(href, context.place);
  if (!resolved.ok || text.trim() === '') return text;
  if (saysItself(text, resolved.url)) return text;
  const address = /^mailto:([^?]+)$/i.exec(resolved.url)?.[1];
  return `${edge}${text}${gluedSpace}[${context.references.cite(address ?? resolved.url)}]${edge}`;
}

/** What an image shows, and its number, unless it is only the face of a link. */
export function image(alternative: string, src: string, context: TextContext): string {
  const text = alternative === '' ? '[Image]' : `[Image: ${alternative}]`;
  const resolved = resolveImage(src, context.place);
  return resolved.ok && !context.linked
    ? `${edge}${text}${gluedSpace}[${context.references.cite(resolved.url)}]${edge}`
    : text;
}

function saysItself(text: string, url: string): boolean {
  const bare = (address: string) => address.replace(/^(?:https?:\/\/|mailto:)/i, '').replace(/\/$/, '');
  return bare(text) === bare(url);
}
