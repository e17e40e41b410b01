import { parseStatusField } from '../../mail/enhanced-status.ts';
import type { Category, RecipientResult } from '../bounce-report.ts';
import type { ProviderEvent } from '../feedback-intake.ts';
import { isoMs, providerEvent, refusalResult, resultOf } from './event.ts';
import { type Json, objectOf, objectsOf, parseJson, textOf, textsOf } from './json.ts';

/**
 * https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html and, for event publishing,
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html, with or without what Amazon
 * SNS wraps around them.
 */
export function readAmazonSes(payload: unknown, receivedAt: Date): readonly ProviderEvent[] {
  return objectsOf(payload).flatMap((one) => {
    const event = one['Type'] === 'Notification' ? unwrap(one['Message']) : one;
    return found(event).map(({ id, result, atMs }) => {
      const mail = objectOf(event['mail']);
      const told = { provider: 'amazon-ses', id, event, atMs, result };
      // SES writes a Message-ID of its own and keeps the envelope; its notifications show ours if it may show headers.
      const returnPath = textOf(mail['source']);
      return providerEvent({ ...told, messageId: originalMessageId(mail), returnPath }, receivedAt);
    });
  });
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
function unwrap(message: unknown): Json {
  return objectOf(typeof message === 'string' ? parseJson(message) : null);
}

export function isAmazonSes(event: Json): boolean {
  return (
    event['Type'] === 'Notification' ||
    event['notificationType'] !== undefined ||
    event['eventType'] !== undefined
  );
}

interface Found {
  readonly id: readonly string[];
  readonly result: RecipientResult;
  readonly atMs: number;
}

function found(event: Json): Found[] {
  const type = textOf(event['notificationType'] ?? event['eventType']).toLowerCase();
  if (type === 'bounce') return readBounces(objectOf(event['bounce']));
  if (type === 'complaint') return readComplaints(objectOf(event['complaint']));
  if (type === 'deliverydelay') return readDelays(event, objectOf(event['deliveryDelay']));
  const mail = objectOf(event['mail']);
  const about = objectOf(event[type]);
  const to = about['recipients'] ?? mail['destination'];
  return textsOf(to).map((recipient) => ({
    id: [textOf(mail['messageId']), type, textOf(about['timestamp']), recipient],
    result: resultOfType(type, recipient, about),
    atMs: isoMs(about['timestamp'] ?? mail['timestamp']),
  }));
}

function resultOfType(type: string, recipient: string, about: Json): RecipientResult {
  const reply = textOf(about['smtpResponse']);
  const status = parseStatusField(reply.replace(/^\d{3}[ -]/, ''));
  if (type === 'delivery') return { ...resultOf(recipient, 'delivered', reply || type), status };
  if (type === 'subscription' && objectOf(about['newTopicPreferences'])['unsubscribeAll'] === true)
    return resultOf(recipient, 'unsubscribed', type);
  // SES itself found a virus in the message.
  if (type === 'reject') return resultOf(recipient, 'content', textOf(about['reason']) || type);
  return resultOf(recipient, 'not_feedback', type);
}

function readBounces(bounce: Json): Found[] {
  const said = bounceCategory(textOf(bounce['bounceType']), textOf(bounce['bounceSubType']));
  return objectsOf(bounce['bouncedRecipients']).map((one) => ({
    id: [textOf(bounce['feedbackId']), textOf(one['emailAddress'])],
    result: refusalResult({ ...refusalOf(one), action: 'failed' }, said),
    atMs: isoMs(bounce['timestamp']),
  }));
}

function readDelays(event: Json, delay: Json): Found[] {
  const at = textOf(delay['timestamp']);
  return objectsOf(delay['delayedRecipients']).map((one) => ({
    id: [textOf(objectOf(event['mail'])['messageId']), 'delay', at, textOf(one['emailAddress'])],
    result: refusalResult({ ...refusalOf(one), action: 'delayed' }, undefined),
    atMs: isoMs(at),
  }));
}

function refusalOf(one: Json) {
  return {
    recipient: textOf(one['emailAddress']),
    status: parseStatusField(textOf(one['status'])),
    reply: textOf(one['diagnosticCode']).replace(/^\w{1,20};\s*/, ''),
  };
}

const subTypes: ReadonlyMap<string, Category> = new Map([
  ['NoEmail', 'invalid_recipient'],
  ['Suppressed', 'recipient_refused'],
  ['OnAccountSuppressionList', 'recipient_refused'],
  ['UnsubscribedRecipient', 'recipient_refused'],
  ['MailboxFull', 'mailbox_full'],
  ['MessageTooLarge', 'message_too_large'],
  ['ContentRejected', 'content'],
  ['AttachmentRejected', 'content'],
  ['CustomTimeoutExceeded', 'timeout'],
]);

function bounceCategory(type: string, subType: string): Category | undefined {
  return subTypes.get(subType) ?? (type === 'Transient' ? 'timeout' : undefined);
}

function readComplaints(complaint: Json): Found[] {
  const why = textOf(complaint['complaintFeedbackType']);
  return objectsOf(complaint['complainedRecipients']).map((one) => ({
    id: [textOf(complaint['feedbackId']), textOf(one['emailAddress'])],
    result: resultOf(textOf(one['emailAddress']), complaintCategory(complaint), why || 'complaint'),
    atMs: isoMs(complaint['timestamp']),
  }));
}

function complaintCategory(complaint: Json): Category {
  // Not sent at all: somebody had complained before.
  if (complaint['complaintSubType'] === 'OnAccountSuppressionList') return 'recipient_refused';
  if (complaint['complaintFeedbackType'] === 'not-spam') return 'not_spam';
  return complaint['complaintFeedbackType'] === 'auth-failure' ? 'auth_report' : 'complaint';
}

function originalMessageId(mail: Json): string {
  const header = objectsOf(mail['headers']).find(({ name }) => textOf(name).toLowerCase() === 'message-id');
  return textOf(header?.['value'] ?? objectOf(mail['commonHeaders'])['messageId']);
}
