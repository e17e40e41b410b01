import type { Category, RecipientResult } from '../bounce-report.ts';
import type { ProviderEvent } from '../feedback-intake.ts';
import { metadataName, providerEvent, refusalResult, resultOf, secondsMs } from './event.ts';
import { type Json, objectOf, objectsOf, textOf } from './json.ts';

/**
 * https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads. An event is what stands under
 * `event-data`, beside the signature. Mailgun keeps our Message-ID and our envelope.
 */
export function readMailgun(payload: unknown, receivedAt: Date): readonly ProviderEvent[] {
  return objectsOf(payload)
    .filter(isMailgun)
    .map((one) => {
      const event = objectOf(one['event-data']);
      const headers = objectOf(objectOf(event['message'])['headers']);
      const messageId = textOf(objectOf(event['user-variables'])[metadataName] ?? headers['message-id']);
      const returnPath = textOf(objectOf(event['envelope'])['sender']);
      const atMs = secondsMs(event['timestamp']);
      const told = { provider: 'mailgun', id: idOf(event, atMs), event, atMs, messageId, returnPath };
      return providerEvent({ ...told, result: readEvent(event) }, receivedAt);
    });
}

export function isMailgun(event: Json): boolean {
  return event['event-data'] !== undefined;
}

/** Mailgun promises that an id is no other event's of the same day. */
function idOf(event: Json, atMs: number): string[] {
  const day = Number.isFinite(atMs) ? String(Math.floor(atMs / 86_400_000)) : '';
  return [day, textOf(event['id'])];
}

function readEvent(event: Json): RecipientResult {
  const recipient = textOf(event['recipient']);
  const name = textOf(event['event']).toLowerCase();
  const reply = replyOf(objectOf(event['delivery-status']));
  if (name === 'complained') return resultOf(recipient, 'complaint', name);
  if (name === 'unsubscribed') return resultOf(recipient, 'unsubscribed', name);
  if (name === 'delivered') return resultOf(recipient, 'delivered', reply || name);
  // Refused by Mailgun before it tried: https://documentation.mailgun.com/docs/mailgun/user-manual/events
  if (name === 'rejected')
    return resultOf(recipient, 'content', textOf(objectOf(event['reject'])['reason']) || name);
  if (name !== 'failed') return resultOf(recipient, 'not_feedback', name);
  const reason = textOf(event['reason']);
  const suppressed = suppressions.get(reason);
  if (suppressed) return resultOf(recipient, suppressed, reply || reason);
  const isTemporary = event['severity'] === 'temporary';
  return refusalResult(
    { recipient, action: isTemporary ? 'delayed' : 'failed', status: null, reply },
    reasons.get(reason),
  );
}

const reasons: ReadonlyMap<string, Category> = new Map([
  // After eight hours of attempts Mailgun gives up.
  ['old', 'timeout'],
  ['espblock', 'blocklist'],
]);

/** Mailgun did not try, since it had an earlier event of that address. */
const suppressions: ReadonlyMap<string, Category> = new Map([
  ['suppress-bounce', 'recipient_refused'],
  ['suppress-unsubscribe', 'recipient_refused'],
  ['suppress-complaint', 'complaint'],
]);

/** Codes of Mailgun's own, such as 498 and 605, are no reply codes of RFC 5321. */
function replyOf(status: Json): string {
  const code = textOf(status['code']);
  const words = textOf(status['message']) || textOf(status['description']);
  return /^[245][0-5]\d$/.test(code) && !words.startsWith(code) ? `${code} ${words}`.trim() : words;
}
