import { describe, expect, it } from 'vitest';
import { markdownToHtml } from '../../../src/content/html/markdown-to-html.ts';
import { readLanguage } from '../../../src/content/listing/issue-path.ts';
import { markdownToText } from '../../../src/content/plain-text/markdown-to-text.ts';
import { isolateRuns } from '../../../src/content/text/isolate.ts';
import { directionOf, guessLanguage, hasItalics } from '../../../src/content/text/script.ts';
import { cutToWidth } from '../../../src/content/text/wrap-text.ts';
import { previewText } from '../../../src/email/template/preview-text.ts';

const place = { webUrl: null, siteUrl: null };
const turned = (markdown: string) =>
  markdownToHtml(markdown, place, { linkHosts: false, columnWidth: 576, direction: 'rtl' }).html;

describe('the direction of a text', () => {
  it.each([
    ['az-Arab', 'rtl'],
    ['pa-Arab', 'rtl'],
    ['fa', 'rtl'],
    ['ar-Latn', 'ltr'],
    ['az', 'ltr'],
    ['my_own', 'ltr'],
  ])('is that of the script of %s', (language, direction) => {
    expect(directionOf(language, 'Words.')).toBe(direction);
  });

  it('is that of its own letters, where the language says nothing of it; code and addresses have none', () => {
    const arabic =
      'استخدم `npm run a-very-long-name` ثم [رابط](https://pier.example/a/b/c).\n\n```js\nconst x = 1;\n```';
    expect(directionOf('en', arabic)).toBe('rtl');
    expect(directionOf('en', 'A word, نشرة, in a longer text.')).toBe('ltr');
  });

  it.each([
    ['هذه فقرة قصيرة', 'ar'],
    ['این یک خبرنامه است', 'fa'],
    ['یہ ایک خط ہے', 'ur'],
    ['זה מכתב קצר', 'he'],
    ['A short letter', null],
    ['一封信', null],
  ])('of %s is in a language that is guessed', (text, language) => {
    expect(guessLanguage(text)).toBe(language);
  });
});

describe('a text from right to left', () => {
  it('has its code from left to right', () => {
    expect(turned('استخدم `--dry-run` هنا.\n\n```\na[0]\n```')).toBe(
      '<p>استخدم <code dir="ltr">--dry-run</code> هنا.</p>\n<pre dir="ltr"><code>a[0]\n</code></pre>',
    );
    const text = markdownToText('استخدم `--dry-run` هنا.\n\n```\na[0]\n```', place, 'rtl');
    expect(text).toContain('\u2068`--dry-run`\u2069');
    expect(text).toContain('\u2068a[0]\u2069');
  });

  it.each([
    ['انظر The lamp (2026) هنا', 'انظر \u2068The lamp (2026)\u2069 هنا'],
    ['لغة C++ و Wi-Fi 6', 'لغة \u2068C++\u2069 و \u2068Wi-Fi 6\u2069'],
    ['في 2026-11-20 صباحا', 'في \u20682026-11-20\u2069 صباحا'],
    ['كلمة Python وحدها', 'كلمة Python وحدها'],
    ['(see this) نص', '(\u2068see this\u2069) نص'],
  ])('has its runs of other scripts isolated: %s', (text, isolated) => {
    expect(isolateRuns(text)).toBe(isolated);
    expect(turned(text)).toBe(`<p>${isolated}</p>`);
    expect(markdownToText(text, place, 'rtl')).toBe(isolated);
  });
});

it('what has no italics in its script is bold', () => {
  expect(turned('*强调* and *emphasis* and <i>تأكيد</i>')).toBe(
    '<p><b>强调</b> \u2068and\u2069 <em>emphasis</em> \u2068and\u2069 <b>تأكيد</b></p>'.replaceAll(
      /[\u2068\u2069]/g,
      '',
    ),
  );
  expect(['zh', 'ja', 'ar', 'th', 'en', 'ru'].map(hasItalics)).toEqual([
    false,
    false,
    false,
    false,
    true,
    true,
  ]);
});

it.each(['my-ai', 'is-it', 'go-to'])('%s is no language', (text) => expect(readLanguage(text)).toBeNull());
it.each(['pt-br', 'zh-hant', 'en-US', 'sr-latn', 'de'])('%s is a language', (text) => {
  expect(readLanguage(text)?.toLowerCase()).toBe(text.toLowerCase());
});

describe('a preview', () => {
  it('is cut between two characters, by its width', () => {
    const family = '👩‍👩‍👧';
    const preview = previewText(family.repeat(100), '');
    expect(preview).toBe(`${family.repeat(70)}…`);
    expect(previewText('海'.repeat(100), '')).toBe(`${'海'.repeat(70)}…`);
    expect(cutToWidth('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301e\u0301');
  });
});
