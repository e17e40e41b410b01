import { describe, expect, test } from 'vitest';
import { markdownToHtml } from '../../../src/content/html/markdown-to-html.ts';
import { outlineMarkdown, withoutTitle } from '../../../src/content/html/outline.ts';
import { resolveLink } from '../../../src/content/markdown/urls.ts';
import { markdownToText } from '../../../src/content/plain-text/markdown-to-text.ts';

const place = { webUrl: 'https://gazette.example/issues/10/', siteUrl: 'https://gazette.example' };
const design = { linkHosts: false, columnWidth: 576 };
const html = (markdown: string) => markdownToHtml(markdown, place, design).html;
const text = (markdown: string) => markdownToText(markdown, place);
const tada = '\u{1f389}';

describe('emoji codes', () => {
  test.each([
    ['Done :tada:', `Done ${tada}`],
    [':tada::tada:', ':tada::tada:'],
    ['(:tada:), **:tada:**', `(${tada}), *${tada}*`],
    [':+1: and :100: :nonsense:', '\u{1f44d} and \u{1f4af} :nonsense:'],
    ['10:30:45 a:100:b :100:5 x:tada: :tada:y', '10:30:45 a:100:b :100:5 x:tada: :tada:y'],
    ['`:tada:` and <code>:tada:</code>', '`:tada:` and :tada:'],
    ['\\:tada:', ':tada:'],
    [':constructor: :toString:', ':constructor: :toString:'],
  ])('%s', (markdown, expected) => {
    expect(text(markdown)).toBe(expected);
  });

  test('are left alone in addresses, in code and in the rows of dashes of a table', () => {
    expect(html('<https://e.example/:tada:> and https://e.example:80:')).not.toContain(tada);
    expect(html('```\n:tada:\n```')).toContain(':tada:');
    expect(html('| a | :tada: |\n|:--:|:-:|\n| b | c |')).toContain(`align="center">${tada}</th>`);
    expect(html('<div>:tada: <code>:tada:</code></div>')).toBe(`<div>${tada} <code>:tada:</code></div>`);
  });

  test('are read in headings and their outline', () => {
    expect(outlineMarkdown('## :tada: News {#news}\n').sections).toEqual([
      { title: `${tada} News`, items: 0 },
    ]);
    expect(withoutTitle('# :tada: News\n\nText', ':tada: News').trim()).toBe('Text');
  });
});

describe('definition lists', () => {
  const list = 'Ebb\n: The sea *goes*.\n: It is low.\n\nFlood\n: The sea comes,\n  with force.\n\nAfter.';

  test('are lists in HTML and indented in text', () => {
    expect(html(list)).toBe(
      '<dl>\n<dt>Ebb</dt>\n<dd>The sea <em>goes</em>.</dd>\n<dd>It is low.</dd>\n<dt>Flood</dt>\n' +
        '<dd>The sea comes,\nwith force.</dd>\n</dl>\n<p>After.</p>',
    );
    expect(text(list)).toBe(
      'Ebb\n    The sea _goes_.\n    It is low.\n\nFlood\n    The sea comes, with force.\n\nAfter.',
    );
  });

  test('are not seen in a heading or a smile', () => {
    for (const other of ['# Title\n: x', 'Text\n:) smile', 'Text\n:: x'])
      expect(html(other)).not.toContain('<dl>');
  });
});

describe("kramdown's attribute lists", () => {
  test('are not printed', () => {
    expect(html('{:#id}\nText *red*{: .red} here.\n{:.center}')).toBe('<p>Text <em>red</em> here.</p>');
    expect(html('![P](/p.png "Pier")\n{:.center}')).toContain('<p class="figure">');
    expect(html('## Title ## {#id}\n\n> ### Inner {: .x}')).toBe(
      '<h2>Title</h2>\n<blockquote>\n<h3>Inner</h3>\n</blockquote>',
    );
  });

  test('are kept where they are code', () => {
    expect(text('`{:?}` and {:}')).toBe('`{:?}` and {:}');
  });
});

