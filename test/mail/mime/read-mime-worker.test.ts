import { expect, it } from 'vitest';
import { maxReadBytes } from '../../../src/mail/mime/mime-limits.ts';
import { mimeReader } from '../../../src/mail/mime/read-mime-worker.ts';

const readMime = mimeReader();
const read = (text: string) => readMime(Buffer.from(text, 'latin1'));

it('takes a report apart and keeps its returned copy closed', async () => {
  const message = [
    'Subject: =?utf-8?q?Zur=C3=BCck?=',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain; charset=iso-8859-1',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'unzustellbar f=FCr',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Final-Recipient: rfc822;a@b.example',
    '--b',
    'Content-Type: message/rfc822',
    '',
    'To: a@b.example',
    '',
    'our own words',
    '--b--',
  ].join('\r\n');
  const reading = await read(message);
  expect(reading).toMatchObject({ ok: true, message: { text: 'unzustellbar für\n' } });
  if (!reading.ok) return;
  expect(reading.message.headers).toContainEqual({ name: 'subject', value: 'Zurück' });
  expect(reading.message.parts.map(({ type }) => type)).toEqual([
    'message/delivery-status',
    'message/rfc822',
  ]);
});

it('refuses a message of 50,000 parts and one nested 1,000 deep, and reads the next', async () => {
  const bomb = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(50_000)}--b--`;
  expect(await read(bomb)).toMatchObject({ ok: false, reason: 'has more than 200 MIME parts' });
  const nested = Array.from(
    { length: 1_000 },
    (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\n\n--b${level}\n`,
  );
  expect(await read(nested.join(''))).toMatchObject({ ok: false, reason: 'has more than 200 MIME parts' });
  expect(await read(nested.slice(0, 100).join(''))).toMatchObject({
    ok: false,
    reason: expect.stringContaining('nesting depth of 20'),
  });
  expect(await read('Subject: x\n\ny')).toMatchObject({ ok: true });
});

it('reads only the beginning of what is too long', async () => {
  const reading = await read(`Subject: x\n\n${`${'line '.repeat(15)}\n`.repeat(2_000)}`);
  expect(reading.ok && reading.message.source.length).toBe(maxReadBytes);
});

it('leaves the bytes of others alone, however small the message', async () => {
  const shared = Buffer.from('Subject: x\n\nhello');
  await Promise.all([readMime(shared), readMime(shared), readMime(shared)]);
  expect(shared.toString()).toBe('Subject: x\n\nhello');
});

it.each([
  ['loops for ever', 'require("node:worker_threads").parentPort.on("message", () => { for (;;); })'],
  ['ends', 'require("node:worker_threads").parentPort.on("message", () => process.exit(3))'],
  ['throws', 'require("node:worker_threads").parentPort.on("message", () => { throw new Error("no") })'],
  [
    'eats memory',
    'require("node:worker_threads").parentPort.on("message", () => { const all = []; for (;;) all.push(new Array(1e5).fill(all.length)); })',
  ],
])('says so of a thread that %s, and starts another', async (_, thread) => {
  const reader = mimeReader({ thread, timeLimitMs: 50, startLimitMs: 2_000 });
  const lost = { ok: false, reason: 'could not be read within the limits of time and memory' };
  expect(await reader(Buffer.from('a: b\n\nx'))).toEqual(lost);
  expect(await reader(Buffer.from('a: b\n\nx'))).toEqual(lost);
});
