import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKey, asciiDomain, domainOf, needsSmtpUtf8, parseAddress } from '../../src/mail/address.ts';

function accepted(text: string): string {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.address;
}

describe('parseAddress', () => {
  it.each([
    ['ada@example.com', 'ada@example.com'],
    ['Ada.Lovelace+news@EXAMPLE.com', 'Ada.Lovelace+news@example.com'],
    ["o'neill@example.org", "o'neill@example.org"],
    ['jürgen@bücher.example', 'jürgen@xn--bcher-kva.example'],
    ['x_y@mail.example.co.uk', 'x_y@mail.example.co.uk'],
    ['zoe\u0308@example.com', 'zoë@example.com'],
  ])('takes %s', (text, address) => {
    expect(accepted(text)).toBe(address);
  });

  it.each([
    ['', 'empty'],
    ['a@b.c\r\nRCPT TO:<x@y.z>', 'control character'],
    ['a@example.com\n', 'control character'],
    ['a@example.com\0', 'control character'],
    ['a@example.com,b@example.com', 'comma'],
    ['a@example.com;b@example.com', 'semicolon'],
    ['<a@example.com>', 'angle bracket'],
    ['Ada <a@example.com>', 'angle bracket'],
    ['ada', 'name@example.com'],
    ['@example.com', 'name@example.com'],
    ['ada@', 'name@example.com'],
    ['ada@localhost', 'domain'],
    ['ada@192.0.2.1', 'domain'],
    ['ada@[192.0.2.1]', 'domain'],
    ['ada@-x.example', 'domain'],
    ['ada@example.com/garbage', 'domain'],
    ['ada@example.com#f', 'domain'],
    ['ada@example.com?x', 'domain'],
    ['ada@ex%61mple.com', 'domain'],
    ['ada@evil.com:25', 'domain'],
    ['ada@example..com', 'domain'],
    ['a b@example.com', 'before the @'],
    ['"a b"@example.com', 'before the @'],
    ['.ada@example.com', 'before the @'],
    ['ada..b@example.com', 'before the @'],
    ['a@b@example.com', 'before the @'],
    [`${'a'.repeat(65)}@example.com`, '64 bytes'],
    [`${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(20)}.com`, '254'],
    ['a\u200b@example.com', '(U+200B ZERO WIDTH SPACE)'],
    ['\u202ea@example.com', '(U+202E RIGHT-TO-LEFT OVERRIDE)'],
    ['a@exam\u00adple.com', '(U+00AD SOFT HYPHEN)'],
    ['a@example.com\ufeff', '(U+FEFF ZERO WIDTH NO-BREAK SPACE)'],
    ['\u{e0041}a@example.com', '(U+E0041 a format character)'],
    ['a\u2028@example.com', 'control character'],
  ])('refuses %j', (text, why) => {
    const parsed = parseAddress(text);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? '' : parsed.problem).toContain(why);
  });

  it('never lets through what an SMTP client would take for more than one address', () => {
    const nasty = fc.string({
      unit: fc.constantFrom('a', '@', '.', ',', ';', '<', '>', '\r', '\n', ' ', '"', ':', '\\'),
    });
    fc.assert(
      fc.property(nasty, (text) => {
        const parsed = parseAddress(text);
        if (parsed.ok) expect(parsed.address).toMatch(/^[^\s,;:<>"\\@]+@[^\s,;:<>"\\@]+$/);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('the parts of an address', () => {
  it('know the domain, the key and whether SMTPUTF8 is needed', () => {
    const parsed = parseAddress('Zoë@Example.com');
    if (!parsed.ok) throw new Error(parsed.problem);
    expect(domainOf(parsed.address)).toBe('example.com');
    expect(addressKey(parsed.address)).toBe('zoë@example.com');
    expect(needsSmtpUtf8(parsed.address)).toBe(true);
    expect(asciiDomain('Straße.example')).toBe('xn--strae-oqa.example');
    expect(asciiDomain('nodots')).toBeNull();
  });
});
