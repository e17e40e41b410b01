import { expect, it } from 'vitest';
import { readPostmark } from '../../../src/feedback/webhooks/postmark.ts';

const receivedAt = new Date('2026-03-01T12:00:00Z');
const reader = 'reader@reader.example';
const ours = '<a.2s.0abcdefghij@news.example>';
/** https://postmarkapp.com/developer/webhooks/bounce-webhook */
const bounce = {
  RecordType: 'Bounce',
  MessageStream: 'broadcast',
  ID: 901542550,
  Type: 'HardBounce',
  TypeCode: 1,
  Name: 'Hard bounce',
  Tag: '',
  MessageID: '883953f4-6105-42a2-a16a-77a8eac79483',
  Metadata: { pennypost: ours },
  ServerID: 23,
  Description: 'The server was unable to deliver your message (ex: unknown user, mailbox not found).',
  Details: 'smtp;550 5.1.1 The email account that you tried to reach does not exist.',
  Email: reader,
  From: 'news@news.example',
  BouncedAt: '2026-03-01T06:59:50.3963933-05:00',
  DumpAvailable: true,
  Inactive: true,
  CanActivate: true,
  Subject: 'Tea',
};
const read = (event: object) => readPostmark(event, receivedAt);

it('names the delivery by our metadata, since the Message-ID is its own', () => {
  expect(read(bounce)).toMatchObject([
    {
      provider: 'postmark',
      eventId: 'Bounce/901542550',
      messageId: ours,
      at: new Date('2026-03-01T11:59:50.396Z'),
      result: { recipient: reader, kind: 'hard', category: 'invalid_recipient', status: '5.1.1' },
    },
  ]);
  expect(read({ ...bounce, Metadata: undefined })[0]?.messageId).toBeNull();
});

it.each<[string, object, string, string]>([
  ['HardBounce', { Details: '' }, 'hard', 'invalid_recipient'],
  [
    'HardBounce',
    { Details: 'smtp;550 5.7.26 This mail is unauthenticated: SPF did not pass' },
    'soft',
    'auth_failure',
  ],
  ['SoftBounce', { Details: 'smtp;552 5.2.2 mailbox full' }, 'soft', 'mailbox_full'],
  ['SoftBounce', { Details: '' }, 'soft', 'timeout'],
  ['Blocked', { Details: '' }, 'soft', 'blocklist'],
  ['SpamNotification', { Details: '' }, 'soft', 'spam'],
  ['DMARCPolicy', { Details: '' }, 'soft', 'auth_failure'],
  ['AutoResponder', { Details: 'I am away until Monday' }, 'autoreply', 'auto_reply'],
  ['ChallengeVerification', {}, 'autoreply', 'challenge'],
  ['SpamComplaint', {}, 'complaint', 'complaint'],
  ['valueOf', { Details: '' }, 'soft', 'undetermined'],
])('takes %s with %j for %s: %s', (Type, fields, kind, category) => {
  expect(read({ ...bounce, Type, ...fields })).toMatchObject([{ result: { kind, category } }]);
});

it('says of a message that is delayed that it still may arrive', () => {
  expect(read({ ...bounce, Type: 'Transient', Details: '' })).toMatchObject([
    { result: { action: 'delayed' } },
  ]);
});

it.each<[object, string]>([
  [{ RecordType: 'SpamComplaint', Type: 'SpamComplaint', TypeCode: 100001 }, 'complaint'],
  [{ RecordType: 'Delivery', DeliveredAt: '2026-03-01T11:00:00Z', Details: '250 ok' }, 'delivered'],
  [
    { RecordType: 'SubscriptionChange', SuppressSending: true, SuppressionReason: 'HardBounce' },
    'recipient_refused',
  ],
  [
    { RecordType: 'SubscriptionChange', SuppressSending: true, SuppressionReason: 'SpamComplaint' },
    'complaint',
  ],
  [
    {
      RecordType: 'SubscriptionChange',
      SuppressSending: true,
      SuppressionReason: 'ManualSuppression',
      Origin: 'Recipient',
    },
    'unsubscribed',
  ],
  [
    {
      RecordType: 'SubscriptionChange',
      SuppressSending: true,
      SuppressionReason: 'ManualSuppression',
      Origin: 'Admin',
    },
    'not_feedback',
  ],
  [{ RecordType: 'SubscriptionChange', SuppressSending: false, SuppressionReason: null }, 'not_feedback'],
  [{ RecordType: 'Open' }, 'not_feedback'],
])('takes %j for %s', (fields, category) => {
  const { ID: _, Email, ...event } = bounce;
  const told = read({ ...event, Recipient: Email, ...fields });
  expect(told).toMatchObject([{ messageId: ours, result: { recipient: reader, category } }]);
});
