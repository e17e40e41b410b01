import { expect, it } from 'vitest';
import { readSendGrid } from '../../../src/feedback/webhooks/sendgrid.ts';

const receivedAt = new Date('2026-03-01T12:00:00Z');
const reader = 'reader@reader.example';
/** https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event */
const common = {
  email: reader,
  timestamp: 1772366399,
  'smtp-id': '<a.2s.0abcdefghij@news.example>',
  sg_event_id: 'ZyjAM5rnQmuI1KFInHQ3Nw',
  sg_message_id: '14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0',
};
const bounce = {
  ...common,
  event: 'bounce',
  type: 'bounce',
  bounce_classification: 'Invalid Address',
  status: '5.1.1',
  reason: '550 5.1.1 The email account that you tried to reach does not exist.',
  ip: '192.0.2.7',
  tls: 1,
};
const read = (...events: object[]) => readSendGrid(events, receivedAt);

it('names the delivery by the Message-ID that came in, and the event by its own id', () => {
  expect(read(bounce)).toMatchObject([
    {
      provider: 'sendgrid',
      eventId: common.sg_event_id,
      messageId: '<a.2s.0abcdefghij@news.example>',
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
  expect(read({ ...bounce, pennypost: '<other@news.example>' })[0]?.messageId).toBe('<other@news.example>');
});

it('reads every event of a call, each by itself', () => {
  const events = read(
    bounce,
    { ...bounce, sg_event_id: 'two', email: 'b@reader.example' },
    { ...common, event: 'open' },
  );
  expect(events.map(({ eventId }) => eventId)).toEqual([common.sg_event_id, 'two', common.sg_event_id]);
});

it.each<[string, object, string, string]>([
  [
    'a block for our reputation',
    { type: 'blocked', reason: '550 5.7.1 listed at spamhaus' },
    'soft',
    'blocklist',
  ],
  [
    'words that say nothing',
    { status: '', reason: 'unable to deliver', bounce_classification: 'Reputation' },
    'soft',
    'blocklist',
  ],
  [
    'no words',
    { status: '', reason: '', bounce_classification: 'Invalid Address' },
    'hard',
    'invalid_recipient',
  ],
  [
    'no words at all',
    { status: '', reason: '', bounce_classification: 'Unclassified' },
    'soft',
    'undetermined',
  ],
  [
    'a deferral',
    { event: 'deferred', reason: undefined, response: '421 4.7.0 too many connections', status: '' },
    'soft',
    'rate_limited',
  ],
  [
    'a drop for an earlier bounce',
    { event: 'dropped', reason: 'Bounced Address' },
    'soft',
    'recipient_refused',
  ],
  [
    'a drop for an earlier complaint',
    { event: 'dropped', reason: 'Spam Reporting Address' },
    'complaint',
    'complaint',
  ],
  [
    'a drop for who left there',
    { event: 'dropped', reason: 'Unsubscribed Address' },
    'soft',
    'recipient_refused',
  ],
  [
    'a drop for our own fault',
    { event: 'dropped', reason: 'Invalid SMTPAPI header' },
    'soft',
    'sender_config',
  ],
  ['a complaint', { event: 'spamreport', reason: undefined }, 'complaint', 'complaint'],
  ['a delivery', { event: 'delivered', reason: undefined, response: '250 OK' }, 'other', 'delivered'],
  ['an unsubscription there', { event: 'unsubscribe' }, 'other', 'unsubscribed'],
  ['an unsubscription from a group', { event: 'group_unsubscribe' }, 'other', 'unsubscribed'],
  ['a click', { event: 'click' }, 'other', 'not_feedback'],
])('calls %s by its name', (_, fields, kind, category) => {
  expect(read({ ...bounce, ...fields })).toMatchObject([{ result: { kind, category } }]);
});

it('reads the lists of its API, whose entries have no id: told again they are the same', () => {
  const listed = { created: '2026-02-28 12:32:14', email: reader, reason: '550 Unknown user', status: '550' };
  const [first] = read(listed);
  expect(first).toMatchObject({
    eventId: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    result: { kind: 'hard' },
  });
  expect(read({ ...listed })).toEqual([first]);
  expect(read({ ...listed, email: 'b@reader.example' })[0]?.eventId).not.toBe(first?.eventId);
});
