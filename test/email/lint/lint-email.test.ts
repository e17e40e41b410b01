import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lintEmail } from '../../../src/email/lint/lint-email.ts';
import type { EmailToLint } from '../../../src/email/lint/read-email.ts';
import { themeFindings } from '../../../src/email/lint/theme-contrast.ts';
import { contrastOf } from '../../../src/email/template/colours.ts';
import { readTemplate } from '../../../src/email/template/template-file.ts';
import { defaultTheme } from '../../../src/email/template/theme.ts';

const sound: EmailToLint = {
  html: '<h1>Low tide</h1><p>Read <a href="https://pier.example/tide">on</a>.</p>',
  text: 'Low tide\n\nRead on [1].\n\n[1] https://pier.example/tide\n',
  subject: 'Low tide',
  preheader: 'What the sea leaves behind.',
  body: '<p>Read <a href="https://pier.example/tide">on</a>.</p>',
};

/** The findings of an email that is sound but for what is given, as `rule: message`. */
function lint(changes: Partial<EmailToLint>): string[] {
  return lintEmail({ ...sound, ...changes }).map(({ rule, message }) => `${rule}: ${message}`);
}

/** The email with more HTML around the body. */
const withHtml = (html: string) => ({ html: sound.html + html });
/** The email whose author wrote more, which the template took in. */
const withBody = (html: string) => ({ html: sound.html + html, body: sound.body + html });

test('a sound email has no findings', () => {
  expect(lint({})).toEqual([]);
});

describe('what a template left over', () => {
  test.each([
    [withHtml('<p>Dear {{ name }},</p>'), '"{{ name }}" stands in line 1 of the HTML'],
    [withHtml('\n<img alt="{{title}}">'), '"{{title}}" stands in line 2 of the HTML'],
    [withHtml('<td> undefined\n</td>'), '"undefined" stands in'],
    [withHtml('<p>By [object Object]</p>'), '"[object Object]" stands in'],
    [withHtml('<a href="PPSLOT0abcx5bz">x</a>'), '"PPSLOT0abcx5bz" stands in'],
    [withHtml('<p>}}</p>'), '"}}" stands in'],
    [{ text: `${sound.text}\nDear {{name}}` }, '"{{name}}" stands in the text part'],
    [{ preheader: 'For {{name' }, '"{{name" stands in the preview text'],
    [{ subject: 'For {{name}}' }, '"{{name}}" stands in the subject'],
  ])('%o', (changes, message) => {
    expect(lint(changes)).toEqual([expect.stringContaining(`leftover-token: ${message}`)]);
  });

  test.each([
    withBody(
      '<p>Write <code>{{#each}}</code> or {{name}}, PPSLOT, <em>undefined</em> and [object Object].</p>',
    ),
    withBody('<p>{{<em>un</em>paired</p><td>null</td>'),
    withHtml('<p>It is undefined. <code>{{x}}</code></p><pre>{{y}}</pre><!-- {{z}} -->'),
    { ...withBody('<p>Use {{a_b}}</p>'), text: `${sound.text}\nUse {{a\\_b}}`, preheader: 'Use {{a_b}}' },
  ])('but not what an author writes about: %o', (changes) => {
    expect(lint(changes)).toEqual([]);
  });
});

test('what is left over in many places is told once, where it comes first', () => {
  const everywhere = { ...withHtml('<p>{{x}} {{x}}</p>'), text: `${sound.text}{{x}}`, subject: 'On {{x}}' };
  expect(lint({ ...everywhere, preheader: '{{y}} {{x}}' })).toEqual([
    expect.stringContaining('"{{x}}" stands in the subject'),
    expect.stringContaining('"{{y}}" stands in the preview text'),
  ]);
});

