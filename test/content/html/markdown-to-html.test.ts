import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ContentError } from '../../../src/content/content-error.ts';
import { markdownToHtml } from '../../../src/content/html/markdown-to-html.ts';
import { markdownToText } from '../../../src/content/plain-text/markdown-to-text.ts';
import { oddMarkdown, unsoundTags } from '../odd-markdown.ts';

const place = { webUrl: 'https://gazette.example/issues/10/', siteUrl: 'https://gazette.example' };
const nowhere = { webUrl: null, siteUrl: null };
const design = { linkHosts: false, columnWidth: 576 };
const html = (markdown: string) => markdownToHtml(markdown, place, design).html;
const layoutTable =
  '<table width="100%" role="presentation" cellpadding="0" cellspacing="0" border="0" class="layout">';

describe('what the author wrote', () => {
  test('comes through as GitHub-flavoured markdown', () => {
    expect(html('*a* **b** ~~c~~ `d`')).toBe(
      '<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>',
    );
    expect(html('- a\n  - b\n    - c')).toContain('<ul>\n<li>b<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>');
    expect(html('[a][ref]\n\n[ref]: https://e.example/x')).toBe('<p><a href="https://e.example/x">a</a></p>');
    expect(html('| a | b |\n|--|--:|\n| 1 | 2 |')).toContain('<th scope="col" align="right">b</th>');
    expect(html('- [x] done\n- [ ] open')).toContain(
      '<li class="task">\u2611 done</li>\n<li class="task">\u2610 open</li>',
    );
  });

  test('keeps brackets that define no reference', () => {
    const link = '[[PATCH][net-next] fix a break](https://e.example/1)';
    expect(html(`${link} and [PATCH][net-next]`)).toBe(
      '<p><a href="https://e.example/1">[PATCH][net-next] fix a break</a> and [PATCH][net-next]</p>',
    );
  });

  test('names an image in words, without marks', () => {
    const image = '![An \\*owl\\* **in** `a` <b>tree</b>, [b](c) &amp; \\<d>](/x.png) e';
    expect(html(image)).toContain('alt="An *owl* in a tree, b &amp; &lt;d&gt;"');
    expect(markdownToText(image, place)).toMatch(/^\[Image: An \*owl\* in a tree, b & <d>\]/);
  });

  test('keeps every blank of a code block', () => {
    expect(html('```sh\nif  x\n\tthen </mj-text>\n\n  fi  \n```')).toBe(
      '<pre><code>if  x\n\tthen &lt;/mj-text&gt;\n\n  fi  \n</code></pre>',
    );
  });

  test('is never read as a template', () => {
    expect(html('`{{#each x}}` and {{unsubscribeUrl}}')).toBe(
      '<p><code>{{#each x}}</code> and {{unsubscribeUrl}}</p>',
    );
  });

  test('numbers footnotes in the order of their references', () => {
    const text = 'One[^b], two[^a], one again[^b], none[^c].\n\n[^a]: Alpha.\n[^b]: word\n';
    expect(html(text)).toContain('One<sup>1</sup>, two<sup>2</sup>, one again<sup>1</sup>, none[^c].');
    expect(html(text)).toMatch(
      /<ol class="notes">\n<li><p>word<\/p>\n<\/li>\n<li><p>Alpha\.<\/p>\n<\/li>\n<\/ol>$/,
    );
  });

  test('says nothing of comments and heading ids', () => {
    expect(html('<!-- later -->\n## News {#news}\n\nText <!-- note --> on')).toBe(
      '<h2>News</h2>\n<p>Text  on</p>',
    );
  });
});

describe('addresses', () => {
  test('are made absolute against the page of the issue', () => {
    const text = '[a](../x) [b](/y) [c](z.png) [d](//cdn.example/q) [e](#top) ![f](i.png)';
    expect(html(text).match(/(?:href|src)="[^"]*"/g)).toEqual([
      'href="https://gazette.example/issues/x"',
      'href="https://gazette.example/y"',
      'href="https://gazette.example/issues/10/z.png"',
      'href="https://cdn.example/q"',
      'href="https://gazette.example/issues/10/#top"',
      'src="https://gazette.example/issues/10/i.png"',
    ]);
  });

  test('keep the spelling of the author', () => {
    const urls = ['http://e.example', 'https://e.example/a_(b)?q=[1]|2', 'mailto:a@b.example?subject=Hi'];
    for (const url of urls.filter((each) => !/[[|]/.test(each)))
      expect(html(`[x](${url})`)).toContain(`href="${url}"`);
    expect(html('<https://e.example/?a=1&b=2>')).toContain('href="https://e.example/?a=1&amp;b=2"');
    expect(html('[x](https://münchen.example/ä)')).toContain('href="https://xn--mnchen-3ya.example/%C3%A4"');
  });

  test('that lead nowhere leave their text and are told', () => {
    const result = markdownToHtml(
      '[a](x.html) ![a map](m.png) [b](javascript:x) [c](http://[)',
      nowhere,
      design,
    );
    expect(result.html).toBe('<p>a a map b c</p>');
    expect(result.dropped).toEqual([
      { url: 'x.html', why: 'relative' },
      { url: 'm.png', why: 'relative' },
      { url: 'javascript:x', why: 'scheme' },
      { url: 'http://%5B', why: 'malformed' },
    ]);
  });
});

