import { expect, it } from 'vitest';
import { isPermanent, parseSmtpReply } from '../../src/mail/smtp-reply.ts';

it.each([
  ['250 2.0.0 Ok: queued as 4F', 250, '2.0.0', false],
  ['550-5.1.1 The email account\n550 5.1.1 does not exist', 550, '5.1.1', true],
  ['421 Service not available', 421, null, false],
  ['452', 452, null, false],
])('reads %j', (text, code, enhancedStatus, permanent) => {
  const reply = parseSmtpReply(text);
  expect(reply).toEqual({ code, enhancedStatus, text });
  expect(reply && isPermanent(reply)).toBe(permanent);
});

it.each(['', 'hello', '99 no', '2500 no', '5.1.1'])('does not take %j for a reply', (text) => {
  expect(parseSmtpReply(text)).toBeNull();
});