describe('lists', () => {
  test('start where they start', () => {
    expect(text('0. a\n1. b')).toBe('0. a\n1. b');
    expect(html('7. a')).toContain('<ol start="7">');
  });

  test('of tasks are glyphs in raw HTML as well', () => {
    expect(html('<ul><li><input type="checkbox" checked> done</li></ul>')).toBe(
      '<ul><li><span>\u2611 </span> done</li></ul>',
    );
  });
});

describe('tables', () => {
  test('of three columns and more can move in a frame, and their long words break', () => {
    const wide = html(`| a | b | c |\n|--|--|--|\n| ${'x'.repeat(30)} | y | z |`);
    expect(wide).toMatch(
      /^<div class="scroll" role="region" aria-label="Table" tabindex="0"><table width="100%">/,
    );
    expect(wide).toContain('<td class="long">');
    expect(html('| a | b |\n|--|--|\n| 1 | 2 |')).toMatch(/^<table width="100%">/);
  });
});

describe('relative addresses', () => {
  const at = (webUrl: string | null, href: string) => {
    const resolved = resolveLink(href, { webUrl, siteUrl: 'https://gazette.example' });
    return resolved.ok ? resolved.url : resolved.why;
  };

  test('begin at the folder that a page without an extension is', () => {
    expect(at('https://gazette.example/issues/10', 'pier.png')).toBe(
      'https://gazette.example/issues/10/pier.png',
    );
    expect(at('https://gazette.example/issues/10', '../9/')).toBe('https://gazette.example/issues/9/');
    expect(at('https://gazette.example/v1.2', 'x')).toBe('https://gazette.example/v1.2/x');
  });

  test('begin beside a page that is a file', () => {
    expect(at('https://gazette.example/issues/10.html', 'pier.png')).toBe(
      'https://gazette.example/issues/pier.png',
    );
  });

  test('within the page lead to its copy on the web, or nowhere', () => {
    expect(at('https://gazette.example/issues/10', '#news')).toBe('https://gazette.example/issues/10#news');
    expect(at(null, '#news')).toBe('relative');
  });
});

describe('formulas', () => {
  test.each([
    'So $\\alpha_{i} * \\{b\\} * c$, \\(x_1 \\, y\\) and $$a_1 * b_2 * c < d$$.',
    '\\[\nE = mc^2 \\\\\na_b_c\n\\]',
    '\\begin{align*}\na &= b \\\\\nc &= d\n\\end{align*}',
  ])('%s is printed as it is written', (markdown) => {
    const written = markdown.replace(/\s+/g, ' ');
    expect(text(markdown)).toBe(written);
    expect(html(markdown).replace(/\s+/g, ' ')).toBe(
      `<p>${written.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</p>`,
    );
  });

  test('are not what is escaped in prose, nor prices', () => {
    expect(text('\\(words\\) \\[a\\] #\\[deny(unsafe_op)\\] $5 *or* $6 \\$$')).toBe(
      '(words) [a] #[deny(unsafe_op)] $5 _or_ $6 $$',
    );
  });
});

describe('a long paragraph', () => {
  const lengths = Array.from({ length: 60 }, (_, index) => 460 + index);

  test('has its marks read however far in they stand', () => {
    for (const length of lengths) {
      const words = `${'word '.repeat(92)}${'x'.repeat(length - 460)} `;
      const markdown = `${words}:tada: on[^1]{:.red}  \nand **b** more[^2].\n[^1]: One.\n[^2]: Two.`;
      expect(html(markdown)).toContain(
        `<p>${words}${tada} on<sup>1</sup><br />and <strong>b</strong> more<sup>2</sup>.</p>`,
      );
    }
  });

  test('without a blank in it loses nothing', () => {
    for (const length of lengths) {
      const word = 'x\u{1f3e4}'.repeat(length);
      expect(text(`${word}-${tada}`).replace(/\s/g, '')).toBe(`${word}-${tada}`);
    }
  });
});
