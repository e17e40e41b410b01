import { createHash } from 'node:crypto';
import { addressKey, parseAddress } from '../../mail/address.ts';
import { fieldValue } from '../../mail/header-fields.ts';
import type { MimeMessage } from '../../mail/mime/mime-message.ts';
import type { BounceReport } from '../bounce-report.ts';
import { asksToLeave } from '../consent/leaving-words.ts';
import { addressesIn } from '../reports/find-recipients.ts';
import { speakerOf } from '../reports/speaker.ts';
import type { FeedbackEvent } from './feedback-event.ts';

/** The key of the address in From of a person's letter that seems to ask to be taken off; null for all else. */
export function askingSender(message: MimeMessage | null, { category }: BounceReport): string | null {
  if (message === null || category !== 'not_feedback' || speakerOf(message) !== 'person') return null;
  if (!asksToLeave(message)) return null;
  const [address] = addressesIn(fieldValue(message.headers, 'from') ?? '').slice(-1);
  const parsed = parseAddress(address ?? '');
  return parsed.ok ? addressKey(parsed.address) : null;
}

/** The event of such a letter. An editor need be told once a day that somebody asks, however often they do. */
export function askingEvent(event: FeedbackEvent, asking: string): FeedbackEvent {
  const day = event.at.toISOString().slice(0, 10);
  const key = `asking:${day}:${createHash('sha256').update(asking).digest('hex')}`;
  return { ...event, key, asking, doubt: null, result: { ...event.result, recipient: asking } };
}

/** For the editor: what they alone can do. Undefined where nobody asks. */
export function askingWhy({ asking }: Pick<FeedbackEvent, 'asking'>): string | undefined {
  return asking === undefined
    ? undefined
    : `${asking} seems to ask to be taken off, without the token of an unsubscribe link, and an address proves nothing: see what they want.`;
}
