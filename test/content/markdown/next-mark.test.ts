import { describe, expect, test } from 'vitest';
import { nextMark } from '../../../src/content/markdown/next-mark.ts';

const tada = /:tada:/;

describe('the next mark', () => {
  test('is where it stands', () => {
    expect(nextMark('of :tada: and', tada)).toBe(3);
    expect(nextMark(`${'a'.repeat(480)} :tada: ${'b '.repeat(900)}`, tada)).toBe(481);
  });

  test('of a text that has none is nowhere, and of a long one behind a word', () => {
    expect(nextMark('none', tada)).toBeUndefined();
    const text = 'abc '.repeat(1_000);
    const end = nextMark(text, tada) ?? 0;
    expect(end).toBeGreaterThanOrEqual(500);
    expect(end).toBeLessThan(510);
    expect(text.slice(end, end + 2)).toBe(' a');
  });

  test('is looked for no farther than a thousand characters where no word ends', () => {
    for (const unit of ['[x](', '$', '<', 'a', '  ', '\n'])
      expect(nextMark(`${unit.repeat(2_000)}:tada:`, tada), unit).toBe(1_000);
  });

  test('in a script without blanks cuts between two whole characters', () => {
    expect(nextMark('信'.repeat(2_000), tada)).toBe(501);
    expect(nextMark('\u{1f600}'.repeat(2_000), tada)).toBe(502);
  });
});
