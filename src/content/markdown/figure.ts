import type { Token, Tokens } from 'marked';
import { attributeList } from './attribute-list.ts';

/** An image in a paragraph of its own; its title is shown below it. */
export interface Figure {
  readonly image: Tokens.Image;
  /** Where it links to. */
  readonly href: string | null;
}

/** The image of a paragraph that is nothing but an image. */
export function figureOf(tokens: readonly Token[]): Figure | null {
  const [only, ...others] = tokens.filter(({ type, raw }) => type !== attributeList && raw.trim() !== '');
  if (only === undefined || others.length > 0) return null;
  if (only.type === 'image') return { image: only as Tokens.Image, href: null };
  const inner = only.type === 'link' ? figureOf(only.tokens ?? []) : null;
  return inner === null ? null : { image: inner.image, href: (only as Tokens.Link).href };
}
