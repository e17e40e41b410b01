import { describe, expect, it } from 'vitest';
import {
  forwardedClient,
  isLoopback,
  isWithin,
  parseNetwork,
  plainAddress,
} from '../../../src/web/http/client-address-socket.ts';

function networkOf(text: string) {
  const parsed = parseNetwork(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.network;
}

describe('an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:C000:0207', '192.0.2.7'],
    ['2001:DB8:0:0::9', '2001:db8::9'],
    ['fe80::1%eth0', 'fe80::1'],
    ['192.0.2.256', null],
    ['unknown', null],
    ['', null],
  ])('%j has the one form %j', (text, plain) => {
    expect(plainAddress(text)).toBe(plain);
  });

  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['10.0.0.1', false],
    ['', false],
  ])('%j is of this machine alone: %s', (address, is) => {
    expect(isLoopback(address)).toBe(is);
  });
});

describe('a network', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3', '10.1.2.4'],
    ['10.1.2.3/8', '10.9.9.9', '11.0.0.1'],
    ['::ffff:10.0.0.0/104', '10.9.9.9', '11.0.0.1'],
    ['fd00::/8', 'fd12::1', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1', '2001:db8::2'],
  ])('%s holds %s and not %s', (text, within, outside) => {
    const holds = isWithin([networkOf(text)]);
    expect([holds(within), holds(outside)]).toEqual([true, false]);
  });

  it.each([
    '',
    'localhost',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0/8',
    'fd00::/129',
    '::ffff:10.0.0.0/90',
    '1.2.3.4/8/8',
  ])('is none: %j', (text) => {
    expect(parseNetwork(text)).toMatchObject({ ok: false });
  });

  it.each(['0.0.0.0/0', '::/0'])('of everybody is refused: %s', (text) => {
    expect(parseNetwork(text)).toEqual({
      ok: false,
      problem: `"${text}" is everybody, and would believe anybody`,
    });
  });
});

describe('who asks through a proxy', () => {
  const isTrusted = isWithin(['127.0.0.1', '10.0.0.0/8'].map(networkOf));

  it.each([
    ['the last that it names', '203.0.113.9', '203.0.113.9'],
    ['not what the client said before that', '198.51.100.1, 203.0.113.9', '203.0.113.9'],
    ['who asked a proxy behind it', '198.51.100.1, 203.0.113.9, 10.0.0.2, ::ffff:10.0.0.3', '203.0.113.9'],
    ['with a port', '203.0.113.9:4711', '203.0.113.9'],
    ['in brackets, with a port', '[2001:DB8::9]:4711', '2001:db8::9'],
    ['nobody, where what it says is no address', '203.0.113.9, unknown', null],
    ['nobody but trusted ones', '10.0.0.2', null],
    ['nobody', '', null],
  ])('is %s: %j', (_, header, client) => {
    expect(forwardedClient(header, isTrusted)).toBe(client);
  });
});
