import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markdownToText } from '../../../src/content/plain-text/markdown-to-text.ts';
import { displayWidth } from '../../../src/content/text/wrap-text.ts';
import { oddMarkdown } from '../odd-markdown.ts';

const place = { webUrl: 'https://gazette.example/issues/10/', siteUrl: 'https://gazette.example' };
const text = (markdown: string) => markdownToText(markdown, place);
const lines = (...expected: string[]) => expected.join('\n');

test('a caption stands below its image', () => {
  expect(text('![A pier](/p.png "The pier, by *Mo* &amp; me")')).toMatch(
    /^\[Image: A pier\] \[1\]\nThe pier, by \*Mo\* & me\n/,
  );
});

describe('references', () => {
  test('stand at the end of their section, numbered through the issue', () => {
    expect(text('See [a](https://a.example).\n\n## Two\n\n[b](/b), [b again](/b) and [c](c)')).toBe(
      lines(
        ...['See a [1].', '', '[1] https://a.example', '', '', 'Two', '---', ''],
        ...['b [2], b again [2] and c [3]', '', '[2] https://gazette.example/b'],
        '[3] https://gazette.example/issues/10/c',
      ),
    );
  });

  test('are spared where the text is the address', () => {
    expect(text('<https://a.example/?x=1&y=2>, [b.example](https://b.example/), <me@c.example>')).toBe(
      'https://a.example/?x=1&y=2, b.example, me@c.example',
    );
  });

  test('are kept apart from each other', () => {
    expect(text('[a](https://a.example/1)[b](https://b.example/2)')).toBe(
      lines('a [1] b [2]', '', '[1] https://a.example/1', '[2] https://b.example/2'),
    );
    expect(text('<p><a href="https://a.example/1">a</a><a href="https://b.example/2">b</a></p>')).toContain(
      'a [1] b [2]',
    );
  });

  test('have other numbers than notes, which stand at the end with those of the HTML', () => {
    const markdown =
      'A[^b] and [x](https://x.example/1).\n\n## Part\n\nB[^a], C[^b].\n\n[^a]: Of [y](https://y.example/2).\n[^b]: See[^a].';
    expect(text(markdown)).toBe(
      lines(
        ...[
          'A [^1] and x [1].',
          '',
          '[1] https://x.example/1',
          '',
          '',
          'Part',
          '----',
          '',
          'B [^2], C [^1].',
          '',
        ],
        ...['', '* * *', '', '[^1] See [^2].', '[^2] Of y [2].', '', '[2] https://y.example/2'],
      ),
    );
  });

  test('hold all that a note says, and a note that cites itself', () => {
    expect(text('A.[^n]\n\n[^n]: One.\n\n    - two\n    - three[^n]')).toBe(
      lines('A. [^1]', '', '', '* * *', '', '[^1] One.', '', '     - two', '     - three [^1]'),
    );
  });

  test('are left out for what leads nowhere', () => {
    expect(text('[a](javascript:x) and [PATCH][net-next]')).toBe('a and [PATCH][net-next]');
  });
});

describe('layout', () => {
  test('wraps at 72 columns and never breaks an address', () => {
    const url = `https://e.example/${'x'.repeat(90)}`;
    const wrapped = text(`${'word '.repeat(30)}<${url}> ${'word '.repeat(20)}`).split('\n');
    expect(wrapped).toContain(url);
    for (const line of wrapped.filter((each) => each !== url)) expect(line.length).toBeLessThanOrEqual(72);
  });

  test('keeps a number on the line of its link', () => {
    const wrapped = text(`${'x'.repeat(66)} [link](https://e.example)`);
    expect(wrapped).toContain(`${'x'.repeat(66)}\nlink [1]`);
  });

  test('underlines headings and sets an item on its text', () => {
    expect(text('# One\n\n### Three\n\n#### Item\n\nText.')).toBe(
      lines('One', '===', '', 'Three', '~~~~~', '', 'Item', 'Text.'),
    );
  });

  test('hangs lists, nested and loose', () => {
    const long = 'a b c d e f g h '.repeat(6).trim();
    expect(text(`- ${long}\n  - inner\n- next`)).toBe(
      lines(`- ${long.slice(0, 69)}`, `  ${long.slice(70)}`, '  - inner', '- next'),
    );
    expect(text('9. nine\n\n10. ten')).toBe(lines('9. nine', '', '10. ten'));
    expect(text('- [x] done\n- [ ] open')).toBe(lines('- [x] done', '- [ ] open'));
  });

  test('quotes with an angle bracket on every line', () => {
    expect(text('> one\n>\n> > two')).toBe(lines('> one', '>', '> > two'));
  });

  test('leaves code as it is, but for an indent', () => {
    expect(text(`\`\`\`\n${'long '.repeat(30)}\n\n\ttab & <b>\n\`\`\``)).toBe(
      lines(`    ${'long '.repeat(30)}`, '', '    \ttab & <b>'),
    );
    expect(text(`${'x '.repeat(33)}\`git commit --amend\``)).toContain('\n`git commit --amend`');
  });

  test('sets a table in columns, and as a list where it is too wide', () => {
    expect(text('| name | n |\n|:--|--:|\n| a | 10 |\n| bcd | 9 |')).toBe(
      lines('name   n', '----  --', 'a     10', 'bcd    9'),
    );
    const wide = 'w'.repeat(50);
    expect(text(`| name | note |\n|--|--|\n| ${wide} | ${wide} |`)).toBe(
      lines(`- name: ${wide}`, `  note: ${wide}`),
    );
  });

  test('breaks scripts that use no spaces, by the columns they take', () => {
    const wrapped = text('漢字'.repeat(40)).split('\n');
    expect(wrapped.map(displayWidth)).toEqual([72, 72, 16]);
  });
});

describe('what HTML would have hidden', () => {
  test('entities, raw tags, blocks and comments', () => {
    expect(
      text('&copy; a < b &amp; c <b>d</b> <a href="https://e.example">e</a><!-- f --><script>g</script>'),
    ).toBe(lines('\u00a9 a < b & c d e [1]', '', '[1] https://e.example'));
    expect(text('<div><p>A <a href="/b">b</a></p><p>C</p></div>')).toBe(
      lines('A b [1]', '', 'C', '', '[1] https://gazette.example/b'),
    );
    expect(text('![A pier](pier.jpg)')).toBe(
      lines('[Image: A pier] [1]', '', '[1] https://gazette.example/issues/10/pier.jpg'),
    );
  });
});

test('no markdown, however odd, throws or leaves a control character', () => {
  fc.assert(
    fc.property(oddMarkdown, (markdown) => {
      expect(text(markdown)).not.toMatch(/(?![\t\n])\p{Cc}/u);
    }),
    { numRuns: 500 },
  );
});
