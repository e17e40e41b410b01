import { describe, expect, test } from 'vitest';
import { htmlTags } from '../../../src/content/html/html-tags.ts';
import { mendUnclosed } from '../../../src/content/html/unclosed.ts';

// Where the work grew with the square of the text, each of these would take many minutes and not end in time.
describe('a great many tags that nothing ends', () => {
  test.each(['<title ', '<title "', "<iframe '", '<svg a="b" '])('%j', (unit) => {
    const html = unit.repeat(50_000);
    expect(htmlTags(html)).toEqual([]);
    expect(mendUnclosed(html)).toBe(html);
  });

  test('do not hide the tag behind them', () => {
    const [found, ...others] = htmlTags(`${'<title '.repeat(50_000)}\n<p class="a > b">`);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ name: 'p', line: 1 });
    expect(found?.attributes.get('class')).toBe('a > b');
  });
});

test('a tag stands on the line on which it begins', () => {
  const html = '<p>\n\n<b\ntitle="x">\n</b></p>';
  expect(htmlTags(html).map(({ name, line }) => [name, line])).toEqual([
    ['p', 0],
    ['b', 2],
    ['b', 4],
    ['p', 4],
  ]);
});
