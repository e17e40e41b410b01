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

it('believes a copy with our Message-ID at once of whom the report names alone, and never a text', () => {
  const certain = (place: 'returned copy' | 'text', recipient: string | null) => {
    const report = reportOf(
      'invalid_recipient',
      '550 5.1.1 No such user',
      recipient === null ? [] : [recipient],
    );
    return mailEvent(mail, report, { delivery: named, place }, found).isCertain;
  };
  expect(certain('returned copy', found.address)).toBe(true);
  expect(certain('returned copy', 'other@lectora.example')).toBe(false);
  expect(certain('returned copy', null)).toBe(false);
  expect(certain('text', found.address)).toBe(false);
});

it('takes what comes to a return path for an automatic answer, and what answers a message for a letter', () => {
  const of = (place: 'envelope' | 'answer') =>
    mailEvent(mail, letter, { delivery: named, place }, found).result.category;
  expect(of('envelope')).toBe('auto_reply');
  expect(of('answer')).toBe('not_feedback');
});
