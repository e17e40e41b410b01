import type { Attributes, Tag } from 'sanitize-html';
import { isEmoji, replaceEmojiCodes } from '../markdown/emoji.ts';
import type { ResolvedUrl } from '../markdown/urls.ts';
import type { PictureRules } from './frame-images.ts';
import type { ImageBox } from './image-size.ts';

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

/** A refused address is taken away here; the bare tag goes in arrangeHtml. */
export function keepLink(tagName: string, attributes: Attributes, rules: FragmentRules): Tag {
  const { href = '', ...rest } = attributes;
  const resolved = rules.link(href);
  return { tagName, attribs: resolved.ok ? { href: resolved.url, ...rest } : rest };
}

export function keepImage(tagName: string, attributes: Attributes, rules: FragmentRules): Tag {
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

export function keepEmbed(rules: FragmentRules): (tagName: string, attributes: Attributes) => Tag {
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
export function keepGist(tagName: string, { src = '' }: Attributes): Tag {
  const isGist = /^(?:https?:)?\/\/gist\.github\.com\/[\w/-]+\.js/.test(src);
  return isGist
    ? { tagName: 'embed', attribs: { src: src.replace(/^(?:https?:)?/, 'https:') } }
    : { tagName, attribs: {} };
}

/** Outlook on Windows cannot show an input. */
export function keepCheckbox(tagName: string, { type, checked }: Attributes): Tag {
  if (type !== 'checkbox') return { tagName, attribs: {} };
  return { tagName: 'span', attribs: {}, text: checked === undefined ? '\u2610 ' : '\u2611 ' };
}
