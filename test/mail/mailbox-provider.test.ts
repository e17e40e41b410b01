import { expect, it } from 'vitest';
import { mailProvider, providerOf, sharedDomain } from '../../src/mail/mailbox-provider.ts';

it.each([
  [['hotmail.com', 'outlook.com', 'live.co.uk', 'HOTMAIL.fr', 'msn.com'], 'outlook.com'],
  [['gmx.de', 'gmx.net', 'web.de', 'mail.com'], 'gmx.net'],
  [['yahoo.com', 'yahoo.fr', 'aol.com', 'comcast.net', 'att.net'], 'yahoo.com'],
  [['gmail.com', 'googlemail.com'], 'gmail.com'],
])('reckons %s as one', (domains, shared) => {
  expect(new Set(domains.map((domain) => sharedDomain(domain)))).toEqual(new Set([shared]));
  expect(new Set(domains.map((domain) => mailProvider(domain))).size).toBe(1);
});

it('leaves a domain alone of which it knows nothing', () => {
  expect(sharedDomain('Lectora.example')).toBe('lectora.example');
  expect(providerOf('ines@lectora.example')).toBe('lectora.example');
  expect(sharedDomain('myhotmail.com')).toBe('myhotmail.com');
});
