import { expect, it } from 'vitest';
import { proveSenderBy, type Resolve } from '../../../src/feedback/inbound/prove-sender-dns.ts';
import { bodyHasher } from '../../../src/mail/dkim/dkim-body-hash.ts';
import { dkimRecord } from '../../../src/mail/dkim/dkim-record.ts';
import { signHeader } from '../../../src/mail/dkim/dkim-signature.ts';
import { rsaKey } from '../../mail/verify-dkim.ts';

const { name, strings } = dkimRecord(rsaKey);
const asked: string[] = [];
const resolve: Resolve = async (asks) => {
  asked.push(asks);
  if (asks === name) return [[...strings]];
  throw Object.assign(new Error(`no ${asks}`), { code: 'ENOTFOUND' });
};
const prove = proveSenderBy(resolve);

const from = 'From: "Ada Q." <Ada@gazette.example>\r\n';
const rest = 'To: leave@news.example\r\nDate: Sun, 22 Nov 2026 10:51:00 +0000\r\n';
const subject = 'Subject: unsubscribe\r\n';

/** A letter whose key belongs to gazette.example; `added` stands above what is signed. */
async function letter(head: string, added = ''): Promise<Buffer> {
  const body = 'Sent by a mail program.\r\n';
  const signature = await signHeader(head, bodyHasher([Buffer.from(body)])([]), [rsaKey], new Date(0));
  return Buffer.from(`${added}${signature}${head}\r\n${body}`);
}

it('believes the signature of the domain that From names, and of one above it', async () => {
  expect(await prove(await letter(from + rest + subject))).toBe('ada@gazette.example');
  const below = from.replace('@gazette', '@post.gazette');
  expect(await prove(await letter(below + rest + subject))).toBe('ada@post.gazette.example');
});

it('believes no From alone, and asks DNS of none', async () => {
  asked.length = 0;
  expect(await prove(Buffer.from(`${from}${rest}${subject}\r\n\r\n`))).toBeNull();
  expect(await prove(Buffer.from(''))).toBeNull();
  expect(asked).toEqual([]);
});

it('believes no signature of another domain', async () => {
  const other = from.replace('gazette.example', 'elsewhere.example');
  expect(await prove(await letter(other + rest + subject))).toBeNull();
});

it('believes none that was altered, or that leaves the word out', async () => {
  const whole = (await letter(from + rest + subject)).toString();
  expect(await prove(Buffer.from(whole.replace('Ada@', 'Eve@')))).toBeNull();
  expect(await prove(Buffer.from(whole.replace('Sent by', 'Send by')))).toBeNull();
  expect(await prove(await letter(from + rest, subject))).toBeNull();
});

it('believes none of a message with a second From or Subject above', async () => {
  const whole = from + rest + subject;
  expect(await prove(await letter(whole, from.replace('Ada@', 'Eve@')))).toBeNull();
  expect(await prove(await letter(whole.replace('unsubscribe', 'Hello'), subject))).toBeNull();
});

it('believes none of a part of the body, and asks for no more than a few', async () => {
  const whole = (await letter(from + rest + subject)).toString();
  asked.length = 0;
  expect(await prove(Buffer.from(whole.replace(/;(\s*bh=)/, '; l=5;$1')))).toBeNull();
  const signature = 'DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=b; h=From; bh=; b=\r\n';
  expect(await prove(Buffer.from(signature.repeat(50) + whole))).toBeNull();
  expect(asked).toEqual([]);
});

it('rejects where DNS cannot be asked for now, so that the mail is offered again', async () => {
  const away = proveSenderBy(async () => {
    throw Object.assign(new Error('timeout'), { code: 'ETIMEOUT' });
  });
  await expect(away(await letter(from + rest + subject))).rejects.toThrow(/DNS/);
});
