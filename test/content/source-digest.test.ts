import { expect, it } from 'vitest';
import { digestSource } from '../../src/content/source-digest.ts';

const source = '---\ntitle: Wicks\n---\n\nTrim them.\n';
const same = (text: string) => digestSource(text) === digestSource(source);

it('names what the author wrote, front matter and all', () => {
  expect(digestSource(source)).toMatch(/^[0-9a-f]{64}$/);
  expect(same(source.replace('Wicks', 'wicks'))).toBe(false);
  expect(same(source.replace('Trim them.', 'Trim them. '))).toBe(false);
  expect(same(`\n${source}`)).toBe(false);
});

it.each([
  ['a byte order mark', `\ufeff${source}`],
  ['line ends of Windows', source.replaceAll('\n', '\r\n')],
  ['line ends of an old Mac', source.replaceAll('\n', '\r')],
  ['no line end at the end', source.trimEnd()],
  ['several', `${source}\n\n`],
])('%s is no edit', (_name, text) => {
  expect(same(text)).toBe(true);
});

it('takes time in proportion to a text that is nothing but line ends', () => {
  expect(digestSource('\n'.repeat(4_000_000))).toBe(digestSource(''));
});
