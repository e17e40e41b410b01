import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import {
  findMailHost,
  isWorthAsking,
  type MailExchanger,
  mxResolver,
} from '../../../src/delivery/pace/mail-host-dns.ts';
import { providerOf, providerOfHost, sharedDomain } from '../../../src/mail/mailbox-provider.ts';

const mx = (...hosts: (readonly [number, string])[]): Promise<MailExchanger[]> =>
  Promise.resolve(hosts.map(([priority, exchange]) => ({ priority, exchange })));
const find = (records: Promise<readonly MailExchanger[]>) =>
  findMailHost('reader.example', () => records, new AbortController().signal);
const failing = (code: string) => Promise.reject(Object.assign(new Error(code), { code }));

it.each([
  ['aspmx.l.google.com', 'Gmail', 'gmail.com'],
  ['ALT1.ASPMX.L.GOOGLE.COM.', 'Gmail', 'gmail.com'],
  ['reader-example.mail.protection.outlook.com', 'Microsoft 365', 'mail.protection.outlook.com'],
  ['outlook-com.olc.protection.outlook.com', 'Outlook.com', 'outlook.com'],
  ['mx02.mail.icloud.com', 'iCloud', 'icloud.com'],
  ['in1-smtp.messagingengine.com', 'Fastmail', 'fastmail.com'],
  ['mx1.hc123-45.eu.iphmx.com', 'Cisco', 'iphmx.com'],
])('knows by the exchanger %s that %s answers', async (exchange, provider, shared) => {
  expect(await find(mx([10, exchange]))).toBe(provider);
  expect(providerOf('ada@reader.example', provider)).toBe(provider);
  expect(sharedDomain('reader.example', provider)).toBe(shared);
});

it('believes those that are tried first, if they are of one provider', async () => {
  expect(await find(mx([5, 'alt1.aspmx.l.google.com'], [1, 'aspmx.l.google.com']))).toBe('Gmail');
  expect(await find(mx([1, 'mx.reader.example'], [5, 'aspmx.l.google.com']))).toBeNull();
  expect(await find(mx([1, 'mx.reader.example'], [1, 'aspmx.l.google.com']))).toBeNull();
  expect(await find(mx([1, 'notgoogle.com']))).toBeNull();
  expect(providerOfHost('google.com.evil.example')).toBeNull();
});

it('knows nobody where there is no exchanger, and rejects where that cannot be said', async () => {
  expect(await find(mx())).toBeNull();
  expect(await find(failing('ENODATA'))).toBeNull();
  expect(await find(failing('ENOTFOUND'))).toBeNull();
  await expect(find(failing('ETIMEOUT'))).rejects.toThrow('ETIMEOUT');
});

it('lets the table of domains win, and leaves a domain alone whose provider it does not know', () => {
  expect(sharedDomain('hotmail.fr', 'Gmail')).toBe('outlook.com');
  expect(sharedDomain('reader.example', 'A provider of a newer version')).toBe('reader.example');
});

it('asks for no domain that is reserved', () => {
  for (const domain of [
    'reader.example',
    'example.com',
    'a.example.org',
    'localhost',
    'host.test',
    'x.invalid',
  ])
    expect(isWorthAsking(domain), domain).toBe(false);
  for (const domain of ['lampton.org', 'example.lampton.org', 'notexample.com'])
    expect(isWorthAsking(domain), domain).toBe(true);
});

it('asks a DNS server, and waits for none once it is told to stop', async () => {
  const server = createSocket('udp4').bind(0, '127.0.0.1');
  await once(server, 'listening');
  const resolve = mxResolver([`127.0.0.1:${server.address().port}`]);
  const stopping = new AbortController();
  const asked = resolve('lampton.org', stopping.signal).catch((error: NodeJS.ErrnoException) => error.code);
  const [question] = (await once(server, 'message')) as [Buffer];
  expect(question.toString('latin1')).toContain('lampton');
  stopping.abort();
  expect(await asked).toBe('ECANCELLED');
  server.close();
});
