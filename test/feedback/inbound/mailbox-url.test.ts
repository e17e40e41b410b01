import { describe, expect, it } from 'vitest';
import { mailboxName, parseMailboxUrl } from '../../../src/feedback/inbound/mailbox-url.ts';

const problemOf = (text: string) => {
  const parsed = parseMailboxUrl(text);
  return parsed.ok ? null : parsed.problem;
};

describe('the URL of a bounce mailbox', () => {
  it.each([
    [
      'imaps://me:pw@mail.example',
      { port: 993, tls: 'implicit', user: 'me', password: 'pw', folder: 'INBOX' },
    ],
    ['imaps://me:pw@mail.example:1993/', { port: 1993, tls: 'implicit', folder: 'INBOX' }],
    ['imap://me:pw@mail.example/Bounces/2026', { port: 143, tls: 'required', folder: 'Bounces/2026' }],
    ['imap://me:pw@127.0.0.1', { tls: 'none' }],
    ['imap://me:pw@[::1]:1143', { host: '::1', port: 1143, tls: 'none' }],
    ['imap://me:pw@localhost.example', { tls: 'required' }],
    ['imaps://a%40b.example:p%25%2Fw@mail.example', { user: 'a@b.example', password: 'p%/w' }],
    ['imaps://me:pw@mail.example/R%C3%BCckl%C3%A4ufer', { folder: 'Rückläufer' }],
  ])('%s is read', (text, account) => {
    expect(parseMailboxUrl(text)).toMatchObject({ ok: true, account });
  });

  it.each([
    'mail.example',
    'https://me:sesame@mail.example',
    'imaps://mail.example',
    'imaps://me@mail.example',
    'imaps://me:sesame%@mail.example',
    'imaps://me:sesame@mail.example?tls=none',
    'imaps://me:sesame@mail.example/#1',
    'imaps:///INBOX',
  ])('%s is refused without a word of its password', (text) => {
    expect(problemOf(text)).not.toBeNull();
    expect(problemOf(text)).not.toContain('sesame');
  });

  it('is shown without its password', () => {
    const parsed = parseMailboxUrl('imaps://me:sesame@[2001:db8::1]/Bounces');
    expect(parsed.ok && mailboxName(parsed.account)).toBe('Bounces at [2001:db8::1]:993');
  });
});
