import { describe, expect, it } from 'vitest';
import { categories } from '../../../src/feedback/bounce-report.ts';
import { adviceFor } from '../../../src/feedback/classify/category-words.ts';
import { classifyRecipient } from '../../../src/feedback/classify/classify-recipient.ts';
import { foldReply } from '../../../src/feedback/classify/classify-text.ts';
import { findCode } from '../../../src/feedback/classify/find-code.ts';
import { providerCodes } from '../../../src/feedback/classify/rules/provider-codes.ts';
import { remedies } from '../../../src/feedback/classify/rules/remedies.ts';
import { mailProviders, providerOf } from '../../../src/mail/mailbox-provider.ts';

/** A reply that gives a code, with a 5 for the class of a status and a 1 for any other digit. */
function replyWith(code: string): string {
  const given = code
    .replace(/^\?(?=\.\d\.)/, '5')
    .replaceAll('?', '1')
    .replaceAll('*', '');
  return /^5\.\d/.test(given) ? `550 ${given} No` : `550 No ${given}`;
}

describe('every code of a provider', () => {
  it.each(providerCodes)('$provider: $code', (row) => {
    const reply = replyWith(row.code);
    const found = findCode(foldReply(reply), row.provider);
    expect(found?.category).toBe(row.category);
    expect(categories).toHaveProperty(row.category);
    expect(remedies).toHaveProperty([row.remedy]);
    expect(row.means).toMatch(/^[a-zA-Z][^.]*$/);
    expect(row.page).toMatch(/^https?:\/\/[a-z]/);
    expect(row.date).toMatch(/^20\d\d-[01]\d-[0-3]\d$/);
  });

  it('stands once in the table', () => {
    const codes = providerCodes.map(({ provider, code }) => `${provider} ${code}`);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

/** One mailbox of everybody in the table, at the first domain of theirs. */
const keepers = providerCodes.flatMap(({ provider }) =>
  mailProviders
    .filter((one) => one.provider === provider)
    .map(({ domains }) => [provider, domains[0]] as const),
);

it('is of a provider by the name by which its mailboxes are known', () => {
  const filters = ['Mailchannels'];
  for (const { provider } of providerCodes)
    expect([...filters, ...keepers.map(([name]) => name)]).toContain(provider);
  for (const [provider, domain] of keepers) expect(providerOf(`ada@${domain}`)).toBe(provider);
  // A status of everybody's that gives no mark of Microsoft's or Yahoo's: only who keeps the mailbox says whose it is.
  expect(said('ines@hotmail.com', '550 5.1.10 No')).toBe('invalid_recipient');
  expect(said('ines@aol.com', '554 5.7.9 No')).toBe('auth_failure');
});

const said = (recipient: string, reply: string) =>
  classifyRecipient({ recipient, action: 'failed', status: null, reply, notice: '' }).category;
const advice = (provider: string, category: 'auth_failure' | 'sender_config' | 'tls', status: string) =>
  adviceFor(category, { provider, status, said: '' }, 'gazette.example');

describe('a status', () => {
  it('means with Gmail what Gmail says, and elsewhere what the registry says', () => {
    expect(said('ines@gmail.com', '421 4.7.23 No')).toBe('sender_config');
    expect(said('ines@lectora.example', '550 5.7.23 No')).toBe('auth_failure');
    expect(said('ines@gmail.com', '550 5.7.29 No')).toBe('tls');
    expect(said('ines@lectora.example', '421 4.7.29 No - gsmtp')).toBe('tls');
    expect(advice('Gmail', 'sender_config', '4.7.23')).toMatch(/reverse DNS/);
    expect(advice('lectora.example', 'auth_failure', '4.7.23')).toMatch(/SPF record/);
    expect(advice('Gmail', 'tls', '4.7.29')).toMatch(/encrypt/);
  });

  it('of hundreds is the one of who made it up, whoever passes it on', () => {
    expect(said('ines@lectora.example', '550 5.7.515 No')).toBe('auth_failure');
    expect(said('ines@lectora.example', '550 5.7.606 No')).toBe('blocklist');
    expect(said('ines@lectora.example', '550 5.2.121 No')).toBe('rate_limited');
  });
});

it('is no part of another word or number', () => {
  for (const reply of ['550 SUBTSS04', '550 15.7.515', '550 OFR_4166', '550 abl000001'])
    expect(findCode(foldReply(reply), 'lectora.example'), reply).toBeNull();
});
