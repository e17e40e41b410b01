import { expect, it } from 'vitest';
import { readGeneric } from '../../../src/feedback/webhooks/generic.ts';

const receivedAt = new Date('2026-03-01T12:00:00Z');
const bounced = {
  id: 'e-1',
  type: 'bounced',
  recipient: 'reader@reader.example',
  messageId: '<a.2s.0abcdefghij@news.example>',
  returnPath: 'b+a.2s.0abcdefghij@news.example',
  status: '5.0.0',
  reply: '550 5.1.1 user unknown',
  at: '2026-03-01T11:59:59Z',
};
const read = (...events: object[]) => readGeneric({ events }, receivedAt);

it('reads what docs/webhooks.md says', () => {
  expect(read(bounced)).toEqual([
    {
      provider: 'generic',
      eventId: 'e-1',
      messageId: bounced.messageId,
      returnPath: bounced.returnPath,
      at: new Date(bounced.at),
      result: {
        recipient: bounced.recipient,
        kind: 'hard',
        category: 'invalid_recipient',
        status: '5.1.1',
        action: 'failed',
        why: '550 5.1.1 user unknown',
      },
    },
  ]);
});

it.each([
  [{ type: 'deferred' }, 'soft', 'delayed'],
  [{ type: 'complaint' }, 'complaint', null],
  [{ type: 'delivered' }, 'other', null],
  [{ type: 'unsubscribed' }, 'other', null],
  [{ type: 'opened' }, 'other', null],
  [{ type: 'bounced', reply: '', status: '' }, 'soft', 'failed'],
])('takes %j for %s', (fields, kind, action) => {
  expect(read({ ...bounced, ...fields })).toMatchObject([{ result: { kind, action } }]);
});
