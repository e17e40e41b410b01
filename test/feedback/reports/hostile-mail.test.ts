import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readBounce } from '../../../src/feedback/reports/read-bounce.ts';
import { mimeReader } from '../../../src/mail/mime/read-mime-worker.ts';
import { rounds } from '../../setup/soak.ts';
import { dsn, failed, feedbackReport, notice } from '../returned-mail.ts';

const readMime = mimeReader();
const reader = 'reader@reader.example';
const originals = [
  dsn({ fields: failed('550 5.1.1 User unknown', '5.1.1') }),
  dsn({
    fields: [
      ...failed('552 5.2.2 Mailbox full', '5.2.2'),
      '',
      ...failed('550 5.7.1 Blocked by spamhaus.org'),
    ],
  }),
  notice([
    `<${reader}>:`,
    'Sorry, no mailbox here by that name. (#5.1.1)',
    '',
    '--- Below this line is a copy of the message.',
  ]),
  feedbackReport(['Feedback-Type: abuse', `Original-Rcpt-To: <${reader}>`]),
];

/** What happens to mail on its way, and what strangers do to it. Positions are fractions of the length. */
const mutations: readonly ((text: string, at: number) => string)[] = [
  (text, at) => text.slice(0, at * text.length),
  (text, at) => text.slice(at * text.length),
  (text) => text.replaceAll('=_report', 'arf'),
  (text) => text.replace(/boundary=.*/, 'boundary=""'),
  (text, at) =>
    text.replace(
      /\r\n\r\n/,
      `\r\nContent-Transfer-Encoding: ${at < 0.5 ? 'base64' : 'quoted-printable'}\r\n\r\n`,
    ),
  (text) => text.replaceAll(': ', ':\r\n '),
  (text) => text.replaceAll('\r\n', '\n'),
  (text) => text.replaceAll('\r\n', '\r'),
  (text, at) => `${text.slice(0, at * text.length)}\0\xff\xfe${text.slice(at * text.length)}`,
  (text, at) => text + text.slice(at * text.length),
  (text, at) => text.slice(0, at * text.length) + '<'.repeat(3_000) + text.slice(at * text.length),
  (text, at) => text.slice(0, at * text.length) + 'a.'.repeat(3_000) + text.slice(at * text.length),
  (text) => text.replaceAll('=', '==?utf-8?q?=ZZ?='),
  (text, at) => {
    const lines = text.split('\r\n');
    const cut = Math.floor(at * lines.length);
    return [...lines.slice(cut), ...lines.slice(0, cut)].join('\r\n');
  },
];

const mutated = fc
  .tuple(
    fc.constantFrom(...originals),
    fc.array(fc.tuple(fc.constantFrom(...mutations), fc.double({ min: 0, max: 1, noNaN: true })), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([text, steps]) => steps.reduce((changed, [mutate, at]) => mutate(changed, at), text));

it('never fails on mutated mail, and blames nobody whom the mail does not name', {
  timeout: rounds(20_000, 3_600_000),
}, async () => {
  await fc.assert(
    fc.asyncProperty(mutated, async (text) => {
      const report = readBounce(await readMime(Buffer.from(text, 'latin1')));
      expect(report.results.length).toBeGreaterThan(0);
      for (const recipient of report.recipients) expect(text.replaceAll(/=\r?\n/g, '')).toContain(recipient);
    }),
    { numRuns: rounds(300, 20_000) },
  );
});

it('never suppresses for a fault of the sender, however the report is cut', async () => {
  const blocked = dsn({ fields: failed('550 5.7.1 Blocked by spamhaus.org', '5.7.1') });
  for (let end = 0; end < blocked.length; end += 7) {
    const { kind } = readBounce(await readMime(Buffer.from(blocked.slice(0, end))));
    expect(kind, `cut at ${end}`).not.toBe('hard');
  }
});
