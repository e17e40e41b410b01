import { generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parsePrivateKey } from '../../../src/mail/dkim/dkim-key.ts';
import { dkimRecord, formatRecord, parseSelector } from '../../../src/mail/dkim/dkim-record.ts';
import { signData } from '../../../src/mail/dkim/dkim-signature.ts';
import { ed25519Key, rsaKey } from '../verify-dkim.ts';

describe('parsePrivateKey', () => {
  const pem = (type: 'pkcs1' | 'pkcs8', bits = 2048) =>
    generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export({ type, format: 'pem' }).toString();

  it('reads RSA in PKCS#1 and PKCS#8, and Ed25519', () => {
    for (const type of ['pkcs1', 'pkcs8'] as const)
      expect(parsePrivateKey(pem(type))).toMatchObject({ ok: true, algorithm: 'rsa-sha256', bits: 2048 });
    const text = ed25519Key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(parsePrivateKey(text)).toMatchObject({ ok: true, algorithm: 'ed25519-sha256', bits: null });
  });

  it.each([
    ['short', pem('pkcs8', 768), /768 bits/],
    ['text', 'secret words', /no private key/],
    ['cut', pem('pkcs8').slice(0, 400), /no private key/],
    ['elliptic', ecPem(), /type ec/],
    ['public', publicPem(), /public key/],
    ['locked', lockedPem(), /passphrase/],
  ])('refuses one that is %s, and quotes none of it', (_, text, why) => {
    const parsed = parsePrivateKey(text);
    expect(parsed).toMatchObject({ ok: false, problem: expect.stringMatching(why) });
    const inside = text.split('\n').filter((row) => row.length > 10 && !row.startsWith('-----'));
    for (const row of inside) expect(JSON.stringify(parsed)).not.toContain(row);
  });

  it('shows nothing of a key that is printed', () => {
    expect(JSON.stringify(rsaKey)).not.toMatch(/[A-Za-z0-9+/]{60}/);
  });
});

function ecPem(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function publicPem(): string {
  const { publicKey } = generateKeyPairSync('ed25519');
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

function lockedPem(): string {
  const options = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' } as const;
  return generateKeyPairSync('ed25519').privateKey.export(options).toString();
}

describe('the DNS record', () => {
  it('is cut into strings of at most 255 bytes, and the public key in it is that of the private one', () => {
    const { name, value, strings } = dkimRecord(rsaKey);
    expect(name).toBe('news._domainkey.gazette.example');
    expect(strings.length).toBe(2);
    for (const string of strings) expect(Buffer.byteLength(string)).toBeLessThanOrEqual(255);
    expect(strings.join('')).toBe(value);
    const p = /^v=DKIM1; k=rsa; p=([A-Za-z0-9+/=]+)$/.exec(value)?.[1] ?? '';
    const publicKey = { key: Buffer.from(p, 'base64'), format: 'der', type: 'spki' } as const;
    return signData(rsaKey, Buffer.from('x')).then((signature) =>
      expect(verify('sha256', Buffer.from('x'), publicKey, signature)).toBe(true),
    );
  });

  it('stands in a zone file as it is printed, with all else in comments', () => {
    const record = dkimRecord(rsaKey);
    const zone = formatRecord(record)
      .split('\n')
      .filter((row) => !row.startsWith(';'))
      .join('\n');
    const [, owner, data = ''] = /^(\S+)\. IN TXT \(([^)]*)\)$/.exec(zone) ?? [];
    expect(owner).toBe(record.name);
    expect([...data.matchAll(/"([^"]*)"/g)].map(([, string]) => string)).toEqual(record.strings);
    expect(formatRecord(record)).toContain(`; value  ${record.value}`);
  });

  it.each(['news', '2026', 'k1.news', 'a-b', 'News'])('can stand under the selector %s', (selector) =>
    expect(parseSelector(selector)).toEqual({ ok: true, selector: selector.toLowerCase() }),
  );

  it.each(['', 'a b', 'a_b', '-a', 'a-', 'a..b', '.a', 'a;b', 'ä', 'x'.repeat(64)])(
    'cannot under %j',
    (selector) => expect(parseSelector(selector)).toMatchObject({ ok: false }),
  );
});
