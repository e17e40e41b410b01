import { expect, it } from 'vitest';
import { readSparkPost } from '../../../src/feedback/webhooks/sparkpost.ts';

const receivedAt = new Date('2026-03-01T12:00:00Z');
const reader = 'Reader@reader.example';
/** https://developers.sparkpost.com/api/webhooks/ */
const bounce = {
  type: 'bounce',
  bounce_class: '10',
  campaign_id: '',
  customer_id: '1',
  delv_method: 'esmtp',
  error_code: '550',
  event_id: '92356927693813856',
  friendly_from: 'news@news.example',
  ip_address: '192.0.2.9',
  message_id: '000443ee14578172be22',
  msg_from: 'b+a.2s.0abcdefghij@news.example',
  msg_size: '1337',
  num_retries: '2',
  rcpt_meta: { pennypost: '<a.2s.0abcdefghij@news.example>' },
  rcpt_tags: [],
  rcpt_to: reader.toLowerCase(),
  raw_rcpt_to: reader,
  raw_reason: '550 5.1.1 <Reader@reader.example>: Recipient address rejected: User unknown',
  reason: '550 5.1.1 ...@...: Recipient address rejected: ...',
  routing_domain: 'reader.example',
  timestamp: '1772366399',
  transmission_id: '65832150921904138',
};
const read = (event: object, name = 'message_event') =>
  readSparkPost([{ msys: { [name]: event } }], receivedAt);

it('names the delivery by our metadata and the envelope that came in', () => {
  expect(read(bounce)).toMatchObject([
    {
      provider: 'sparkpost',
      eventId: '92356927693813856',
      messageId: '<a.2s.0abcdefghij@news.example>',
      returnPath: 'b+a.2s.0abcdefghij@news.example',
      at: new Date('2026-03-01T11:59:59Z'),
      result: {
        recipient: reader,
        kind: 'hard',
        category: 'invalid_recipient',
        status: '5.1.1',
        action: 'failed',
      },
    },
  ]);
});

it.each<[string, object, string, string, string | null]>([
  [
    'a fault of the sender',
    { bounce_class: '10', raw_reason: '550 5.7.1 listed at spamhaus' },
    'soft',
    'blocklist',
    'failed',
  ],
  ['class 10 without words', { raw_reason: '', reason: '' }, 'hard', 'invalid_recipient', 'failed'],
  ['class 22 without words', { bounce_class: 22, raw_reason: '' }, 'soft', 'mailbox_full', 'failed'],
  ['class 1 without words', { bounce_class: '1', raw_reason: '' }, 'soft', 'undetermined', 'failed'],
  ['an automatic reply', { type: 'out_of_band', bounce_class: '60' }, 'autoreply', 'auto_reply', null],
  ['a challenge', { type: 'out_of_band', bounce_class: '100' }, 'autoreply', 'challenge', null],
  [
    'a delay',
    { type: 'delay', bounce_class: '21', raw_reason: '454 4.4.4 [internal] no MX or A for domain' },
    'soft',
    'network',
    'delayed',
  ],
  [
    'its suppression list',
    {
      type: 'policy_rejection',
      bounce_class: '25',
      raw_reason: '554 5.7.1 recipient address suppressed due to customer policy',
    },
    'soft',
    'recipient_refused',
    'failed',
  ],
  ['a complaint', { type: 'spam_complaint', fbtype: 'abuse' }, 'complaint', 'complaint', null],
  ['its withdrawal', { type: 'spam_complaint', fbtype: 'not-spam' }, 'other', 'not_spam', null],
  ['an unsubscription by header', { type: 'list_unsubscribe' }, 'other', 'unsubscribed', null],
  ['an unsubscription by link', { type: 'link_unsubscribe' }, 'other', 'unsubscribed', null],
  ['a delivery', { type: 'delivery' }, 'other', 'delivered', null],
])('calls %s by its name', (_, fields, kind, category, action) => {
  expect(read({ ...bounce, ...fields })).toMatchObject([{ result: { kind, category, action } }]);
});

it('reads every class of events, also the empty one with which it tries an address', () => {
  expect(readSparkPost([{ msys: {} }], receivedAt)).toEqual([]);
  expect(read({ ...bounce, type: 'open' }, 'track_event')).toMatchObject([
    { result: { category: 'not_feedback' } },
  ]);
  const failure = { ...bounce, type: 'generation_failure', timestamp: '2026-03-01T11:24:45.000+00:00' };
  expect(read(failure, 'gen_event')).toMatchObject([
    { at: new Date('2026-03-01T11:24:45Z'), result: { category: 'content' } },
  ]);
});
