import { createHash, createPrivateKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyHasher } from '../../src/mail/dkim/dkim-body-hash.ts';
import { relaxField, relaxLastLines, relaxLines } from '../../src/mail/dkim/dkim-canonical.ts';
import type { DkimKey } from '../../src/mail/dkim/dkim-key.ts';
import { dkimRecord } from '../../src/mail/dkim/dkim-record.ts';
import { signData, signHeader } from '../../src/mail/dkim/dkim-signature.ts';
import { encodeHeaderText, headerField } from '../../src/mail/header.ts';
import { ed25519Key, rsaKey, verifyDkim, verifyWith } from './verify-dkim.ts';

const signedAt = new Date('2026-11-22T10:51:00Z');
const keys = [rsaKey, ed25519Key];

const header = [
  headerField('To', 'Ada <ada@example.com>'),
  headerField('From', 'The Gazette <letters@gazette.example>'),
  headerField(
    'Subject',
    encodeHeaderText('Grüße aus dem Postamt, und was dort sonst noch liegen geblieben ist'),
  ),
  headerField('Date', 'Sun, 22 Nov 2026 10:51:00 +0000'),
  headerField('Message-ID', '<1.2.0abc@gazette.example>'),
  headerField(
    'List-Unsubscribe',
    `<https://gazette.example/u/${'x'.repeat(120)}>, <mailto:u@gazette.example>`,
  ),
  headerField('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'),
].join('');

async function signed(body: string, by: readonly DkimKey[] = keys, head = header): Promise<string> {
  const hash = bodyHasher([Buffer.from(body, 'latin1')])([]);
  return `${await signHeader(head, hash, by, signedAt)}${head}\r\n${body}`;
}

/** `ab cd` as a verifier reads it after the other fields of its tag list are gone. */
function tag(message: string, name: string): string {
  const field = message.slice(0, message.search(/\r\n(?![ \t])/)).replace(/\r\n[ \t]*/g, '');
  return new RegExp(`[;:] ?${name}=([^;]*)`).exec(field)?.[1] ?? '';
}

describe('the relaxed form', () => {
  it('is that of the example in RFC 6376 section 3.4.5', () => {
    expect(['A: X', 'B : Y\t\r\n\tZ  '].map(relaxField)).toEqual(['a:X', 'b:Y Z']);
    expect(relaxLastLines(' C \r\nD \t E\r\n\r\n\r\n')).toBe(' C\r\nD E\r\n');
  });

  it.each([
    ['', ''],
    ['\r\n\r\n', ''],
    [' \t\r\n \r\n', ''],
    ['a', 'a\r\n'],
    ['a \r\n \r\n', 'a\r\n'],
    ['\r\na\r\n', '\r\na\r\n'],
  ])('of the body %j is %j', (body, relaxed) => expect(relaxLastLines(body)).toBe(relaxed));

  it('takes nothing but space and tab for white space', () => {
    expect(relaxField('Subject: a\u00a0 \u2003b\u00a0')).toBe('subject:a\u00a0 \u2003b\u00a0');
    expect(relaxLines('a\f \v\r\n')).toBe('a\f \v\r\n');
  });
});

