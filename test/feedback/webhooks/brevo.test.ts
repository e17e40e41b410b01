import { expect, it } from 'vitest';
import { readBrevo } from '../../../src/feedback/webhooks/brevo.ts';

const receivedAt = new Date('2026-03-01T12:00:00Z');
const reader = 'reader@reader.example';
const ours = '<a.2s.0abcdefghij@news.example>';
/** https://developers.brevo.com/docs/transactional-webhooks */
const bounce = {
  event: 'hard_bounce',
  email: reader,
  id: 25_123,
  date: '2026-03-01 12:59:59',
  ts: 1772366399,
  'message-id': '<202603011159.27287306012@smtp-relay.mailin.fr>',
  ts_event: 1772366399,
  subject: 'Tea',
  'X-Mailin-custom': ours,
  sending_ip: '192.0.2.7',
  ts_epoch: 1772366399250,
  template_id: 22,
  tags: [],
  reason: ' RecipientError: 550 5.1.1 no such user',
};
const read = (...events: object[]) => readBrevo(events.length === 1 ? events[0] : events, receivedAt);

it('names the delivery by what we wrote into X-Mailin-custom, and the event by all it says', () => {
  expect(read(bounce)).toMatchObject([
    {
      provider: 'brevo',
      eventId: `${bounce['message-id']}/hard_bounce/1772366399/${reader}`,
      messageId: ours,
      at: new Date('2026-03-01T11:59:59.250Z'),
      result: { recipient: reader, kind: 'hard', category: 'invalid_recipient', status: '5.1.1' },
    },
  ]);
});

it('tries its own Message-ID where there is nothing of ours', () => {
  expect(read({ ...bounce, 'X-Mailin-custom': 'campaign:7' })[0]?.messageId).toBe(bounce['message-id']);
});

it('knows a time in seconds from one in milliseconds, and believes none of the future', () => {
  expect(read({ ...bounce, ts_epoch: 1772366399 })[0]?.at).toEqual(new Date('2026-03-01T11:59:59Z'));
  expect(read({ ...bounce, ts_epoch: undefined })[0]?.at).toEqual(new Date('2026-03-01T11:59:59Z'));
  for (const ts_epoch of [4e12, -1, 'soon', Number.MAX_VALUE])
    expect(read({ ...bounce, ts_epoch, ts_event: 'soon' })[0]?.at).toEqual(receivedAt);
});

it('reads events that come in batches', () => {
  expect(read(bounce, { ...bounce, event: 'delivered' }).map(({ result }) => result.category)).toEqual([
    'invalid_recipient',
    'delivered',
  ]);
});

it.each<[string, string | undefined, string, string]>([
  ['hard_bounce', '550 5.7.1 listed at spamhaus', 'soft', 'blocklist'],
  ['hard_bounce', undefined, 'soft', 'undetermined'],
  ['soft_bounce', 'undefined Unable to find MX of domain reader.example', 'soft', 'invalid_domain'],
  ['soft_bounce', undefined, 'soft', 'timeout'],
  ['deferred', '421 too many connections', 'soft', 'rate_limited'],
  ['invalid_email', undefined, 'hard', 'invalid_recipient'],
  ['blocked', 'blocked : due to blacklist user', 'soft', 'recipient_refused'],
  ['error', undefined, 'soft', 'system'],
  ['spam', undefined, 'complaint', 'complaint'],
  ['complaint', undefined, 'complaint', 'complaint'],
  ['delivered', undefined, 'other', 'delivered'],
  ['unique_opened', undefined, 'other', 'not_feedback'],
  ['unsubscribed', undefined, 'other', 'unsubscribed'],
])('takes %s with the reason %j for %s: %s', (event, reason, kind, category) => {
  expect(read({ ...bounce, event, reason })).toMatchObject([{ result: { kind, category } }]);
});
