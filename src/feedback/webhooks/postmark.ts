import type { Category, RecipientResult } from '../bounce-report.ts';
import type { ProviderEvent } from '../feedback-intake.ts';
import { isoMs, metadataName, providerEvent, refusalResult, resultOf } from './event.ts';
import { type Json, objectOf, objectsOf, textOf } from './json.ts';

/**
 * https://postmarkapp.com/developer/webhooks/bounce-webhook, and beside it the webhooks for spam complaints, deliveries and
 * subscription changes. Its MessageID is Postmark's own: ours comes back as metadata, from a header
 * `X-PM-Metadata-pennypost`.
 */
export function readPostmark(payload: unknown, receivedAt: Date): readonly ProviderEvent[] {
  return objectsOf(payload)
    .filter(isPostmark)
    .map((event) => {
      const atMs = isoMs(event['BouncedAt'] ?? event['DeliveredAt'] ?? event['ChangedAt']);
      const messageId = textOf(objectOf(event['Metadata'])[metadataName]);
      const told = { provider: 'postmark', id: idOf(event), event, atMs, messageId };
      return providerEvent({ ...told, result: readEvent(event) }, receivedAt);
    });
}

export function isPostmark(event: Json): boolean {
  return event['RecordType'] !== undefined;
}

function idOf(event: Json): string[] {
  const [type, id] = [textOf(event['RecordType']), textOf(event['ID'])];
  if (id) return [type, id];
  const at = textOf(event['DeliveredAt'] ?? event['ChangedAt'] ?? event['ReceivedAt']);
  return [type, textOf(event['MessageID']), textOf(event['Recipient']), at];
}

function readEvent(event: Json): RecipientResult {
  const recipient = textOf(event['Email'] ?? event['Recipient']);
  const type = textOf(event['RecordType']);
  const reply = textOf(event['Details']).replace(/^\w{1,20};\s*/, '');
  if (type === 'SpamComplaint') return resultOf(recipient, 'complaint', reply || type);
  if (type === 'Delivery') return resultOf(recipient, 'delivered', reply || type);
  if (type === 'Bounce') return readBounce(recipient, textOf(event['Type']), reply);
  const reason = textOf(event['SuppressionReason']);
  if (type === 'SubscriptionChange' && event['SuppressSending'] === true) {
    // The sender's own clearing of a list has this reason too.
    const hasLeft = reason === 'ManualSuppression' && event['Origin'] === 'Recipient';
    const category = hasLeft ? 'unsubscribed' : (suppressions.get(reason) ?? 'not_feedback');
    return resultOf(recipient, category, reason);
  }
  return resultOf(recipient, 'not_feedback', type);
}

function readBounce(recipient: string, type: string, reply: string): RecipientResult {
  const itself = messages.get(type);
  if (itself) return resultOf(recipient, itself, type);
  const action = type === 'Transient' ? 'delayed' : 'failed';
  return refusalResult({ recipient, action, status: null, reply }, bounces.get(type));
}

/** https://postmarkapp.com/developer/api/bounce-api#bounce-types; what is no bounce of ours, whatever its text. */
const messages: ReadonlyMap<string, Category> = new Map([
  ['SpamComplaint', 'complaint'],
  ['AutoResponder', 'auto_reply'],
  ['ChallengeVerification', 'challenge'],
  ['Subscribe', 'not_feedback'],
  ['Unsubscribe', 'unsubscribed'],
  ['AddressChange', 'auto_reply'],
  ['OpenRelayTest', 'not_feedback'],
  ['ManuallyDeactivated', 'recipient_refused'],
  ['TemplateRenderingFailed', 'content'],
  ['SMTPApiError', 'sender_config'],
  ['Unconfirmed', 'not_feedback'],
  ['InboundError', 'not_feedback'],
]);

const bounces: ReadonlyMap<string, Category> = new Map([
  ['HardBounce', 'invalid_recipient'],
  ['BadEmailAddress', 'invalid_recipient'],
  ['SoftBounce', 'timeout'],
  ['Transient', 'timeout'],
  ['DnsError', 'network'],
  ['SpamNotification', 'spam'],
  ['VirusNotification', 'content'],
  ['Blocked', 'blocklist'],
  ['DMARCPolicy', 'auth_failure'],
]);

/** https://postmarkapp.com/developer/webhooks/subscription-change-webhook: Postmark will send them nothing more. */
const suppressions: ReadonlyMap<string, Category> = new Map([
  ['SpamComplaint', 'complaint'],
  ['HardBounce', 'recipient_refused'],
]);
