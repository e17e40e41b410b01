import { expect, it } from 'vitest';
import { reportOf } from '../../../src/feedback/bounce-report.ts';
import { mailEvent } from '../../../src/feedback/record/make-event.ts';

const mail = {
  bytes: Buffer.from('Subject: hello\r\n\r\nhello\r\n'),
  via: 'smtp',
  at: new Date(0),
  envelopeRecipient: null,
} as const;
const named = { kind: 'serial', send: 1, subscriber: 1 } as const;
const found = { delivery: { send: 1, subscriber: 1 }, address: 'ines@lectora.example' };
const letter = reportOf('not_feedback', 'Neither a report nor an automatic reply.');

it('takes what comes to a return path for an automatic answer, and what answers a message for a letter', () => {
  const of = (place: 'envelope' | 'answer') =>
    mailEvent(mail, letter, { delivery: named, place }, found).result.category;
  expect(of('envelope')).toBe('auto_reply');
  expect(of('answer')).toBe('not_feedback');
});
