import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/content/finding.ts';
import type { Issue } from '../../../src/content/issue.ts';
import { lintIssue } from '../../../src/content/lint/lint-issue.ts';
import { type LintRule, lintRules } from '../../../src/content/lint/lint-rules.ts';
import type { WebPlace } from '../../../src/content/markdown/urls.ts';
import { oddMarkdown } from '../odd-markdown.ts';

const place: WebPlace = { webUrl: 'https://tides.test.org/issues/7/', siteUrl: 'https://tides.test.org' };
const nowhere: WebPlace = { webUrl: null, siteUrl: null };

const summary = 'What the sea did in this very wet November.';

/** An issue that has nothing wrong with it but what a test gives it; its markdown begins on line 5 of the file. */
function issueOf(part: Partial<Issue>): Issue {
  const markdown = part.markdown ?? 'High water came early.\n';
  return {
    key: '7',
    number: 7,
    slug: 'tidal-notes-7',
    title: 'Tidal notes 7',
    date: '2026-11-22',
    summary,
    language: 'en',
    lines: markdown.split('\n').map((_, index) => index + 5),
    findings: [],
    images: {},
    path: 'issues/007-tidal-notes.md',
    sourceDigest: '',
    webUrl: place.webUrl,
    withheld: null,
    ...part,
    markdown,
  };
}

const lint = (markdown: string, where = place) => lintIssue(issueOf({ markdown }), where);
const rulesOf = (part: Partial<Issue>, where = place): string[] =>
  lintIssue(issueOf(part), where).map(({ rule }) => rule);

interface Fixture {
  /** Each has exactly this fault, and once; a text is an issue's markdown. */
  readonly has: readonly (string | Partial<Issue>)[];
  /** Each is near to it and has no fault at all. */
  readonly hasNot: readonly (string | Partial<Issue>)[];
  readonly place?: WebPlace;
}