describe('the vectors of the RFCs', () => {
  const body = 'Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n';
  const fields = [
    'From: Joe SixPack <joe@football.example.com>',
    'To: Suzie Q <suzie@shopping.example.net>',
    'Subject: Is dinner ready?',
    'Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)',
    'Message-ID: <20030712040037.46341.5F8J@football.example.com>',
  ];
  const signatureField = [
    'DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;',
    ' d=football.example.com; i=@football.example.com;',
    ' q=dns/txt; s=brisbane; t=1528637909; h=from : to :',
    ' subject : date : message-id : from : subject : date;',
    ' bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;',
    ' b=',
  ].join('\r\n');
  const signature =
    '/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==';
  // RFC 8463 appendix A.1: the 32 bytes of the secret, in the frame that PKCS#8 puts around them (RFC 8410).
  const key: DkimKey = {
    domain: 'football.example.com',
    selector: 'brisbane',
    algorithm: 'ed25519-sha256',
    privateKey: createPrivateKey({
      key: Buffer.concat([
        Buffer.from('302e020100300506032b657004220420', 'hex'),
        Buffer.from('nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=', 'base64'),
      ]),
      format: 'der',
      type: 'pkcs8',
    }),
  };

  it('have the body hash of RFC 6376 appendix A and RFC 8463 appendix A, and that of no body', () => {
    expect(bodyHasher([Buffer.from(body)])([])).toBe('2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=');
    expect(bodyHasher([Buffer.from('')])([])).toBe(createHash('sha256').digest('base64'));
  });

  it('have the Ed25519 signature and the DNS record of RFC 8463 appendix A', async () => {
    const data = [...fields.map((field) => `${relaxField(field)}\r\n`), relaxField(signatureField)].join('');
    expect((await signData(key, Buffer.from(data))).toString('base64')).toBe(signature);
    expect(dkimRecord(key)).toMatchObject({
      name: 'brisbane._domainkey.football.example.com',
      value: 'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
    });
    // The verifier of all the other tests agrees with the RFC.
    const message = `${signatureField}${signature}\r\n${fields.join('\r\n')}\r\n\r\n${body}`;
    expect(await verifyDkim(message, [key])).toEqual(['pass']);
  });
});