describe('raw HTML', () => {
  test.each([
    ['<script>alert(1)</script>', ''],
    [
      'a <img src="https://e.example/x.png" onerror="x">',
      '<p>a <img src="https://e.example/x.png" alt="" /></p>',
    ],
    ['<a href="java&#10;script:x">a</a>', '<p>a</p>'],
    ['<a href="data:text/html,x">a</a>', '<p>a</p>'],
    ['<img src="data:image/png;base64,xx" alt="dot">', 'dot'],
    ['<p style="position:fixed" id="x" class="mj">a</p>', '<p>a</p>'],
    ['<form action="/x"><input name="q">a</form>', ''],
    ['<td>a</td></td></tr></table></div>', 'a'],
    ['<table><tr><td>a</td></tr></table>', `${layoutTable}<tr><td>a</td></tr></table>`],
    ['<table><tr><td>a</td><table></table></tr></table>', `${layoutTable}<tr><td>a</td></tr></table>`],
    ['a</mj-text><mj-text>b', '<p>ab</p>'],
  ])('%s becomes %s', (markdown, expected) => {
    expect(html(markdown)).toBe(expected);
  });

  test('cannot swallow what follows it', () => {
    expect(html('The <title> and <textarea> tags\n\nafter')).toBe(
      '<p>The &lt;title&gt; and &lt;textarea&gt; tags</p>\n<p>after</p>',
    );
    expect(html('<div>\nThe <title> tag\n</div>\n\nafter')).toBe(
      '<div>\nThe &lt;title&gt; tag\n</div><p>after</p>',
    );
  });

  test('has its title with the page that it was pasted in with', () => {
    const page = '<html><head><title>Mail</title></head>\n<body><noscript>Words</noscript></body></html>';
    expect(html(page)).toBe('Words');
    expect(markdownToText(page, place)).toBe('Words');
    const sentence = 'Between <title> and </title>.';
    expect(html(sentence)).toBe('<p>Between &lt;title&gt; and &lt;/title&gt;.</p>');
    expect(markdownToText(sentence, place)).toBe(sentence);
  });
});

describe('what a design asks for', () => {
  test('the site after a heading that is one link', () => {
    const withHosts = (text: string) => markdownToHtml(text, place, { ...design, linkHosts: true }).html;
    expect(withHosts('#### [A & B](https://www.e.example/x)')).toContain(
      '</a> <small class="host">e.example</small></h4>',
    );
    expect(withHosts('## [A](https://e.example/x)')).not.toContain('host');
    expect(withHosts('#### See [A](https://e.example/x)')).not.toContain('host');
  });

  test('the width of an image that is a paragraph of its own, and its caption', () => {
    expect(html('![Pier](pier.jpg "The pier & the sea")')).toBe(
      '<p class="figure"><img src="https://gazette.example/issues/10/pier.jpg" alt="Pier" width="576" class="natural" />' +
        '<small class="caption">The pier &amp; the sea</small></p>',
    );
    expect(html('a ![icon](i.png) b')).not.toContain('width');
  });
});

test('nesting beyond reading is refused in words', () => {
  expect(() => html('>'.repeat(20_000))).toThrow(ContentError);
});

test('no markdown, however odd, throws, harms a reader or leaves an element open', () => {
  fc.assert(
    fc.property(oddMarkdown, fc.constantFrom(place, nowhere), (markdown, where) => {
      const { html: fragment } = markdownToHtml(markdown, where, { ...design, linkHosts: true });
      expect(unsoundTags(fragment)).toEqual([]);
      for (const [tag] of fragment.matchAll(/<[^>]*>/g)) {
        expect(tag).not.toMatch(
          /^<\/?(?:script|style|iframe|video|audio|object|embed|source|svg|math|form|input|mj-|body|html|title|!)/i,
        );
        expect(tag).not.toMatch(/\s(?:on\w+|style|id)=/i);
        expect(tag).not.toMatch(/\s(?:href|src)="(?!(?:https?|mailto|tel|ftp):)/i);
      }
      expect(fragment).not.toMatch(/(?![\t\n])\p{Cc}/u);
    }),
    { numRuns: 500 },
  );
});
