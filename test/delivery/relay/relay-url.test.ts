import { expect, it } from 'vitest';
import { parseRelayUrl, parseRelayUrls } from '../../../src/delivery/relay/relay-url.ts';

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

it.each([
  ['smtp://me:pa/ss@mail.example.com', '%2F'],
  ['smtp://me:25/ss@mail.example.com', '%2F'],
  ['smtps://me:pa?ss@mail.example.com:465', '%3F'],
  ['smtp://me:pa#ss@mail.example.com', '%23'],
  ['smtp://:secret@mail.example.com', 'no user before it'],
  ['smtp://me:50%@h.example', '%25'],
])('says of %s what to write, and nothing of the password', (url, remedy) => {
  const parsed = parseRelayUrl(url);
  if (parsed.ok) throw new Error('It was read.');
  expect(parsed.problem).toContain(remedy);
  expect(parsed.problem).not.toMatch(/ss@|secret|mail\.example/);
});

it('knows who puts another Date and Message-ID in place of ours, unless it is told otherwise', () => {
  const rewrites = (url: string) => {
    const parsed = parseRelayUrl(url);
    return parsed.ok && parsed.relay.rewritesHeader;
  };
  const ses = 'smtp://me:pw@email-smtp.eu-west-1.amazonaws.com:587';
  expect([ses, `${ses}?rewrites=no`].map(rewrites)).toEqual([true, false]);
  expect(['smtp://mail.example', 'smtp://mail.example?rewrites'].map(rewrites)).toEqual([false, true]);
  expect(parseRelayUrl('smtp://mail.example?rewrites=maybe').ok).toBe(false);
});

it('reads what a relay wants of us', () => {
  expect(
    parseRelayUrl('smtp://mail.example.com?rate=14&connections=10&messages=200&weight=3&fallback'),
  ).toMatchObject({
    relay: { rate: 14, connections: 10, messagesPerSession: 200, weight: 3, isFallback: true },
  });
  expect(parseRelayUrl('smtp://mail.example.com')).toMatchObject({
    relay: { rate: null, connections: null, messagesPerSession: 500, weight: 1, isFallback: false },
  });
  expect(parseRelayUrl('smtp://mail.example.com?rate=0.5')).toMatchObject({ relay: { rate: 0.5 } });
});

it.each([
  'rate=0',
  'rate=-1',
  'rate=1e9',
  'rate=x',
  'connections=0',
  'connections=501',
  'messages=1.5',
  'weight=',
  'fallback=no',
])('refuses ?%s, and says which', (option) => {
  expect(parseRelayUrl(`smtp://h.example?${option}`)).toMatchObject({
    ok: false,
    problem: expect.stringContaining(option.split('=')[0] ?? ''),
  });
});

it('reads several relays, with white space or commas between', () => {
  const hosts = (text: string) => {
    const parsed = parseRelayUrls(text);
    return parsed.ok ? parsed.relays.map(({ host }) => host) : parsed.problems;
  };
  expect(hosts(' smtp://a.example?weight=3\n\tsmtps://me:p,w@b.example, smtp://c.example?fallback ')).toEqual(
    ['a.example', 'b.example', 'c.example'],
  );
  expect(hosts('smtp://a.example,smtp://b.example')).toEqual(['a.example', 'b.example']);
  expect(hosts('smtp://a.example, b.example')).toEqual([expect.stringContaining('it needs the form')]);
  expect(hosts('smtp://me:s3cret@a.example?x=1 smtp://b.example?rate=0')).toEqual([
    expect.stringMatching(/^URL 1 of 2: .* option x$/),
    expect.stringMatching(/^URL 2 of 2: rate=/),
  ]);
  expect(hosts('smtp://a.example?fallback')).toEqual([expect.stringContaining('there is no other')]);
});
