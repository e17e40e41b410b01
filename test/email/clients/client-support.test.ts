import dataset from 'caniemail/caniemail.json' with { type: 'json' };
import { describe, expect, test } from 'vitest';
import { findFeature } from '../../../src/email/clients/client-data.ts';
import { clientSupport, supportFindings } from '../../../src/email/clients/client-support.ts';
import { mailClients, nameClients } from '../../../src/email/clients/mail-clients.ts';
import { progressiveEnhancement } from '../../../src/email/clients/progressive-enhancement.ts';
import { usedFeatures } from '../../../src/email/clients/used-features.ts';
import { renderIssue } from '../../../src/email/render/render-issue.ts';
import { readTemplate } from '../../../src/email/template/template-file.ts';
import { issueOf, newsletter } from '../sample.ts';

const slugsOf = (html: string): string[] =>
  [...usedFeatures(html).keys()].filter((slug) => findFeature(slug));
const inStyle = (css: string): string[] =>
  slugsOf(`<style>${css}</style>`).filter((slug) => slug !== 'html-style');
const reported = (html: string, body?: string): string[] =>
  supportFindings(html, body).map(({ message }) => /"(.*?)" \(/.exec(message)?.[1] ?? message);

describe('the features an email uses', () => {
  test.each([
    ['<h3>x</h3>', ['html-h1-h6']],
    ['<details><summary>x</summary></details>', ['html-semantics']],
    ['<td valign="top" width="4">', ['html-valign', 'html-width']],
    ['<img src="https://a.example/B.JPEG?x=1.gif" alt="">', ['html-img', 'image-jpg']],
    [
      '<img srcset="https://a.example/a.avif 2x, https://a.example/b.webp" alt="">',
      ['html-img', 'html-srcset', 'image-avif', 'image-webp'],
    ],
    ['<table background="a.svg">', ['html-table', 'html-background', 'image-svg']],
    ['<a href="#top">x</a>', ['html-anchor-links']],
    ['<a href="https://a.example/#top">x</a>', []],
    ['<meta name="Color-Scheme" content="dark">', ['html-meta-color-scheme']],
    ['<input type="email">', ['html-input-text']],
    ['<ruby>x<rt>y</rt></ruby>', ['html-ruby']],
  ])('in %s', (html, slugs) => {
    expect(slugsOf(html)).toEqual(slugs);
  });

  test.each([
    ['padding-left:2em', ['css-padding', 'css-unit-em']],
    ['padding-inline-start:0', ['css-padding-inline-start-end']],
    ['margin:-.5% auto', ['css-margin', 'css-unit-percent']],
    ['border-top:0', ['css-border']],
    ['border-top-left-radius:0', ['css-border-radius']],
    ['display:inline-flex', ['css-display', 'css-display-flex']],
    ['width:calc(100% - 2px)', ['css-width', 'css-unit-calc', 'css-unit-percent', 'css-unit-px']],
    ['color:var(--ink) !important', ['css-variables', 'css-important']],
    ['--ink:#a1b2px', ['css-variables']],
    ['background:url("https://a.example/1px.webp")', ['css-background', 'image-webp']],
    ['background:url(data:image/png;base64,AA==)', ['css-background', 'image-base64']],
    ['background:repeating-linear-gradient(red,blue)', ['css-background', 'css-linear-gradient']],
    ['color:rgba(0,0,0,.5)', ['css-rgba']],
    ["font-family:'Rooms 12px',system-ui", ['css-sytem-ui']],
    ['mso-line-height-rule:exactly;-webkit-text-size-adjust:100%', []],
  ])('in style="%s"', (style, slugs) => {
    expect(slugsOf(`<b style="${style.replaceAll('"', '&quot;')}">x</b>`)).toEqual(slugs);
  });

  test.each([
    [
      '.a.b > li:first-child{}',
      [
        'css-selector-class',
        'css-selector-child',
        'css-selector-type',
        'css-pseudo-class-first-child',
        'css-selector-chaining',
      ],
    ],
    [
      'a:not(#b) ~ *, [c="d"]::before{}',
      [
        'css-selector-grouping',
        'css-selector-type',
        'css-pseudo-class-not',
        'css-selector-id',
        'css-selector-general-sibling',
        'css-selector-universal',
        'css-selector-attribute',
        'css-pseudo-element-before',
      ],
    ],
    [
      '@media (prefers-color-scheme:dark){a{}}',
      ['css-at-media', 'css-at-media-prefers-color-scheme', 'css-selector-type'],
    ],
    ['@keyframes x{from{top:0}50%{}}', ['css-at-keyframes', 'css-left-right-top-bottom']],
    ['a{b{}}', ['css-selector-type', 'css-nesting']],
    ['/* why */', ['css-comments']],
  ])('in <style>%s', (css, slugs) => {
    expect(inStyle(css)).toEqual(slugs);
  });

  test('are told with their first line and how often they come', () => {
    const html =
      '<p>a</p>\n<style>\nb{}\na{float:left}\n</style>\n<i style="float:left">x</i><i style="float:left">y</i>';
    expect(usedFeatures(html).get('css-float')).toEqual({ slug: 'css-float', line: 4, times: 3 });
  });

  test('are not those of a comment, which only Outlook reads, nor of CSS that nobody can read', () => {
    expect(
      slugsOf(
        '<!--[if mso]><table style="float:left"><![endif]--><!--[if !mso]><!--><p>x</p><!--<![endif]-->',
      ),
    ).toEqual(['html-p']);
    expect(inStyle('a{float:left} }{')).toEqual([]);
    expect(slugsOf('<b style="float:left;}">x</b>')).toEqual([]);
  });
});

describe('the data', () => {
  test('is of the newest version, whatever order its keys are in', () => {
    const withoutFocus = findFeature('css-pseudo-class-focus')?.unsupported ?? [];
    // On macOS "16" has it and "12.4" has not; JavaScript puts "16" first.
    expect(nameClients(withoutFocus)).not.toMatch(/Apple Mail \(.*macOS/);
    expect(nameClients(findFeature('css-text-underline-offset')?.unsupported ?? [])).toMatch(
      /^Gmail, Outlook, Yahoo/,
    );
  });

  test('has every client of the list', () => {
    const families: Record<string, object>[] = dataset.data.map(({ stats }) => stats);
    const untested = mailClients.filter(
      ({ family, platform }) => !families.some((stats) => platform in (stats[family] ?? {})),
    );
    expect(untested).toEqual([]);
  });

  test('knows each deliberate exception, and somebody lacks it', () => {
    const idle = [...progressiveEnhancement.keys()].filter((slug) => !findFeature(slug)?.unsupported.length);
    expect(idle).toEqual([]);
    const needed = [...progressiveEnhancement.values()].flatMap(({ needs }) => needs ?? []);
    expect(needed.filter((slug) => findFeature(slug) === null)).toEqual([]);
  });

  test('keeps what is missing where support is partial', () => {
    const [lists] = clientSupport('<ol reversed><li>x</li></ol>');
    const gmail = lists?.feature.partial.find(({ client }) => client.name === 'Gmail');
    expect(gmail?.notes.join()).toContain('`reversed`');
  });
});

describe('findings', () => {
  test('are one a feature, with the clients and the place', () => {
    const html = '<div style="display:grid">\n<p style="display:grid">x</p></div>';
    expect(supportFindings(html)).toEqual([
      {
        rule: 'client-support',
        severity: 'warning',
        line: null,
        message: expect.stringMatching(
          /^The template uses "display:grid" \(line 1 of the HTML, 2 times in all\), .* by .*Outlook \(.*Windows.*https:\/\/www\.caniemail\.com\/features\/css-display-grid\/$/,
        ),
      },
    ]);
  });

  test("tell the issue's text from the template", () => {
    const body = '<p><ruby>語<rt>go</rt></ruby></p>';
    expect(
      supportFindings(`<div style="float:left">${body}</div>`, body).map(({ message }) => message),
    ).toEqual([
      expect.stringMatching(/^The issue's text uses "<ruby> element"/),
      expect.stringMatching(/^The template uses "float"/),
    ]);
  });

  test('leave out what falls back, as long as it does', () => {
    expect(reported('<ruby>語<rp>(</rp><rt>go</rt><rp>)</rp></ruby>')).toEqual([]);
    expect(reported('<div style="display:none;max-height:0">x</div>')).toEqual([]);
    expect(reported('<div style="max-height:0">x</div>')).toEqual(['max-height property']);
  });

  test('leave out what another rule says better', () => {
    expect(
      reported('<form><input><button>x</button></form><img src="data:image/png;base64,AA==" alt="">'),
    ).toEqual([]);
    const image = '<img src="https://a.example/a.webp" alt="">';
    expect(reported(image, image)).toEqual([]);
    expect(reported(image)).toEqual(['webP image format']);
  });
});

const markdown = `A [link](https://a.example), \`code\`, ~~no~~ and <kbd>x</kbd>.

## Two

- [x] done
  - nested

> quote

| a | b |
|---|--:|
| 1 | 2 |

\`\`\`js
const a = 1;
\`\`\`

![A pier](https://a.example/pier.jpg "At noon")

Note[^1] <mark>m</mark> <abbr title="b">a</abbr> <del>d</del>

<details><summary>More</summary>

Inside

</details>

[^1]: Said so.
`;

describe.each(['digest', 'letter'])('the %s', (name) => {
  const emailOf = async () =>
    (await renderIssue(issueOf(markdown), await readTemplate(`templates/${name}`), newsletter)).variants[0]
      ?.html ?? '';

  test('gives no finding, with everything an issue can hold', async () => {
    const html = await emailOf();
    expect(usedFeatures(html).size).toBeGreaterThan(50);
    expect(supportFindings(html)).toEqual([]);
    expect(clientSupport(html).filter(({ fallback }) => fallback !== null).length).toBeGreaterThan(20);
  });
});
