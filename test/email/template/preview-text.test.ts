import { expect, test } from 'vitest';
import { previewText, standfirst } from '../../../src/email/template/preview-text.ts';

test('the preview is the summary, else the first words, on one line and cut at a word', () => {
  expect(previewText(' What the\nsea leaves. ', 'First.')).toBe('What the sea leaves.');
  expect(previewText(null, 'First.')).toBe('First.');
  expect(previewText(null, '')).toBe('');
  const long = previewText('word, '.repeat(40), '');
  expect(long.length).toBeLessThanOrEqual(141);
  expect(long).toMatch(/word…$/);
  expect(previewText('x'.repeat(300), '')).toHaveLength(141);
});

test('a summary that the first paragraph repeats makes no standfirst', () => {
  expect(standfirst('What the sea leaves behind.', 'Last night the storm ended.')).toBe(
    'What the sea leaves behind.',
  );
  expect(
    standfirst('Issue 4 on what the sea leaves', 'This is issue 4, on all that the sea leaves.'),
  ).toBeNull();
  expect(standfirst(null, 'Text')).toBeNull();
});
