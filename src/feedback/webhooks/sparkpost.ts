import type { Category, RecipientResult } from '../bounce-report.ts';
import type { ProviderEvent } from '../feedback-intake.ts';
import { isoMs, metadataName, providerEvent, refusalResult, resultOf, secondsMs } from './event.ts';
import { type Json, objectOf, objectsOf, textOf } from './json.ts';

/**
 * https://developers.sparkpost.com/api/webhooks/: a list, each event under `msys` and the name of its class. `msg_from` is
 * the envelope that came in; metadata comes from a header `X-MSYS-API`.
 */
export function readSparkPost(payload: unknown, receivedAt: Date): readonly ProviderEvent[] {
  return objectsOf(payload)
    .flatMap((one) => Object.values(objectOf(one['msys'])).flatMap(objectsOf))
    .map((event) => {
      const messageId = textOf(objectOf(event['rcpt_meta'])[metadataName]);
      const returnPath = textOf(event['msg_from']);
      const told = { provider: 'sparkpost', id: [textOf(event['event_id'])], event, messageId, returnPath };
      return providerEvent({ ...told, atMs: timeOf(event), result: readEvent(event) }, receivedAt);
    });
}

export function isSparkPost(event: Json): boolean {
  return event['msys'] !== undefined;
}

/** In seconds, or in ISO 8601 where a template failed. */
function timeOf(event: Json): number {
  const seconds = secondsMs(event['timestamp']);
  return Number.isNaN(seconds) ? isoMs(event['timestamp']) : seconds;
}

function readEvent(event: Json): RecipientResult {
  const recipient = textOf(event['raw_rcpt_to'] ?? event['rcpt_to']);
  const type = textOf(event['type']);
  const reply = textOf(event['raw_reason'] ?? event['reason']);
  if (type === 'spam_complaint')
    return resultOf(recipient, fblCategory(textOf(event['fbtype'])), textOf(event['fbtype']) || type);
  if (type === 'list_unsubscribe' || type === 'link_unsubscribe')
    return resultOf(recipient, 'unsubscribed', type);
  if (type === 'delivery') return resultOf(recipient, 'delivered', reply || type);
  if (type === 'generation_failure') return resultOf(recipient, 'content', reply || type);
  if (!refusals.includes(type)) return resultOf(recipient, 'not_feedback', type);
  const said = classes.get(textOf(event['bounce_class']));
  // An answer of a person's program, not of their mail system.
  if (said === 'auto_reply' || said === 'challenge' || said === 'not_feedback')
    return resultOf(recipient, said, reply || type);
  const action = type === 'delay' ? 'delayed' : 'failed';
  return refusalResult({ recipient, action, status: null, reply }, said);
}

const refusals = ['bounce', 'out_of_band', 'delay', 'policy_rejection', 'generation_rejection'];

function fblCategory(type: string): Category {
  return type === 'not-spam' ? 'not_spam' : 'complaint';
}

/** https://support.sparkpost.com/docs/deliverability/bounce-classification-codes */
const classes: ReadonlyMap<string, Category> = new Map([
  ['10', 'invalid_recipient'],
  ['20', 'timeout'],
  ['21', 'network'],
  ['22', 'mailbox_full'],
  ['23', 'message_too_large'],
  ['24', 'timeout'],
  ['25', 'policy'],
  ['50', 'blocklist'],
  ['51', 'spam'],
  ['52', 'spam'],
  ['53', 'content'],
  ['54', 'relay_denied'],
  ['60', 'auto_reply'],
  ['70', 'timeout'],
  ['80', 'not_feedback'],
  ['90', 'not_feedback'],
  ['100', 'challenge'],
]);
