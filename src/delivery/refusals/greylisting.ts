import { isPermanent } from '../../mail/smtp-reply.ts';
import type { Receipt } from '../relay/receipt.ts';

/** RFC 6647 section 2: the usual delay is between one and ten minutes. */
const usualDelayMs = 5 * 60_000;
const shortestDelayMs = 1_000;
const longestDelayMs = 24 * 3_600_000;
/**
 * What greylisting is answered with: RFC 6647 section 5 has 4.7.1, RFC 5248 the others, and many say none. Any other
 * status says what is the matter.
 */
const details = new Set(['', '0.0', '2.0', '7.0', '7.1']);
/** RFC 5321 section 4.2.3: the codes that are for now and about this mailbox or this message. */
const codes = new Set([450, 451]);
const itsName = /gr[ae]y-?\s?list/i;
const unitsMs = [
  [/^s/i, 1_000],
  [/^m/i, 60_000],
  [/^h/i, 3_600_000],
] as const;
const inUnits = /\b(\d{1,6}) ?(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h)\b/i;
/** As milter-greylist says it. */
const onClock = /\b(\d{1,2}):([0-5]\d):([0-5]\d)\b/;
const later = /\b(?:again|back|later|retry|after|for|in|within|wait|gr[ae]y)/i;

/**
 * Whether a refusal for now is how every new sender is met, by its name or by its status; whoever asks knows that this
 * recipient was not refused so before (RFC 6647).
 *
 * @param isBlame whether its words say what is held against us
 */
export function isGreylisting(
  { at, reply }: Extract<Receipt, { kind: 'refused' }>,
  isBlame: () => boolean,
): boolean {
  if (isPermanent(reply) || at === 'sender') return false;
  if (itsName.test(reply.text)) return true;
  return codes.has(reply.code) && details.has(reply.enhancedStatus?.slice(2) ?? '') && !isBlame();
}

/** After how long a greylisted recipient may be tried again, in ms: as the reply asks, or five minutes. */
export function greylistingDelayMs(text: string): number {
  const asked = askedDelayMs(text.slice(0, 1_000));
  return asked === null ? usualDelayMs : Math.min(Math.max(asked, shortestDelayMs), longestDelayMs);
}

function askedDelayMs(text: string): number | null {
  if (!later.test(text)) return null;
  const clock = onClock.exec(text);
  if (clock) return ((Number(clock[1]) * 60 + Number(clock[2])) * 60 + Number(clock[3])) * 1_000;
  const [, count, unit = ''] = inUnits.exec(text) ?? [];
  const unitMs = unitsMs.find(([pattern]) => pattern.test(unit))?.[1];
  return count && unitMs ? Number(count) * unitMs : null;
}
