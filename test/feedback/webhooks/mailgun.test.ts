import { expect, it } from 'vitest';
import { readMailgun } from '../../../src/feedback/webhooks/mailgun.ts';

const receivedAt = new Date('2026-03-01T12:00:00Z');
const reader = 'reader@reader.example';
/** https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads */
const failed = {
  id: 'G9Bn5sl1TC6nu79C8C0bwg',
  timestamp: 1772366399.25,
  'log-level': 'error',
  event: 'failed',
  severity: 'permanent',
  reason: 'bounce',
  recipient: reader,
  'recipient-domain': 'reader.example',
  envelope: {
    transport: 'smtp',
    sender: 'b+a.2s.0abcdefghij@news.example',
    'sending-ip': '192.0.2.7',
    targets: reader,
  },
  message: {
    headers: {
      to: reader,
      from: 'news@news.example',
      subject: 'Tea',
      'message-id': 'a.2s.0abcdefghij@news.example',
    },
    attachments: [],
    size: 12_111,
  },
  flags: { 'is-routed': false, 'is-authenticated': true, 'is-system-test': false, 'is-test-mode': false },
  'delivery-status': {
    tls: true,
    'mx-host': 'mx.reader.example',
    code: 550,
    description: '',
    'session-seconds': 0.43,
    'attempt-no': 1,
    message: '5.1.1 The email account that you tried to reach does not exist',
    'certificate-verified': true,
  },
  'user-variables': {},
  tags: [],
  campaigns: [],
};
const signature = { timestamp: '1772366400', token: 'a8ce0edb2dd8', signature: 'd2271d12299f' };
const read = (event: object) => readMailgun({ signature, 'event-data': event }, receivedAt);

it('names the delivery by our Message-ID and envelope, and the event by day and id', () => {
  expect(read(failed)).toMatchObject([
    {
      provider: 'mailgun',
      eventId: '20513/G9Bn5sl1TC6nu79C8C0bwg',
      messageId: 'a.2s.0abcdefghij@news.example',
      returnPath: 'b+a.2s.0abcdefghij@news.example',
      at: new Date('2026-03-01T11:59:59.250Z'),
      result: {
        recipient: reader,
        kind: 'hard',
        category: 'invalid_recipient',
        status: '5.1.1',
        action: 'failed',
      },
    },
  ]);
  expect(read({ ...failed, 'user-variables': { pennypost: '<x@y>' } })[0]?.messageId).toBe('<x@y>');
});

it.each<[string, object, string, string, string | null]>([
  [
    'a failure that may pass',
    { severity: 'temporary', 'delivery-status': { code: 450, message: 'greylisted' } },
    'soft',
    'rate_limited',
    'delayed',
  ],
  [
    'no host',
    { severity: 'temporary', 'delivery-status': { code: 498, message: 'No MX for reader.example' } },
    'soft',
    'invalid_domain',
    'delayed',
  ],
  [
    'one that is too old',
    { reason: 'old', 'delivery-status': { code: 602, message: 'Too old' } },
    'soft',
    'timeout',
    'failed',
  ],
  [
    'an earlier bounce',
    {
      reason: 'suppress-bounce',
      'delivery-status': { code: 605, message: 'Not delivering to previously bounced address' },
    },
    'soft',
    'recipient_refused',
    null,
  ],
  [
    'an earlier complaint',
    { reason: 'suppress-complaint', 'delivery-status': { code: 607 } },
    'complaint',
    'complaint',
    null,
  ],
  [
    'a fault of the sender',
    { 'delivery-status': { code: 550, message: '5.7.1 listed at spamhaus' } },
    'soft',
    'blocklist',
    'failed',
  ],
  ['a complaint', { event: 'complained' }, 'complaint', 'complaint', null],
  ['a delivery', { event: 'delivered' }, 'other', 'delivered', null],
  [
    'a refusal of its own',
    { event: 'rejected', reject: { reason: 'Rejected due to virus' } },
    'soft',
    'content',
    null,
  ],
  ['an unsubscription there', { event: 'unsubscribed' }, 'other', 'unsubscribed', null],
  ['a click', { event: 'clicked' }, 'other', 'not_feedback', null],
])('calls %s by its name', (_, fields, kind, category, action) => {
  expect(read({ ...failed, ...fields })).toMatchObject([{ result: { kind, category, action } }]);
});
