import { expect, it } from 'vitest';
import { withoutCopiedBodies } from '../../../src/mail/mime/copied-bodies.ts';
import { declaredBoundaries } from '../../../src/mail/mime/mime-limits.ts';

const shorten = (...lines: string[]): string[] => {
  const source = lines.join('\r\n');
  return withoutCopiedBodies(source, declaredBoundaries(source)).split('\r\n');
};
const outer = ['Content-Type: multipart/report; boundary="o"', '', '--o', '', 'gone'];

it('leaves out the body of a returned copy and keeps its header and what follows', () => {
  const copy = [
    '--o',
    'Content-Type: message/rfc822',
    '',
    'To: a@b.example',
    'Content-Type: multipart/mixed; boundary=i',
    '',
  ];
  const body = ['--i', '', 'our words', '--i--', ''];
  const after = ['--o', 'Content-Type: message/delivery-status', '', 'Status: 5.1.1', '--o--'];
  expect(shorten(...outer, ...copy, ...body, ...after)).toEqual([...outer, ...copy.slice(0, -1), ...after]);
});

it.each([
  [
    'a forwarded report',
    ['Content-Type: message/rfc822', '', 'Content-Type: multipart/report; boundary=i', '', '--i', '', 'x'],
  ],
  [
    'an encoded copy',
    ['Content-Type: message/rfc822', 'Content-Transfer-Encoding: base64', '', 'VG86IGE=', '', 'eA=='],
  ],
  ['a part of text', ['Content-Type: text/plain', '', 'a', '', 'b']],
])('keeps %s whole', (_, part) => {
  const lines = [...outer, '--o', ...part, '--o--'];
  expect(shorten(...lines)).toEqual(lines);
});