describe('signHeader', () => {
  it.each([
    ['an ordinary body', 'Dear Ada,\r\n\r\n  two  blanks\tand a tab \r\nBye.\r\n'],
    ['no body', ''],
    ['nothing but empty lines', '\r\n\r\n\r\n'],
    ['empty lines at the end', 'Bye.\r\n\r\n \t\r\n\r\n'],
    ['a last line that does not end', 'Bye.'],
    ['lines that begin with dots', '.\r\n..\r\n.bashrc\r\n'],
  ])('signs %s with both algorithms', async (_, body) => {
    const message = await signed(body);
    expect(await verifyDkim(message, keys)).toEqual(['pass', 'pass']);
    // RSA alone, and Ed25519 alone.
    for (const key of keys) expect(await verifyDkim(await signed(body, [key]), keys)).toEqual(['pass']);
  });

  it('says what it signs, and when, in lines of at most 76 characters', async () => {
    const message = await signed('Hello.\r\n');
    const field = /^DKIM-Signature:(?:.*\r\n)(?:[ \t].*\r\n)*/.exec(message)?.[0] ?? '';
    for (const line of field.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
    expect(tag(message, 'h')).toBe(
      'From:From:To:To:Cc:Subject:Subject:Reply-To:Date:Date:Message-ID:Message-ID:List-Id:List-Post:' +
        'List-Unsubscribe:List-Unsubscribe:List-Unsubscribe-Post:List-Unsubscribe-Post:MIME-Version:Content-Type',
    );
    expect(tag(message, 'd')).toBe('gazette.example');
    expect(tag(message, 's')).toBe('news');
    expect(tag(message, 't')).toBe(String(signedAt.getTime() / 1000));
    expect(field).not.toMatch(/[; ][lx]=/);
  });

  it('signs fields that come twice, from the last on', async () => {
    const twice = `${header}List-Unsubscribe: <mailto:a@b.example>\r\n`;
    expect(await verifyDkim(await signed('x\r\n', keys, twice), keys)).toEqual(['pass', 'pass']);
  });

  it('is undone by any other letter in what it covers', async () => {
    const message = await signed('Dear Ada,\r\n\r\nBye.\r\n', [rsaKey]);
    for (const [from, to] of [
      ['Dear', 'Deer'],
      ['Bye.', 'Bye!'],
      ['ada@example.com', 'ida@example.com'],
      ['Subject: ', 'Subject: Re'],
      ['https://gazette.example/u/', 'https://gazette.example/v/'],
      ['One-Click', 'One-Slick'],
      ['<1.2.0abc@', '<1.3.0abc@'],
      ['10:51:00', '10:51:01'],
    ] as const) {
      expect(message).toContain(from);
      expect(await verifyDkim(message.replace(from, to), keys), from).not.toEqual(['pass']);
    }
  });

  it.each([
    'From: Eve <eve@evil.example>',
    'To: x@example.com',
    'Subject: Pay here',
    'Reply-To: eve@evil.example',
    'Cc: eve@evil.example',
    'Date: Mon, 23 Nov 2026 10:51:00 +0000',
    'Message-ID: <other@gazette.example>',
    'List-Id: <other.evil.example>',
    'List-Post: <mailto:eve@evil.example>',
    'List-Unsubscribe: <https://evil.example/u/1>',
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    'MIME-Version: 1.0',
    'Content-Type: text/html',
  ])('is undone by another field on top: %s', async (added) => {
    const message = await signed('Hello.\r\n', [rsaKey]);
    expect(await verifyDkim(`${added}\r\n${message}`, keys)).not.toEqual(['pass']);
    expect(await verifyDkim(message.replace('\r\nTo:', `\r\n${added}\r\nTo:`), keys)).not.toEqual(['pass']);
  });

  it.each(['Feedback-ID: 1:SES', 'Sender: relay@example.com'])(
    'survives what relays add: %s',
    async (added) => {
      const message = await signed('Hello.\r\n', [rsaKey]);
      expect(await verifyDkim(`${added}\r\n${message}`, keys)).toEqual(['pass']);
    },
  );

  it('survives trace fields on top, and white space that relays change', async () => {
    const message = await signed('Hello  there.\r\n');
    const relayed = message
      .replace('Subject: ', 'subject:   ')
      .replace('Hello  there.', 'Hello there. ')
      .concat('\r\n\r\n');
    expect(relayed).not.toBe(message);
    expect(await verifyDkim(`Received: by mx.example\r\n${relayed}`, keys)).toEqual(['pass', 'pass']);
  });

  it('does not pass with the record of another key', async () => {
    const other = { ...rsaKey, privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey };
    expect(await verifyDkim(await signed('Hello.\r\n', [rsaKey]), [other])).toEqual(['fail']);
    expect(await verifyWith(await signed('Hello.\r\n', [rsaKey]), new Map())).toEqual(['neutral']);
  });

  it('signs a UTF-8 address as it stands', async () => {
    const head = header.replace('Ada <ada@example.com>', 'Jürgen <jürgen@example.com>');
    expect(await verifyDkim(await signed('Hello.\r\n', keys, head), keys)).toEqual(['pass', 'pass']);
  });
});

describe('bodyHasher', () => {
  const line = fc
    .array(fc.constantFrom('a', 'Z', '.', '=', ' ', '  ', '\t', ' \t'), { maxLength: 6 })
    .map((parts) => `${parts.join('')}\r\n`);
  const lines = fc.array(line, { maxLength: 4 }).map((all) => all.join(''));
  const gaps = fc.array(fc.tuple(lines, lines), { maxLength: 5 });
  const last = fc.tuple(lines, fc.constantFrom('--end--\r\n', '--end--', '--end-- \r\n\r\n'));

  it('gives for a body with gaps the hash of the whole', () => {
    fc.assert(
      fc.property(lines, gaps, last, lines, (first, middle, end, otherFilling) => {
        const literals = [first, ...middle.map(([, literal]) => literal)].map((text) => Buffer.from(text));
        const final = Buffer.concat([literals.pop() ?? Buffer.alloc(0), Buffer.from(end.join(''))]);
        const hash = bodyHasher([...literals, final]);
        const fillings = middle.map(([filling]) => filling);
        const whole = first + middle.flat().join('') + end.join('');
        // Another message first: none may leave anything behind in the state that all share.
        hash(fillings.map(() => otherFilling));
        expect(hash(fillings)).toBe(bodyHasher([Buffer.from(whole)])([]));
      }),
    );
  });
});
