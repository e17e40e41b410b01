import type { Finding } from '../../content/finding.ts';
import type { RenderedIssue } from '../rendered-issue.ts';
import type { Slot } from '../slot-program.ts';
import { slotText } from '../slots/fill-slots.ts';
import type { LongestValues } from '../slots/slot-size.ts';
import { emptyInVariants } from '../slots/variant.ts';
import { type HtmlWeight, weighHtml } from './html-weight.ts';
import { bodySize, type MessageBody, partEncoder, prepareMessage } from './message-program.ts';

/** What an issue weighs in bytes for the recipient to whom it is longest. */
export interface EmailSize {
  readonly htmlBytes: number;
  /** The HTML part as it is sent, in the shorter of two encodings. */
  readonly encodedHtmlBytes: number;
  /** Both parts and the header, but for its lines that are the recipient's own: less than a kilobyte more. */
  readonly messageBytes: number;
  /** What `htmlBytes` are spent on. */
  readonly parts: HtmlWeight;
}

/**
 * Weighs every variant with the longest value in each slot, and gives the most of each: no recipient gets more, though
 * it may be that nobody has all of the longest values at once.
 */
export function emailSize(rendered: RenderedIssue, longest: LongestValues): EmailSize {
  const { sharedHeaders, mimeHeaders, bodies } = prepareMessage(rendered);
  const encode = partEncoder();
  const sizes = emptyInVariants(rendered.conditions).map((empty, at) => {
    const values = (slot: Slot) => valuesFor(slot, longest, rendered.conditions, empty);
    const html = rendered.variants[at]?.html ?? [];
    return {
      html: html
        .map((piece) => (typeof piece === 'string' ? piece : longestText(piece, values(piece))))
        .join(''),
      encodedHtmlBytes: encodedBytes(encode(html, 'html').pieces, values),
      messageBytes: sharedHeaders.length + mimeHeaders.length + encodedBytes(bodies[at] ?? [], values),
    };
  });
  const html = longestOf(sizes.map((size) => size.html));
  return {
    htmlBytes: Buffer.byteLength(html),
    encodedHtmlBytes: Math.max(...sizes.map((size) => size.encodedHtmlBytes)),
    messageBytes: Math.max(...sizes.map((size) => size.messageBytes)),
    parts: weighHtml(html),
  };
}

/** One slot for every field and place that differs from reader to reader by more than an address. */
export function personalSlots({ variants }: RenderedIssue): Slot[] {
  const slots = variants
    .flatMap(({ html, text }) => [...html, ...text])
    .filter((piece): piece is Slot => typeof piece !== 'string')
    .filter(({ field }) => !['email', 'unsubscribeUrl', 'preferencesUrl'].includes(field));
  return [...new Map(slots.map((slot) => [`${slot.context} ${slot.field}`, slot])).values()];
}

/** Without a value a slot says what it says for nobody, which may be longer than any name. */
function valuesFor(
  { field }: Slot,
  longest: LongestValues,
  conditions: readonly string[],
  empty: readonly string[],
): readonly string[] {
  const known = Object.hasOwn(longest, field) ? (longest[field] ?? []) : [];
  if (empty.includes(field) || known.length === 0) return [''];
  return conditions.includes(field) ? known : [...known, ''];
}

function longestText(slot: Slot, values: readonly string[]): string {
  return longestOf(values.map((value) => slotText(slot, { [slot.field]: value })));
}

function longestOf(texts: readonly string[]): string {
  return texts.reduce((most, next) => (Buffer.byteLength(next) > Buffer.byteLength(most) ? next : most));
}

function encodedBytes(body: MessageBody, values: (slot: Slot) => readonly string[]): number {
  return bodySize(body, (slot) => values(slot).map((value) => slotText(slot, { [slot.field]: value })));
}

const errorBytes = 100_000;
const warningBytes = 80_000;

/** What to say of a size: an error where Gmail would cut the email, a warning where little is missing. */
export function sizeFindings(size: EmailSize): Finding[] {
  // Sources disagree on whether Gmail counts the HTML before or after its encoding, so the larger one has to fit.
  const bytes = Math.max(size.htmlBytes, size.encodedHtmlBytes);
  if (bytes <= warningBytes) return [];
  const shares = Object.entries(partNames)
    .map(([part, name]) => ({ name, share: size.parts[part as keyof HtmlWeight] / size.htmlBytes }))
    .sort((a, b) => b.share - a.share)
    .map(({ name, share }) => `${name} ${Math.round(100 * share)} %`);
  return [
    {
      rule: 'email-size',
      severity: bytes > errorBytes ? 'error' : 'warning',
      line: null,
      message:
        `The HTML of this email is ${bytes.toLocaleString('en')} bytes long. Gmail cuts a message at about 102 kB and ` +
        `hides the rest, the link to unsubscribe with it. What takes the space: ${shares.join(', ')}. Shorten the ` +
        'issue, or put a part of it on the web and link to it.',
    },
  ];
}

const partNames: Readonly<Record<keyof HtmlWeight, string>> = {
  styleSheets: 'style sheets',
  styleAttributes: 'style attributes',
  urls: 'the addresses of links and images',
  text: 'the text itself',
  rest: 'tags',
};
