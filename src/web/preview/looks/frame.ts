import { fillSlots } from '../../../email/slots/fill-slots.ts';
import { attributesOf, htmlStretches } from '../../../email/slots/slot-context.ts';
import { chooseVariant } from '../../../email/slots/variant.ts';
import type { PreviewEmail, PreviewMail } from '../source.ts';
import type { PaneView } from '../view.ts';
import { clipHtml, dropStyles } from './clip.ts';
import { showIn } from './look.ts';

/** The HTML part that this reader gets, to the byte. */
export function htmlPart({ rendered }: PreviewEmail, { values }: Pick<PreviewMail, 'values'>): string {
  return fillSlots(chooseVariant(rendered.variants, rendered.conditions, values).html, values);
}

/** The text part that this reader gets, to the byte. */
export function textPart({ rendered }: PreviewEmail, { values }: Pick<PreviewMail, 'values'>): string {
  return fillSlots(chooseVariant(rendered.variants, rendered.conditions, values).text, values);
}

export type FrameView = Pick<PaneView, 'look' | 'images' | 'styles' | 'clip'>;

/** The HTML part as a client of a given kind shows it. */
export function frameHtml(html: string, { look, images, styles, clip }: FrameView): string {
  const cut = clip ? clipHtml(html) : html;
  const styled = styles ? cut : dropStyles(cut);
  const shown = showIn(look, styled);
  return images ? shown : withoutImages(shown);
}

/** What a client shows in place of images it does not load: their alternative text in a box of their size. */
const imageBox = 'outline:1px dashed #8a8a8a;outline-offset:-1px;overflow:hidden;';

/**
 * The policy would keep images from loading, but a browser then draws the sign of a broken image and no size; a mail
 * client that does not load images draws a box.
 */
function withoutImages(html: string): string {
  return htmlStretches(html)
    .map(({ kind, text }) => (kind === 'tag' && /^<img\b/i.test(text) ? imageless(text) : text))
    .join('');
}

function imageless(tag: string): string {
  const attributes = attributesOf(tag);
  const hidden = attributes.filter(({ name }) => name === 'src' || name === 'srcset');
  const cut = hidden.reduceRight((text, { start, end }) => text.slice(0, start) + text.slice(end), tag);
  if (!/\sstyle\s*=\s*"/i.test(cut)) return cut.replace(/^<img\b/i, `<img style="${imageBox}"`);
  return cut.replace(/(\sstyle\s*=\s*")/i, `$1${imageBox}`);
}
