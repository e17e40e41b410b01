import type { Category, RecipientResult } from '../bounce-report.ts';
import type { ProviderEvent } from '../feedback-intake.ts';
import { providerEvent, refusalResult, resultOf, secondsMs } from './event.ts';
import { type Json, numberOf, objectsOf, textOf } from './json.ts';

/**
 * https://developers.brevo.com/docs/transactional-webhooks; one event, or a list of them where events are batched. Brevo's
 * relay writes a Message-ID of its own, and gives back what a header `X-Mailin-custom` holds.
 */
export function readBrevo(payload: unknown, receivedAt: Date): readonly ProviderEvent[] {
  return objectsOf(payload)
    .filter(isBrevo)
    .map((event) => {
      const [name, recipient] = [textOf(event['event']), textOf(event['email'])];
      const brevoId = textOf(event['message-id']);
      // `id` is the webhook's, so that nothing names an event but what it says.
      const id = [brevoId, name, textOf(event['ts_event']), recipient];
      const custom = /<[^<>\s]{1,400}@[^<>\s]{1,400}>/.exec(textOf(event['X-Mailin-custom']))?.[0];
      const told = { provider: 'brevo', id, event, atMs: timeOf(event), messageId: custom ?? brevoId };
      return providerEvent({ ...told, result: readEvent(name, recipient, event) }, receivedAt);
    });
}

export function isBrevo(event: Json): boolean {
  return event['event'] !== undefined && event['email'] !== undefined && event['message-id'] !== undefined;
}

/** `ts` and `date` are in the account's own zone. `ts_epoch` is in milliseconds, and in some of its examples in seconds. */
function timeOf(event: Json): number {
  const epoch = numberOf(event['ts_epoch']);
  if (Number.isNaN(epoch)) return secondsMs(event['ts_event']);
  return epoch < 100_000_000_000 ? epoch * 1000 : epoch;
}

function readEvent(name: string, recipient: string, event: Json): RecipientResult {
  const reply = textOf(event['reason']).trim();
  if (name === 'spam' || name === 'complaint') return resultOf(recipient, 'complaint', reply || name);
  if (name === 'unsubscribed' || name === 'unsubscribe') return resultOf(recipient, 'unsubscribed', name);
  if (name === 'delivered') return resultOf(recipient, 'delivered', reply || name);
  if (!refusals.has(name)) return resultOf(recipient, 'not_feedback', name);
  // On Brevo's own list of those who bounced, complained or left, which is no list of bad senders.
  if (name === 'blocked' && /blacklist/i.test(reply)) return resultOf(recipient, 'recipient_refused', reply);
  const action = name === 'deferred' ? 'delayed' : 'failed';
  return refusalResult({ recipient, action, status: null, reply }, refusals.get(name));
}

const refusals: ReadonlyMap<string, Category | undefined> = new Map([
  ['hard_bounce', undefined],
  ['soft_bounce', 'timeout'],
  ['deferred', 'timeout'],
  ['invalid_email', 'invalid_recipient'],
  ['blocked', 'recipient_refused'],
  ['error', 'system'],
]);
