import { base64LinesLength } from '../../../mail/base64-lines.ts';
import { decodeQuotedPrintable, encodeQuotedPrintable } from '../../../mail/quoted-printable.ts';

/** Where Gmail cuts: 102 kB of the HTML part as it is sent. Sources disagree on what is counted; this is the larger. */
export const clipBytes = 102 * 1024;

/** How much of an HTML part Gmail shows: its first characters, or null where it shows all of it. */
export function clippedLength(html: string): number | null {
  const encoded = encodeQuotedPrintable(html);
  const bytes = Buffer.from(html.replaceAll('\n', '\r\n'));
  const inBase64 = base64LinesLength(bytes.length);
  if (Math.min(encoded.length, inBase64) <= clipBytes) return null;
  if (inBase64 < encoded.length) {
    // A line of 76 characters and its end hold 57 bytes.
    const shown = bytes.subarray(0, Math.floor((clipBytes * 57) / 78));
    return lengthOf(shown.toString('utf8'));
  }
  const whole = encoded.slice(0, clipBytes).replace(/=[0-9A-F]?$/, '');
  return lengthOf(decodeQuotedPrintable(whole));
}

/** Half a character at the end is none. */
function lengthOf(shown: string): number {
  return shown.replaceAll('\r\n', '\n').replace(/(?<!\ufffd)\ufffd+$/, '').length;
}

const notice =
  '<div style="margin:24px 0;padding:12px 16px;border-top:1px solid #d0d0d0;font:13px/1.5 Arial,sans-serif;color:#444">' +
  '[Message clipped]&nbsp; <span style="color:#15c;text-decoration:underline">View entire message</span></div>';

/** The HTML as Gmail shows it once it is cut: without its `<style>`, ending in a notice. Whole where it is not cut. */
export function clipHtml(html: string): string {
  const length = clippedLength(html);
  if (length === null) return html;
  const shown = html
    .slice(0, length)
    .replace(/<[^>]*$/, '')
    .replace(/<!--(?:(?!-->)[\s\S])*$/, '');
  return dropStyles(shown) + notice;
}

/** Without style sheets, which leaves what is inline. */
export function dropStyles(html: string): string {
  return html.replace(/<style\b[^<>]*>[\s\S]*?(?:<\/style\s*>|$)/gi, '');
}

/** The last words that stand before the cut, for a sentence about it; null where nothing is cut. */
export function wordsBeforeCut(html: string): string | null {
  const length = clippedLength(html);
  if (length === null) return null;
  const text = dropStyles(html.slice(0, length))
    .replace(/<[^>]*$/, '')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&[a-z#0-9]+;/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text.slice(-60).replace(/^\S*\s/, '');
}
