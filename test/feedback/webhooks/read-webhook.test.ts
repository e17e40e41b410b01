import { expect, it } from 'vitest';
import { classifyMessage } from '../../../src/feedback/reports/classify-message.ts';
import { readWebhook } from '../../../src/feedback/webhooks/read-webhook.ts';
import { mimeReader } from '../../../src/mail/mime/read-mime-worker.ts';
import { notice } from '../returned-mail.ts';

const reader = 'reader@reader.example';
const mail = { source: 'news@news.example', destination: [reader] };
const bounced = (fields: object, bounce: object) => ({
  notificationType: 'Bounce',
  mail,
  bounce: { ...bounce, bouncedRecipients: [{ emailAddress: reader, ...fields }] },
});
const noUser = bounced(
  { action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
  { bounceType: 'Permanent', bounceSubType: 'General' },
);

it.each([
  ['a bounce of SES', noUser, 'hard', 'invalid_recipient', '5.1.1'],
  [
    'the same inside SNS',
    { Type: 'Notification', Message: JSON.stringify(noUser) },
    'hard',
    'invalid_recipient',
    '5.1.1',
  ],
  [
    'a transient bounce of SES',
    bounced({}, { bounceType: 'Transient', bounceSubType: 'MailboxFull' }),
    'soft',
    'mailbox_full',
    null,
  ],
  [
    'a suppressed address of SES',
    bounced({}, { bounceType: 'Permanent', bounceSubType: 'OnAccountSuppressionList' }),
    'soft',
    'recipient_refused',
    null,
  ],
  [
    'a complaint of SES',
    { eventType: 'Complaint', mail, complaint: { complainedRecipients: [{ emailAddress: reader }] } },
    'complaint',
    'complaint',
    null,
  ],
  [
    'a delivery of SES',
    { notificationType: 'Delivery', mail, delivery: { recipients: [reader], smtpResponse: '250 2.6.0 ok' } },
    'other',
    'delivered',
    '2.6.0',
  ],
  [
    'a bounce of SendGrid',
    [{ event: 'bounce', email: reader, status: '5.2.2', reason: '552 5.2.2 mailbox full' }],
    'soft',
    'mailbox_full',
    '5.2.2',
  ],
  [
    'a block of SendGrid',
    [
      {
        event: 'bounce',
        type: 'blocked',
        email: reader,
        status: '5.7.1',
        reason: '550 5.7.1 listed at spamhaus',
      },
    ],
    'soft',
    'blocklist',
    '5.7.1',
  ],
  [
    'a deferral of SendGrid',
    [{ event: 'deferred', email: reader, response: '450 4.1.1 user unknown' }],
    'soft',
    'invalid_recipient',
    '4.1.1',
  ],
  ['a complaint of SendGrid', [{ event: 'spamreport', email: reader }], 'complaint', 'complaint', null],
  ['a click of SendGrid', [{ event: 'click', email: reader }], 'other', 'not_feedback', null],
])('reads %s', (_, payload, kind, category, status) => {
  expect(readWebhook(JSON.stringify(payload))).toMatchObject({
    kind,
    category,
    status,
    recipients: [reader],
  });
});

it.each([
  'null',
  '[]',
  '7',
  '{}',
  '[[{"email":"x"}]]',
  '{"notificationType":"Bounce"}',
  '{"Type":"Notification","Message":7}',
  '{"notificationType":"Bounce","bounce":{"bouncedRecipients":[null,7,{}]}}',
])('bears %s', (payload) => {
  expect(readWebhook(payload)?.kind ?? 'other').toMatch(/other|soft/);
});

it('reads events of SES that came as mail', async () => {
  const text = notice(
    [JSON.stringify(noUser), '', '--', 'To stop these notifications, click here.'],
    ['Subject: AWS Notification Message'],
  );
  expect(await classifyMessage(Buffer.from(text), mimeReader())).toMatchObject({
    kind: 'hard',
    recipients: [reader],
  });
});
