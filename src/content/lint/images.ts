import { quoteValue } from '../text/quote-value.ts';
import type { LintLink } from './links.ts';
import type { LintFault } from './lint-rules.ts';

const formats: Readonly<Record<string, string>> = {
  webp: 'a WebP image, which Outlook on Windows does not show: use PNG or JPEG',
  svg: 'an SVG image, which Gmail and Outlook do not show: use PNG',
  avif: 'an AVIF image, which few mail programs show: use PNG or JPEG',
};

/** What a reader would miss of the images. A raw `<img alt="">` says that the image is decoration, and that is fine. */
export function lintImages(links: readonly LintLink[]): LintFault[] {
  return links.flatMap((link) => {
    if (link.kind !== 'image') return [];
    return [judgeAlt(link), judgeFormat(link)].filter((fault) => fault !== null);
  });
}

function judgeAlt({ form, href, text, line }: LintLink): LintFault | null {
  const isMissing = form === 'html' ? text === null : form !== 'definition' && (text ?? '').trim() === '';
  if (!isMissing) return null;
  const message = `The image ${quoteValue(href)} has no alternative text: say in a few words what it shows, for those who do not see it.`;
  return { rule: 'missing-alt', line, message };
}

function judgeFormat({ form, href, line }: LintLink): LintFault | null {
  const extension = /\.(webp|svg|avif)(?:[?#]|$)/i.exec(href)?.[1]?.toLowerCase() ?? '';
  const what = formats[extension];
  if (what === undefined || form === 'use') return null;
  return { rule: 'image-format', line, message: `${quoteValue(href)} is ${what}.` };
}