describe('characters that nobody sees', () => {
  test.each([
    [withHtml('a\n\u0092b'), 'U+0092 stands in the HTML, first in its line 2.'],
    [{ subject: 'Low\u0000 tide' }, 'U+0000 stands in the subject'],
    [{ text: `${sound.text}\u202e\u001b[1m` }, 'U+202E, U+001B stands in the text part'],
    [{ preheader: 'half \ud83d' }, 'U+D83D stands in the preview text'],
  ])('%o', (changes, message) => {
    expect(lint(changes)).toEqual([expect.stringContaining(`control-character: ${message}`)]);
  });

  test('are not emoji, tabs, or the marks that Hebrew and Persian need', () => {
    const fine = '😀\t👩‍🚀\r\nمی‌خواهم \u200fשלום\u200e \u2067a\u2069';
    expect(lint({ ...withHtml(fine), text: sound.text + fine, preheader: fine })).toEqual([]);
  });
});

describe('what no mail should hold', () => {
  test.each([
    ['<script>1</script>', 'active-content: <script> stands in line 1 of the HTML.'],
    [
      '<iframe src="https://a.example"></iframe>\n<IFRAME></IFRAME>',
      'active-content: <iframe> stands in line 1 of the HTML and 1 more.',
    ],
    ['<p onclick="x()">a</p>', 'active-content: The attribute onclick stands'],
    ['<a href=" javascript:x()">a</a>', 'active-content: An address that is a script stands'],
    ['<meta http-equiv="Refresh" content="0">', 'active-content: <meta http-equiv="refresh"> stands'],
    ['<img src="data:image/png;base64,AA==" alt="">', 'data-uri: A data: address stands in line 1'],
    ['<p style="background:url(data:image/png;base64,AA==)">a</p>', 'data-uri:'],
    ['<style>p{background:url("data:,")}</style>', 'data-uri:'],
    ['<style>@import "https://a.example/a.css";</style>', 'remote-font:'],
    ['<style>@font-face{font-family:A;src:url(https://a.example/a.woff2)}</style>', 'remote-font:'],
    ['<link rel="stylesheet" href="https://a.example/a.css">', 'remote-font:'],
    ['<img src="http://a.example/a.png" alt="">', 'http-image: The image "http://a.example/a.png"'],
    ['<td style="background:url(http://a.example/a.png)"></td>', 'http-image:'],
    [
      '\n<style>\na{}\n}\n</style>',
      'broken-style: The style sheet is broken in line 4 of the HTML: Unexpected }',
    ],
    [`<style>${'a{color:red}'.repeat(1200)}</style>`, 'style-size: The style sheets come to 14400 bytes'],
    [
      `<style>${'ü{}'.repeat(2000)}</style><style>${'a{}'.repeat(2500)}</style>`,
      'style-size: The style sheets come to 15500 bytes',
    ],
  ])('%s', (html, message) => {
    expect(lint(withHtml(html))).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    '<p>&lt;script&gt; and data:image/png are words, javascript: too</p>',
    '<!--[if mso]><style>{{x}} @font-face{}</style><script></script><![endif]-->',
    `<style>${'a{}'.repeat(4778)}</style>`,
    '<link rel="icon" href="https://a.example/a.ico">',
  ])('is not in %s', (html) => {
    expect(lint(withHtml(html))).toEqual([]);
  });

  test('an image that the author put in is found where it was written', () => {
    expect(lint(withBody('<img src="http://a.example/a.png" alt="">'))).toEqual([]);
  });

  test('stops a send only where clients refuse it', () => {
    const html =
      '<script></script><img src="data:," alt="">\u0001{{x}}<style>@import "a";}</style><img src="http://a.example/" alt="">';
    const severities = lintEmail({ ...sound, ...withHtml(html) }).map(
      ({ rule, severity }) => `${rule} ${severity}`,
    );
    expect(severities.sort()).toEqual([
      'active-content error',
      'broken-style warning',
      'control-character error',
      'data-uri error',
      'http-image warning',
      'leftover-token error',
      'remote-font warning',
    ]);
  });
});

