import fc from 'fast-check';
import { Marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { markdownToHtml } from '../../../src/content/html/markdown-to-html.ts';
import { cjkExtension } from '../../../src/content/markdown/cjk.ts';
import { markdownToText } from '../../../src/content/plain-text/markdown-to-text.ts';

const place = { webUrl: null, siteUrl: null };
const html = (markdown: string) =>
  markdownToHtml(markdown, place, { linkHosts: false, columnWidth: 576 }).html.replace(/^<p>|<\/p>$/g, '');

describe('emphasis in a script without blanks', () => {
  it.each([
    ['**重要，**这里', '<strong>重要，</strong>这里'],
    ['**注意：**下面', '<strong>注意：</strong>下面'],
    ['这里**（重要）**。', '这里<strong>（重要）</strong>。'],
    // A script without italics has it bold.
    ['*强调。*后面', '<b>强调。</b>后面'],
    ['~~删除。~~后面', '<del>删除。</del>后面'],
    ['これは**「重要」**です', 'これは<strong>「重要」</strong>です'],
    ['**강조(强調)**는', '<strong>강조(强調)</strong>는'],
    ['**“引用”**的', '<strong>“引用”</strong>的'],
  ])('takes effect beside its signs: %s', (markdown, expected) => {
    expect(html(markdown)).toBe(expected);
  });

  it('changes nothing of a text in ASCII', () => {
    const ours = new Marked({ gfm: true }, cjkExtension());
    const plain = new Marked({ gfm: true });
    const piece = fc.constantFrom('*', '**', '_', '__', '~~', '~', 'a', ' ', '.', '(', ')', '"', '`', '\n');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const markdown = pieces.join('');
        expect(ours.parse(markdown)).toBe(plain.parse(markdown));
      }),
    );
  });
});

describe('a bare address', () => {
  it.each([
    ['请看https://lamp.test.org/docs，然后', 'https://lamp.test.org/docs'],
    ['（https://lamp.test.org/x）和', 'https://lamp.test.org/x'],
    ['见 https://lamp.test.org/y。下一句。', 'https://lamp.test.org/y'],
    ['参照：https://lamp.test.org/灯/1、次', 'https://lamp.test.org/%E7%81%AF/1'],
  ])('ends at a full-width sign: %s', (markdown, address) => {
    expect(/href="([^"]*)"/.exec(html(markdown))?.[1]).toBe(address);
  });

  it('reads &amp; as any text does, and no reference without its semicolon', () => {
    const href = 'href="https://lamp.test.org/?a=1&amp;copy=2"';
    for (const markdown of [
      'https://lamp.test.org/?a=1&amp;copy=2',
      '<https://lamp.test.org/?a=1&amp;copy=2>',
      '[x](https://lamp.test.org/?a=1&copy=2)',
      '<a href="https://lamp.test.org/?a=1&copy=2">x</a>',
    ]) {
      expect(html(markdown)).toContain(href);
      expect(markdownToText(markdown, place)).toContain('https://lamp.test.org/?a=1&copy=2');
    }
  });
});

it('==words== are marked, and a comparison is none', () => {
  expect(html('A ==new **word**== here.')).toBe('A <mark>new <strong>word</strong></mark> here.');
  expect(html('if a==b==c or x == y == z')).toBe('if a==b==c or x == y == z');
  expect(markdownToText('A ==new== word.', place)).toBe('A *new* word.');
});
