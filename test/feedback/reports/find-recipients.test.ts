import { describe, expect, test } from 'vitest';
import { findRecipients } from '../../../src/feedback/reports/find-recipients.ts';
import type { MimeMessage } from '../../../src/mail/mime/mime-message.ts';

const message = { headers: [], parts: [], text: '', html: '', source: '' } as unknown as MimeMessage;
const found = (notice: string) => findRecipients(message, notice).map(({ recipient }) => recipient);

// Where the work grew with the square of a notice, each of these would take minutes and not end in time.
describe('a notice that is made to take long', () => {
  const long = 300_000;

  test.each(['from', 'sender', 'reply to', 'recipient', '  rfc822;', 'to', 'a@b.example', '<'])(
    'with a great many blanks behind %j names whom it names',
    (word) => {
      const notice = `${word}${' '.repeat(long)}\n<reader@example.org>: user unknown\n`;
      expect(found(notice)).toContain('reader@example.org');
    },
  );

  test.each(['from ', 'to:', 'a@', '@', 'a.b@', '<a@b.example> ', 'from: a@b.example '])(
    'of %j and nothing else is read to its end',
    (unit) => {
      expect(found(unit.repeat(long / unit.length)).length).toBeLessThanOrEqual(1);
    },
  );

  test('of a hundred thousand recipients names the first hundred', () => {
    const lines = Array.from({ length: 100_000 }, (_, at) => `<reader${at}@example.org>: user unknown\n`);
    expect(found(lines.join(''))).toHaveLength(100);
  });

  test('of a hundred thousand failed recipients in its header names the first hundred', () => {
    const value = Array.from({ length: 100_000 }, (_, at) => `reader${at}@example.org`).join(', ');
    const header = { ...message, headers: [{ name: 'x-failed-recipients', value }] } as MimeMessage;
    expect(findRecipients(header, ' '.repeat(long))).toHaveLength(100);
  });
});

test('the sender that a server was told is nobody who was to read, however far behind its word it stands', () => {
  expect(found('from:    me@sender.example\nto:    reader@example.org\n')).toEqual(['reader@example.org']);
});