describe('links that only one part has', () => {
  test('are told, a few by name', () => {
    const links = [1, 2, 3, 4, 5].map((number) => `<a href="https://a.example/${number}">x</a>`).join('');
    expect(lint(withBody(links))).toEqual([
      'parity: 5 links are in the HTML and missing in the text part: "https://a.example/1", "https://a.example/2", ' +
        '"https://a.example/3" and 2 more. Readers of that part cannot follow them.',
    ]);
    expect(lint({ text: `${sound.text}\nSee https://a.example/x.` })).toEqual([
      expect.stringMatching(
        /^parity: A link is in the text part and missing in the HTML: "https:\/\/a\.example\/x/,
      ),
    ]);
  });

  test.each([
    ['the same spelled another way', '<a href="https://a.example/%E2%80%9D">x</a>', 'https://a.example/”'],
    ['its words alone', '<a href="https://a.example/">a.example</a>', 'a.example'],
    ['a mailbox', '<a href="mailto:ann@a.example">Ann</a>', 'Ann <ann@a.example>'],
    [
      'an image, which text only names',
      '<img src="https://a.example/a.png" alt="">',
      '[image: https://a.example/a.png]',
    ],
    ['code, which links nowhere', '<code>curl https://a.example/x</code>', '`curl https://a.example/x`'],
  ])('are not %s', (_, html, text) => {
    expect(lint({ ...withBody(html), text: `${sound.text}\n${text}` })).toEqual([]);
  });

  test("are not the template's own", () => {
    expect(lint(withHtml('<a href="https://pier.example/follow">Follow us</a>'))).toEqual([]);
  });
});

test('no email, however odd, throws', () => {
  const odd = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('<style>', '</style>', '<a href="', '{{', '%ff', 'https://', '<!--', '<code>', '}'),
      ),
    )
    .map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(odd, odd, odd, (html, text, body) => {
      lintEmail({ html, text, body, subject: text, preheader: html });
    }),
  );
});

describe('the colours of a theme', () => {
  test.each(['digest', 'letter'])('of %s can be read, in the light and in the dark', async (name) => {
    expect(themeFindings((await readTemplate(`templates/${name}`)).theme)).toEqual([]);
  });

  test('are measured as WCAG says', () => {
    expect(contrastOf('#000000', '#ffffff')).toBe(21);
    expect(contrastOf('#FFFFFF', '#ffffff')).toBe(1);
    // The two greys that bracket 4.5 on white.
    expect(contrastOf('#767676', '#ffffff')).toBeGreaterThan(4.5);
    expect(contrastOf('#ffffff', '#777777')).toBeLessThan(4.5);
  });

  test('that are too close are named, each with its ground', () => {
    const pale = { ...defaultTheme, light: { ...defaultTheme.light, muted: '#777777' } };
    expect(themeFindings(pale)).toEqual([
      {
        rule: 'contrast',
        severity: 'warning',
        line: null,
        message: expect.stringMatching(
          /^light\.muted #777777 .* light\.card #ffffff has a contrast of 4\.47 to 1/,
        ),
      },
      expect.objectContaining({ message: expect.stringContaining('on light.page #f3f5f7') }),
    ]);
  });

  test('are all looked at, but for those that nothing is written in', () => {
    const grounds = ['page', 'card', 'code'];
    const lines = ['underline', 'accent', 'rule'];
    const grey = Object.fromEntries(Object.keys(defaultTheme.dark).map((name) => [name, '#777777']));
    const found = themeFindings({ ...defaultTheme, dark: { ...defaultTheme.dark, ...grey } });
    const named = new Set(found.map(({ message }) => /^dark\.(\w+)/.exec(message)?.[1]));
    expect([...named].sort()).toEqual(
      Object.keys(defaultTheme.dark)
        .filter((name) => ![...grounds, ...lines].includes(name))
        .sort(),
    );
  });
});
