import { expect, test } from 'vitest';
import { outlineMarkdown, withoutTitle } from '../../../src/content/html/outline.ts';

test('the sections of an issue, their items counted, and its first paragraph', () => {
  const outline = outlineMarkdown(
    'Hello *you* &\n[all](x).\n\n## One `two`\n\n- a\n  - b\n- c\n\n## [Three](https://e.example)\n\nText.',
  );
  expect(outline).toEqual({
    sections: [
      { title: 'One two', items: 3 },
      { title: 'Three', items: 0 },
    ],
    firstParagraph: 'Hello you & all.',
  });
});

test('a heading that repeats the title is taken away, any other stays', () => {
  expect(withoutTitle('\n# The *Second* Post\n\nText', 'the second post').trim()).toBe('Text');
  expect(withoutTitle('Title\n=====\n\nText', 'Title').trim()).toBe('Text');
  expect(withoutTitle('# Other\n\nText', 'Title')).toBe('# Other\n\nText');
  expect(withoutTitle('## Title\n\nText', 'Title')).toBe('## Title\n\nText');
});