const fence = '```';
const fixtures: Partial<Record<LintRule, Fixture>> = {
  'bad-url': {
    has: [
      '[a](htps://tides.org/a)',
      '[a](http//tides.org/a)',
      '[a](https:/tides.org/a)',
      '[a](https://https://tides.org/a)',
      '[a](www.tides.org/a)',
      '[a](tides.org/a)',
      '[a](editor@tides.org)',
      '[a](<https://tides.org/a b>)',
      '[a](https://tides.org/a b)',
      '[a]()',
      '![chart]()',
      '(https://tides.org/a)[the words]',
      '[https://tides.org/a](words)',
      '[a](https://ti%zzdes.org)',
      '[a](https://tides..org/)',
      '<p><a href="htpp://tides.org">a</a></p>',
      'See [a][b].\n\n[b]: htps://tides.org/b',
      '(the words)[https://tides.org/a]',
      '[the words][https://tides.org/a]',
      '[the words](mailto:editor@tides.org?subject=High water)',
      '[the words](/a b.pdf)',
      '<https://tides.org/a b>',
    ],
    hasNot: [
      '[a](https://http.cat/404)',
      '[a](mailto:editor@tides.org)',
      '[a](/https)',
      '[a](notes.html)',
      '[a](//tides.org/a)',
      '[a](https://tides.org/a%20b "a title")',
      'Tables (https://tides.org/a)[1] and notes.',
      'Write `[a]()` and `(https://tides.org)[a]`.',
      '[a]: htps://unused.org\n\nWords.',
      'https://tides.org/a。后',
      '说（https://tides.org/a），后',
      '<a name="here"></a>',
      '[a]({{ site.url }}/a)',
      'C++ knows [](int x) and arr()[0].',
    ],
  },
  'bottomless-nesting': {
    has: [`${'> '.repeat(20_000)}deep`],
    hasNot: [`${'> '.repeat(20)}not so deep`],
  },
  'control-character': {
    has: ['It\u0092s late.', 'A \u202eturned text.', 'A \u2067turned text\u202c.', 'A\u0000B'],
    hasNot: ['It’s late.\t', 'A \u2067turned\u2069 text.', '\u202bשלום\u202c', 'A\u200d\u{1f469}'],
  },
  'glued-url': {
    has: [
      '[a](https://tides.org/a.htmlhttps://tides.org/b.html)',
      '[a](https://tides.org/a)https://tides.org/b'.replace(')h', 'h').concat(')'),
      '![a](https://tides.org/(a)http://tides.org/b.png)',
      'See [a][b].\n\n[b]: https://tides.org/ahttps://tides.org/b',
    ],
    hasNot: [
      '[a](https://web.archive.org/web/2017/https://tides.org/a)',
      '[a](https://tides.org/?url=https://tides.org/b)',
      '[a](https://tides.org/login?next%3Dhttps://tides.org/b)',
      '[a](https://tides.org/a&https://tides.org/b)',
      '`https://tides.org/ahttps://tides.org/b`',
    ],
  },
  'local-url': {
    has: [
      '[a](https://localhost:8080/a)',
      '[a](https://127.0.0.1/)',
      '[a](https://192.168.1.7/)',
      '[a](https://[::1]/)',
      '[a](https://printer.local/)',
      '![a](https://intranet/a.png)',
    ],
    hasNot: [
      'Open https://localhost:8080 in a browser.',
      'Open <http://localhost:8080/> or [localhost:8080](https://localhost:8080).',
      '[https://127.0.0.1:4000/a](https://127.0.0.1:4000/a)',
      '[a](https://localhost.tides.org/)',
      '[a](https://11.0.0.1/)',
      '[a](https://172.15.0.1/)',
    ],
  },
  'missing-subject': { has: [{ title: ' ' }], hasNot: [{ title: 'Tidal notes' }] },
  'missing-text': {
    has: [{ markdown: '<!-- to be written -->\n' }],
    hasNot: ['<!-- a note -->\n\nWords.'],
  },
  'relative-url': {
    has: ['[a](../a.html)', '![a chart](chart.png)', '<a href="/a">a</a>'],
    hasNot: ['[a](https://tides.org/a.html)'],
    place: nowhere,
  },
  'unresolved-reference': {
    has: [
      'See [the text][label].',
      'See [label][].',
      'See [the `code`][label].',
      '![an image][label]',
      '**See [the text\nof it][label]**',
      '| [a][b] | c |\n|---|---|\n| d | e |',
      '- > See [a [b] c][label].',
    ],
    hasNot: [
      'See [the text][label].\n\n[Label]: https://tides.org/a',
      '[[PATCH][net] a fix](https://tides.org/a)',
      '[PATCH][net] a fix',
      'Read a[i][j] and m[0][1], or [1][2].',
      '`[a][b]`',
      '- [ ] task\n- [x] [done](https://tides.org/a)',
      'Escaped \\[a][b].',
      '    [a][b]',
      'A note[^1].\n\n[^1]: Words.',
    ],
  },
  'unsafe-url': {
    has: ['[a](javascript:alert%281%29)', '![a](data:image/png;base64,AAAA)', '[a](file:///etc/a)'],
    hasNot: ['[a](https://tides.org/javascript:x)', 'Never write javascript:alert.'],
  },
  'accidental-heading': {
    has: ['The sea was calm\nand so were we.\n---\n'],
    hasNot: ['The sea\n---\n', 'The sea was calm\nand so were we.\n\n---\n'],
  },
  'dangling-footnote': {
    has: ['A note[^1].'],
    hasNot: ['A note[^1].\n\n[^1]: Words.', 'The class `[^a]`.', '[^a](https://tides.org/a)'],
  },
  diagram: {
    has: [`${fence}mermaid\na-->b\n${fence}`, `~~~ {.dot}\na\n~~~`],
    hasNot: [`${fence}js\na\n${fence}`, 'A mermaid.'],
  },
  'empty-link': {
    has: ['- []()', '- []()\n- []()\n\n[]() and more'],
    hasNot: ['`[]()`', 'A lambda [](int x) of it.'],
  },
  'empty-link-text': {
    has: ['Words [](https://tides.org/a).', '<p><a href="https://tides.org/a"></a></p>'],
    hasNot: ['[![a chart](https://tides.org/a.png)](https://tides.org/a)'],
  },
  'example-url': {
    has: ['[a](https://example.com/a)', '[a](https://www.example.org)'],
    hasNot: ['[a](https://examples.org)', 'As in https://example.com.'],
  },
  'foreign-mark': {
    has: ['H~2~O', 'x^2^ and more', 'It is ++new++.', 'Words^[a note] here.'],
    hasNot: [
      '~old~ and ~~old~~',
      'C++ and G++',
      '2^3 and 4^5',
      'a ==mark== of ==it==',
      'x[^1]\n\n[^1]: A note.',
    ],
  },
  'fragment-url': {
    has: ['[a](#later)'],
    hasNot: ['[a](https://tides.org/#later)'],
    place: nowhere,
  },
  'generic-link-text': {
    has: [
      'Read it [here](https://tides.org/a).',
      '[Read more…](https://tides.org/a)',
      '[**hier**](https://tides.org/a)',
    ],
    hasNot: ['[here is the chart](https://tides.org/a)', 'Come here.'],
  },
  'heading-jump': {
    has: ['## A\n\n#### B\n', '# A\n\n<h3>B</h3>\n', 'A\n===\n\n### B'],
    hasNot: ['#### A\n\n## B\n\n### C\n\n## D\n\n#'.slice(0, -1), '## A\n\n> #### quoted'],
  },
  'heading-space': {
    has: ['##Title', 'Words\n###Title'],
    hasNot: ['## Title', '#hashtag', '`##Title`', '    ##Title'],
  },
  'html-dropped': {
    has: [
      'a <script>x()</script>'.replace('a ', ''),
      '<form action="/a"></form>',
      '<iframe width="1"></iframe>',
      '<p onclick="x()">a</p>',
      'a <button>b</button>',
    ],
    hasNot: [
      '<iframe src="https://tides.org/a"></iframe>',
      '<Button onClick="x()">a</Button>',
      '<!-- <script> -->\n\nWords.',
      'An `<input>` element',
      '<p>one on="x"</p>',
    ],
  },
  'http-link': {
    has: [
      '[a](http://tides.org/a)',
      '<http://tides.org>',
      '![a](http://tides.org/a.png)',
      '[a][b]\n\n[b]: http://tides.org',
    ],
    hasNot: ['[a](https://tides.org/http://)', 'www.tides.org', '`http://tides.org`'],
  },
  'image-format': {
    has: [
      '![a](https://tides.org/a.webp)',
      '![a](https://tides.org/a.svg?v=1)',
      '<img alt="" src="/a.AVIF">',
    ],
    hasNot: ['![a](https://tides.org/a.webp.png)', '[a](https://tides.org/a.svg)'],
  },
  'invisible-character': {
    has: ['[a](https://tides.org/\u200ba)', '[a](https://tides.org/a\u200cb)'],
    hasNot: ['[a](https://tides.org/می\u200cروم)', 'Words\u200b here.'],
  },
  'long-code-line': {
    has: [`${fence}\n${'x'.repeat(61)}\n\n${'x'.repeat(70)}\n${fence}`, `    ${'x'.repeat(61)}`],
    hasNot: [`${fence}\n${'x'.repeat(60)}\n${fence}`, 'x'.repeat(90)],
  },
  'markdown-in-html': {
    has: [
      '<div>\n- ebb\n- flow\n</div>',
      '<div>\n## Ebb\n</div>',
      '<div>\nA [tide chart](/a) in it.\n</div>',
      '<figure markdown="span">\n  ![A](/a.png)\n</figure>',
    ],
    hasNot: [
      '<p>\n- A. Gull\n</p>',
      '<div>\n\nA [tide chart](/a) in it.\n\n</div>',
      '<p title="**a**">`x`</p>\n<pre>**a**</pre>\n<!-- [a](/b) -->',
      'A <b>[tide chart](/a)</b> in it.',
    ],
  },
  math: {
    has: [
      `${fence}math\nx\n${fence}`,
      'So $$e = mc^2$$ holds.',
      'So \\(x_1 = 2\\) holds.',
      'So \\[\\frac{a}{b}\\] holds.',
      'So $x_{1}$.',
      '\\[\nE = mc\n\\]',
      '\\begin{align}\na &= b\n\\end{align}',
    ],
    hasNot: [
      'It costs $5 or $$ and $$ more.',
      'Escaped \\(words\\) and \\[words\\].',
      '`$$e = mc^2$$`',
      'From $5_{a} to $6.',
      '#\\[cfg(a = "unsafe_op")\\]',
    ],
  },
  'missing-alt': {
    has: ['![](https://tides.org/a.png)', '<img src="/a.png">'],
    hasNot: ['![a](https://tides.org/a.png)', '<img src="/a.png" alt="">'],
  },
  preheader: {
    has: [
      { summary: 'Too short.' },
      { summary: 'Long. '.repeat(30) },
      { summary: 'Tidal notes 7' },
      { markdown: '- only a list', summary: null },
      { markdown: 'Tidal notes 7', summary: null },
    ],
    hasNot: [{ summary }, { markdown: 'Short.', summary: null }],
  },
  'raw-url-text': {
    has: [
      '[https://tides.org/a](https://tides.org/a)',
      'See https://tides.org/charts/2026/november/high-water.html now.',
    ],
    hasNot: [
      'See https://tides.org/a now.',
      '[tides.org](https://tides.org/a)',
      '[https://tides.org](https://tides.org)',
    ],
  },
  'stray-bracket': {
    has: [
      '[a] (https://tides.org/a)',
      'the words](https://tides.org/a/very/long/address/of/a/chart.html)',
      'See [the words(https://tides.org/a) and [a chart](https://tides.org/b).',
    ],
    hasNot: [
      '\\](https://tides.org/a)'.slice(0, 2),
      '[1] (https://tides.org/a) and [PATCH] (https://tides.org/b)',
      '`](/a)`',
      '[see (https://tides.org/a)]',
    ],
  },
  'subject-length': {
    has: [{ title: 'Issue 7' }, { title: 'long '.repeat(16) }],
    hasNot: [{ title: 'Tidal note' }, { title: '春の手紙と波' }],
  },
  'subject-reply': {
    has: [{ title: 'Re: the tide of November' }, { title: 'AW: Ebbe und Flut heute' }],
    hasNot: [{ title: 'Rebuilding the pier' }, { title: 'What to re: read' }],
  },
  'subject-shouting': {
    has: [{ title: 'HIGH WATER AGAIN' }, { title: '🌊🌊🌊🌊🌊🌊🌊🌊🌊🌊' }],
    hasNot: [
      { title: 'NOAA and USGS' },
      { title: 'NOAA data 2026' },
      { title: '潮汐周报第七期高水位又来了' },
    ],
  },
  'swallowed-definition': {
    has: ['Words [a].\n[a]: https://tides.org/a/very/long/address/of/a/chart.html'],
    hasNot: ['Words [a].\n\n[a]: https://tides.org/a', 'Words\n[a]: that is, words'],
  },
  'tracking-parameter': {
    has: [
      '## Sponsor\n\nWords.\n\n## News\n\n[a](https://tides.org/a?utm_source=x)',
      'We adapt to it: [a](https://tides.org/a?utm_source=x)',
      '[a](https://tides.org/a?utm_source=x&utm_medium=y)',
      '[a](https://www.youtube.com/watch?feature=youtu.be&v=x)',
      '[a](https://youtu.be/x?si=y)',
    ],
    hasNot: [
      '## Sponsor\n\nA [a](https://tides.org/a?utm_source=x).',
      '**Gesponsert von Ebb**: [a](https://tides.org/a?utm_source=x)',
      '[a](https://tides.org/a?feature=x&si=y&source=z)',
      '[a](https://www.youtube.com/watch?v=x&t=10)',
    ],
  },
  'unclosed-code-fence': {
    has: [`${fence}js\nx()\n`, `~~~\nx()\n${fence}`],
    hasNot: [`${fence}\nx()\n${fence}${'`'}\n`, `- ${fence}\n  x\n  ${fence}\n`, `~~~\n~~~`],
  },
  'unclosed-emphasis': {
    has: ['This is **bold **text.', 'This is** bold** text.', 'So __bold __text.'],
    hasNot: [
      'This is **bold** text.',
      '中文**重点：**后文，*强调。*后面，~~删除。~~后面',
      '2**3**4 and a ** b ** c',
      'src/**/a and src/**',
      '`**a **`',
      'a__b__c',
      '**',
    ],
  },
  'unsupported-scheme': {
    has: ['[a](irc://tides.org/a)', '[a](matrix:r/a)'],
    hasNot: ['[a](tel:+4712345678)', 'irc: words'],
  },
  'unused-footnote': {
    has: ['Words.\n\n[^1]: A note.'],
    hasNot: ['Words[^A].\n\n[^a]: A note.'],
  },
  'lost-cell': {
    has: ['| a | b |\n|---|---|\n| c | d | e |', '> a | b\n> ---|---\n> `c|d` | e'],
    hasNot: ['| a | b |\n|---|---|\n| `c\\|d` | e |\n| f |\n| g | h |  ', 'a | b\n---|---\nc | d'],
  },
  'unclosed-html': {
    has: ['A Vec<b> of it.', 'The <body> and more.', 'If a<b and b>c.', 'The <i>tide.'],
    hasNot: [
      'A <b>tide</b>, `<b>`, a<br>b, <img src="/a.png" alt="">, c <p> d',
      'The <title> and <form> tags.',
      '<small>a\n\nb</small>',
      '<div>\n<b>\n</div>',
      'So <wbr/> or <span/> on.',
    ],
  },
  'wide-table': {
    has: ['|a|b|c|d|e|\n|-|-|-|-|-|\n|1|2|3|4|5|'],
    hasNot: ['|a|b|c|d|\n|-|-|-|-|\n|1|2|3|4|'],
  },
};

const partOf = (text: string | Partial<Issue>): Partial<Issue> =>
  typeof text === 'string' ? { markdown: text } : text;

describe.each(Object.entries(fixtures))('the rule %s', (rule, { has, hasNot, place: where = place }) => {
  it.each(has)('finds %j', (text) => expect(rulesOf(partOf(text), where)).toEqual([rule]));
  it.each(hasNot)('lets %j be', (text) => expect(rulesOf(partOf(text), where)).toEqual([]));
});

describe('a finding', () => {
  it('has the line of the file, the severity of its rule, and quotes what is wrong', () => {
    expect(lint('# A\n\n- b\n  - [c](htps://tides.org/c)\n')).toEqual([
      {
        rule: 'bad-url',
        severity: 'error',
        line: 8,
        message:
          'The address "htps://tides.org/c" does not begin with "https://" as it seems to mean: correct its beginning.',
      },
    ]);
  });

  it('says nothing of the reserved name of a newsletter that is itself an example', () => {
    const own = { webUrl: null, siteUrl: 'https://tides.example.org' };
    expect(lint('[a](https://tides.example.org/a)', own)).toEqual([]);
    expect(lint('[a](https://other.example.org/a)', own)).toMatchObject([{ rule: 'example-url' }]);
  });

  it('says both halves of glued addresses', () => {
    const message = lint('[a](https://tides.org/ahttps://tides.org/b)')[0]?.message;
    expect(message).toContain('"https://tides.org/a" and "https://tides.org/b"');
  });

  it('says what a control character was meant to be', () => {
    expect(lint('It\u0092s late.')[0]?.message).toContain('probably meant to be ’');
  });

  it('says of a reference whose definition was swallowed where that is', () => {
    const found = lint('See [a][b].\n\nWords\n[B]: https://tides.org/b\n');
    expect(found.map(({ rule, line }) => [rule, line])).toEqual([
      ['unresolved-reference', 5],
      ['swallowed-definition', 8],
    ]);
    expect(found[0]?.message).toContain('put an empty line above its definition "[b]:"');
  });

  it('counts the links that nobody filled in, and the references below a tag that nothing answers', () => {
    expect(lint('- []()\n- []()\n- []()')).toMatchObject([
      { severity: 'warning', message: expect.stringMatching(/^3 links have neither/) },
    ]);
    const tag: Finding = { rule: 'site-tag', severity: 'error', line: 7, message: 'A tag.' };
    const markdown = '[one][a], [two][b], [three][c].\n\n{% include x %}\n[a]: https://tides.org/a\n';
    const found = lintIssue(issueOf({ markdown, findings: [tag] }), place);
    expect(found.map(({ rule }) => rule)).toEqual(['unresolved-reference', 'site-tag']);
    expect(found[0]?.message).toContain('2 references');
  });

  it('names the tracking parameters', () => {
    const message = lint('[a](https://tides.org/?id=1&utm_source=x&fbclid=y)')[0]?.message;
    expect(message).toContain('"utm_source", "fbclid"');
    expect(message).not.toContain('"id"');
  });

  it('comes after what reading the file found, in the order of the lines', () => {
    const findings = [{ rule: 'site-tag', severity: 'error', line: 7, message: 'A tag.' }] as const;
    const markdown = '[a](http://tides.org)\n\n[b](http://tides.org)\n\n[c](http://tides.org)';
    const found = lintIssue(issueOf({ title: 'Issue 7', markdown, findings }), place);
    expect(found.map(({ rule, line }) => [rule, line])).toEqual([
      ['subject-length', null],
      ['http-link', 5],
      ['site-tag', 7],
      ['http-link', 7],
      ['http-link', 9],
    ]);
  });

  it('is made of any text without throwing, of a known rule, on a line of the file, and in sentences', () => {
    fc.assert(
      fc.property(fc.oneof(oddMarkdown, fc.string({ unit: 'binary', maxLength: 300 })), (markdown) => {
        const issue = issueOf({ markdown, title: markdown.slice(0, 90), summary: markdown.slice(0, 50) });
        for (const { rule, line, message } of lintIssue(issue, nowhere)) {
          expect(Object.hasOwn(lintRules, rule)).toBe(true);
          expect(line === null || issue.lines.includes(line)).toBe(true);
          expect(message).toMatch(/^\S.*\.$/);
        }
      }),
    );
  });
});
