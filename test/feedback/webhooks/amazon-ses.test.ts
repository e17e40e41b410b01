import { expect, it } from 'vitest';
import { readAmazonSes } from '../../../src/feedback/webhooks/amazon-ses.ts';

const receivedAt = new Date('2026-03-01T12:00:00Z');
const reader = 'reader@reader.example';
const returnPath = 'b+a.2s.0abcdefghij@news.example';
const timestamp = '2026-03-01T11:59:44.101Z';

/** https://docs.aws.amazon.com/ses/latest/dg/notification-examples.html, without the headers it may be told to leave out. */
const mail = {
  timestamp: '2026-03-01T11:59:38.237Z',
  source: returnPath,
  sourceArn: 'arn:aws:ses:eu-west-1:123456789012:identity/news.example',
  sourceIp: '192.0.2.7',
  callerIdentity: 'newsletter',
  sendingAccountId: '123456789012',
  messageId: '0102018d-33322211-cccc-000000',
  destination: [reader],
};
const bounce = (one: object, more: object = {}) => ({
  notificationType: 'Bounce',
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: [{ emailAddress: reader, ...one }],
    reportingMTA: 'dsn; a8-70.smtp-out.eu-west-1.amazonses.com',
    timestamp,
    feedbackId: '0102018d-44455566-cccc-000000',
    remoteMtaIp: '192.0.2.9',
    ...more,
  },
  mail,
});
const read = (event: object) => readAmazonSes(event, receivedAt);

it('names the delivery by its return path, and the event by its feedback and recipient', () => {
  const dsn = { action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' };
  expect(read(bounce(dsn))).toEqual([
    {
      provider: 'amazon-ses',
      eventId: `0102018d-44455566-cccc-000000/${reader}`,
      messageId: null,
      returnPath,
      at: new Date(timestamp),
      result: {
        recipient: reader,
        kind: 'hard',
        category: 'invalid_recipient',
        status: '5.1.1',
        action: 'failed',
        why: '550 5.1.1 user unknown',
      },
    },
  ]);
});

it('finds our Message-ID among the headers, where SES is told to show them', () => {
  const headers = [
    { name: 'From', value: 'news@news.example' },
    { name: 'Message-ID', value: '<a.2s.0abcdefghij@news.example>' },
  ];
  const [event] = read({ ...bounce({}), mail: { ...mail, headersTruncated: false, headers } });
  expect(event?.messageId).toBe('<a.2s.0abcdefghij@news.example>');
});

it('is the same event alone and inside SNS', () => {
  const event = bounce({ diagnosticCode: 'smtp; 550 5.1.1 user unknown' });
  const Message = JSON.stringify({ ...event, padding: 'x'.repeat(20_000) });
  expect(read({ Type: 'Notification', Message })).toEqual(read(event));
});

it.each<[string, object, string, string]>([
  [
    'a full mailbox',
    bounce({}, { bounceType: 'Transient', bounceSubType: 'MailboxFull' }),
    'soft',
    'mailbox_full',
  ],
  ['a bounce that may pass', bounce({}, { bounceType: 'Transient' }), 'soft', 'timeout'],
  ['a bounce without a reason', bounce({}), 'soft', 'undetermined'],
  ['an address that does not exist', bounce({}, { bounceSubType: 'NoEmail' }), 'hard', 'invalid_recipient'],
  [
    'an address on the suppression list',
    bounce({}, { bounceSubType: 'OnAccountSuppressionList' }),
    'soft',
    'recipient_refused',
  ],
  ['a sub-type that is none', bounce({}, { bounceSubType: 'constructor' }), 'soft', 'undetermined'],
  [
    'a fault of the sender that SES calls permanent',
    bounce({ status: '5.1.1', diagnosticCode: 'smtp; 550 5.7.26 unauthenticated: neither SPF nor DKIM' }),
    'soft',
    'auth_failure',
  ],
])('calls %s by its name', (_, event, kind, category) => {
  expect(read(event)).toMatchObject([{ result: { kind, category } }]);
});

it.each([
  [{ complaintFeedbackType: 'abuse' }, 'complaint'],
  [{}, 'complaint'],
  [{ complaintFeedbackType: 'not-spam' }, 'not_spam'],
  [{ complaintFeedbackType: 'auth-failure' }, 'auth_report'],
  [{ complaintSubType: 'OnAccountSuppressionList' }, 'recipient_refused'],
])('takes a complaint with %j for %s', (more, category) => {
  const complaint = { complainedRecipients: [{ emailAddress: reader }], feedbackId: 'f', timestamp, ...more };
  expect(read({ eventType: 'Complaint', complaint, mail })).toMatchObject([
    { eventId: `f/${reader}`, returnPath, result: { recipient: reader, category } },
  ]);
});

it('reads deliveries, delays and refusals of SES itself', () => {
  const delivery = {
    timestamp,
    recipients: [reader],
    processingTimeMillis: 546,
    smtpResponse: '250 2.6.0 ok',
  };
  const deliveryDelay = {
    delayType: 'TransientCommunicationFailure',
    delayedRecipients: [
      { emailAddress: reader, status: '4.4.1', diagnosticCode: 'smtp; 421 4.4.1 timed out' },
    ],
    timestamp,
  };
  expect(read({ notificationType: 'Delivery', mail, delivery })).toMatchObject([
    {
      eventId: `${mail.messageId}/delivery/${timestamp}/${reader}`,
      result: { category: 'delivered', status: '2.6.0' },
    },
  ]);
  expect(read({ eventType: 'DeliveryDelay', mail, deliveryDelay })).toMatchObject([
    { result: { kind: 'soft', action: 'delayed', status: '4.4.1' } },
  ]);
  expect(read({ eventType: 'Reject', mail, reject: { reason: 'Bad content' } })).toMatchObject([
    { result: { category: 'content', why: 'Bad content' } },
  ]);
  for (const [unsubscribeAll, category] of [
    [true, 'unsubscribed'],
    [false, 'not_feedback'],
  ] as const) {
    const subscription = { timestamp, source: 'UnsubscribeHeader', newTopicPreferences: { unsubscribeAll } };
    expect(read({ eventType: 'Subscription', mail, subscription })).toMatchObject([{ result: { category } }]);
  }
  expect(read({ eventType: 'Open', mail, open: { timestamp } })).toMatchObject([
    { result: { category: 'not_feedback' } },
  ]);
});
