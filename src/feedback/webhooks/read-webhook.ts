import { type BounceReport, reportOf, summarize } from '../bounce-report.ts';
import { isAmazonSes, readAmazonSes } from './amazon-ses.ts';
import { isBrevo, readBrevo } from './brevo.ts';
import type { WebhookReader } from './event.ts';
import { isGeneric, readGeneric } from './generic.ts';
import { type Json, objectsOf, parseJson } from './json.ts';
import { isMailgun, readMailgun } from './mailgun.ts';
import { isPostmark, readPostmark } from './postmark.ts';
import { isSendGrid, readSendGrid } from './sendgrid.ts';
import { isSparkPost, readSparkPost } from './sparkpost.ts';

/** Who sends which form. Brevo's events have every field by which SendGrid's are known, so it is asked first. */
const forms: readonly (readonly [isOne: (event: Json) => boolean, read: WebhookReader])[] = [
  [isAmazonSes, readAmazonSes],
  [isPostmark, readPostmark],
  [isMailgun, readMailgun],
  [isSparkPost, readSparkPost],
  [isGeneric, readGeneric],
  [isBrevo, readBrevo],
  [isSendGrid, readSendGrid],
];

const maxEvents = 1_000;
/** A report says nothing of when its events were. */
const anyTime = new Date(0);

/**
 * What the events of a provider's webhook say, in the same words as a message that came back. Whether the provider
 * really sent them is for whoever received them to know. Null where the text is none that we can read.
 */
export function readWebhook(text: string): BounceReport | null {
  const payload = parseJson(text);
  if (payload === null) return null;
  const events = objectsOf(payload).slice(0, maxEvents);
  const results = events.flatMap((event) => {
    const read = forms.find(([isOne]) => isOne(event))?.[1];
    return read === undefined ? [] : read(event, anyTime).map(({ result }) => result);
  });
  const [first, ...others] = results.slice(0, maxEvents);
  return first
    ? summarize([first, ...others])
    : reportOf('not_feedback', 'JSON without an event that we know.');
}

/** Amazon SNS can send the events of SES as mail, with a line about itself below. */
export function readEmbeddedEvents(notice: string): BounceReport | null {
  if (!/^\s*\{\s*"(?:notificationType|eventType|Type)"\s*:/.test(notice)) return null;
  const json = notice.slice(0, notice.lastIndexOf('}') + 1);
  return parseJson(json) ? readWebhook(json) : readWebhook(json.replace(/\r?\n ?/g, ''));
}
