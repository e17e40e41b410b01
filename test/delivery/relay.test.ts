import { expect, it } from 'vitest';
import { parseRelayUrl } from '../../src/delivery/relay.ts';

it.each([
  ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, tls: 'required', auth: null }],
  [
    'smtps://me:p%40ss@mail.example.com',
    { port: 465, tls: 'implicit', auth: { user: 'me', password: 'p@ss' } },
  ],
  ['smtp://127.0.0.1:1025', { host: '127.0.0.1', port: 1025, tls: 'none' }],
  ['smtp://localhost:1025?tls=required', { tls: 'required' }],
  ['smtp://[::1]:25', { host: '::1', port: 25, tls: 'none' }],
  ['smtp://mailpit:1025?tls=none&name=news.example.com', { tls: 'none', clientName: 'news.example.com' }],
])('reads %s', (url, expected) => {
  expect(parseRelayUrl(url)).toMatchObject({ ok: true, relay: expected });
});

it.each([
  '',
  'mail.example.com',
  'https://mail.example.com',
  'smtp://',
  'smtp://h?tls=maybe',
  'smtp://h?ssl=1',
  'smtp://me:50%@h.example',
  'smtp://h?name=a%0d%0aRSET',
])('refuses %j', (url) => {
  expect(parseRelayUrl(url).ok).toBe(false);
});
