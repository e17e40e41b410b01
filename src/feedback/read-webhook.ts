import { parseStatusField } from '../mail/enhanced-status.ts';
import {
  type BounceReport,
  type Category,
  categories,
  type RecipientResult,
  reportOf,
  summarize,
} from './bounce-report.ts';
import { classifyRecipient } from './classify-recipient.ts';

/** JSON of a stranger: anything may be missing or of another type. */
type Json = Readonly<Record<string, unknown>>;

const maxEvents = 1_000;

/**
 * What the events of a provider's webhook say, in the same words as a message that came back. Whether the provider
 * really sent them is for whoever received them to know. Null where the text is none that we can read.
 */
export function readWebhook(text: string): BounceReport | null {
  const payload = parseJson(text);
  if (payload === null) return null;
  const [first, ...others] = asList(payload).slice(0, maxEvents).flatMap(readEvent);
  return first
    ? summarize([first, ...others])
    : reportOf('not_feedback', 'JSON without an event that we know.');
}

/** Amazon SNS can send the events of SES as mail, with a line about itself below. */
export function readEmbeddedEvents(notice: string): BounceReport | null {
  if (!/^\s*\{\s*"(?:notificationType|eventType)"/.test(notice)) return null;
  return readWebhook(notice.slice(0, notice.lastIndexOf('}') + 1).replace(/\r?\n ?/g, ''));
}

function readEvent(event: Json): RecipientResult[] {
  // SNS wraps: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
  const inner = event['Type'] === 'Notification' ? parseJson(text(event['Message'])) : event;
  const [one] = asList(inner);
  if (one === undefined) return [];
  if (one['notificationType'] !== undefined || one['eventType'] !== undefined) return readSes(one);
  return one['email'] === undefined ? [] : [readSendGrid(one)];
}

/** https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html */
function readSes(event: Json): RecipientResult[] {
  const type = text(event['notificationType'] ?? event['eventType']).toLowerCase();
  const { bounce, complaint, delivery, mail } = event as Record<string, Json | undefined>;
  if (type === 'bounce' && bounce)
    return asList(bounce['bouncedRecipients']).map((one) => sesBounce(one, bounce));
  if (type === 'complaint' && complaint) {
    const category = complaint['complaintFeedbackType'] === 'not-spam' ? 'not_spam' : 'complaint';
    return asList(complaint['complainedRecipients']).map((one) =>
      eventAbout(text(one['emailAddress']), category, type),
    );
  }
  const reply = text(delivery?.['smtpResponse']);
  const status = parseStatusField(reply.replace(/^\d{3}[ -]/, ''));
  const reached = asStrings(delivery?.['recipients'] ?? mail?.['destination']);
  const category = type === 'delivery' ? 'delivered' : 'not_feedback';
  return reached.map((recipient) => ({ ...eventAbout(recipient, category, reply || type), status }));
}

function sesBounce(one: Json, { bounceType, bounceSubType }: Json): RecipientResult {
  const result = classifyRecipient({
    recipient: text(one['emailAddress']),
    action: bounceType === 'Transient' ? 'delayed' : 'failed',
    status: parseStatusField(text(one['status'])),
    reply: text(one['diagnosticCode']).replace(/^\w{1,20};\s*/, ''),
    notice: '',
  });
  if (result.category !== 'undetermined' && result.category !== 'timeout') return result;
  const said: Category | undefined = sesSubTypes[text(bounceSubType)];
  return said ? { ...result, category: said, kind: categories[said].kind } : result;
}

const sesSubTypes: Readonly<Record<string, Category>> = {
  NoEmail: 'invalid_recipient',
  Suppressed: 'recipient_refused',
  OnAccountSuppressionList: 'recipient_refused',
  MailboxFull: 'mailbox_full',
  MessageTooLarge: 'message_too_large',
  ContentRejected: 'content',
  AttachmentRejected: 'content',
};

/** https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event and the older list of bounces */
function readSendGrid(event: Json): RecipientResult {
  const recipient = text(event['email']);
  const name = text(event['event']).toLowerCase();
  if (name === 'spamreport') return eventAbout(recipient, 'complaint', name);
  const reason = text(event['reason'] ?? event['response']);
  const status = parseStatusField(text(event['status']));
  if (name === 'delivered') return { ...eventAbout(recipient, 'delivered', reason), status };
  if (!['', 'bounce', 'dropped', 'deferred', 'blocked'].includes(name))
    return eventAbout(recipient, 'not_feedback', name);
  if (/^spam reporting address/i.test(reason)) return eventAbout(recipient, 'complaint', reason);
  if (reason === '' && name === '') return eventAbout(recipient, 'complaint', 'listed as a spam report');
  const action = name === 'deferred' ? 'delayed' : 'failed';
  return classifyRecipient({ recipient, action, status, reply: reason, notice: '' });
}

function eventAbout(recipient: string, category: Category, why: string): RecipientResult {
  const { kind } = categories[category];
  return { recipient, kind, category, status: null, action: null, why: why.slice(0, 300) };
}

function parseJson(source: string): unknown {
  try {
    const value: unknown = JSON.parse(source);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

function asList(value: unknown): Json[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((one): one is Json => typeof one === 'object' && one !== null && !Array.isArray(one));
}

function asStrings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 10_000) : '';
}
