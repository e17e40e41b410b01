import { parseStatusField } from '../../mail/enhanced-status.ts';
import type { Category, RecipientResult } from '../bounce-report.ts';
import type { ProviderEvent } from '../feedback-intake.ts';
import { isoMs, metadataName, providerEvent, refusalResult, resultOf, secondsMs } from './event.ts';
import { type Json, objectsOf, textOf } from './json.ts';

/**
 * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event, and the lists of bounces and of spam reports
 * that its API gives: https://www.twilio.com/docs/sendgrid/api-reference/bounces-api
 */
export function readSendGrid(payload: unknown, receivedAt: Date): readonly ProviderEvent[] {
  return objectsOf(payload)
    .filter(isSendGrid)
    .map((event) => {
      const atMs = event['timestamp'] === undefined ? isoMs(event['created']) : secondsMs(event['timestamp']);
      const told = { provider: 'sendgrid', id: [textOf(event['sg_event_id'])], event, atMs };
      // Arguments of the sender's own (X-SMTPAPI) stand among the fields; smtp-id is the Message-ID that came in.
      const messageId = textOf(event[metadataName] ?? event['smtp-id']);
      return providerEvent({ ...told, messageId, result: readEvent(event) }, receivedAt);
    });
}

/** Mailjet's have an `email` as well, and say `time`. */
export function isSendGrid(event: Json): boolean {
  return event['email'] !== undefined && event['time'] === undefined;
}

function readEvent(event: Json): RecipientResult {
  const recipient = textOf(event['email']);
  const name = textOf(event['event']).toLowerCase();
  const reply = textOf(event['reason'] ?? event['response']);
  const status = parseStatusField(textOf(event['status']));
  if (name === 'spamreport') return resultOf(recipient, 'complaint', name);
  // Leaving a group of theirs too: whoever sends only this newsletter has one group.
  if (name === 'unsubscribe' || name === 'group_unsubscribe')
    return resultOf(recipient, 'unsubscribed', name);
  if (name === 'delivered') return { ...resultOf(recipient, 'delivered', reply), status };
  if (name === '' && reply === '') return resultOf(recipient, 'complaint', 'listed as a spam report');
  if (!['', 'bounce', 'dropped', 'deferred', 'blocked'].includes(name))
    return resultOf(recipient, 'not_feedback', name);
  const action = name === 'deferred' ? 'delayed' : 'failed';
  if (name !== 'dropped')
    return refusalResult(
      { recipient, action, status, reply },
      classes.get(textOf(event['bounce_classification'])),
    );
  const dropped = dropReasons.find(([pattern]) => pattern.test(reply));
  return dropped
    ? resultOf(recipient, dropped[1], reply)
    : refusalResult({ recipient, action, status, reply }, undefined);
}

/** https://www.twilio.com/docs/sendgrid/ui/sending-email/bounce-and-block-classifications */
const classes: ReadonlyMap<string, Category> = new Map([
  ['Invalid Address', 'invalid_recipient'],
  ['Mailbox Unavailable', 'disabled'],
  ['Technical', 'system'],
  ['Content', 'content'],
  ['Reputation', 'blocklist'],
  ['Frequency or Volume Too High', 'rate_limited'],
]);

/** Why SendGrid did not try at all: https://www.twilio.com/docs/sendgrid/ui/analytics-and-reporting/drops */
const dropReasons: readonly (readonly [RegExp, Category])[] = [
  [/^spam reporting address/i, 'complaint'],
  [/^(?:bounced|unsubscribed) address/i, 'recipient_refused'],
  [/^invalid smtpapi|^invalid from/i, 'sender_config'],
  [/^spam content/i, 'content'],
  [/over package quota/i, 'rate_limited'],
  [/^invalid$/i, 'invalid_recipient'],
];
