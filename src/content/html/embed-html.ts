import { escapeHtml } from '../text/html-escape.ts';
import type { Embed } from './embed.ts';
import { type PictureRules, widen } from './frame-images.ts';
import { type HtmlElement, type HtmlNode, nest } from './html-tree.ts';

/** What stands around an embed. */
export interface EmbedPlace {
  /** Whether only text and inline elements are allowed. */
  readonly inline: boolean;
  readonly linked: boolean;
}

/** An embed as HTML: its picture with a line beneath, or its words; in a paragraph of its own unless it is in a line. */
export function embedNodes(embed: Embed, around: EmbedPlace, rules: PictureRules): HtmlNode[] {
  const { label, picture } = embed;
  const link = (children: HtmlNode[]): HtmlNode =>
    around.linked
      ? nest('span', children)
      : { name: 'a', attributes: { href: escapeHtml(embed.url) }, children };
  if (picture === null || rules.embeds === 'words') {
    const line = link([escapeHtml(label)]);
    return around.inline ? [line] : [nest('p', [line])];
  }
  const { src, width, height, caption } = picture;
  const image: HtmlElement = {
    name: 'img',
    attributes: {
      src: escapeHtml(src),
      alt: escapeHtml(label),
      ...(width && { width }),
      ...(height && { height }),
    },
    children: [],
  };
  const shown: HtmlNode[] = [
    link([image]),
    { name: 'small', attributes: { class: 'caption' }, children: [link([escapeHtml(caption)])] },
  ];
  if (around.inline) return shown;
  const children = shown.map((node) => widen(node, rules.columnWidth));
  return [{ name: 'p', attributes: { class: 'figure' }, children }];
}
