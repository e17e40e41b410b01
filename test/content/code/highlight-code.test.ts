import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeKey, highlightCode } from '../../../src/content/code/highlight-code.ts';
import { languageOf, tokenizeCode } from '../../../src/content/code/tokenize-code.ts';
import { transpileProgram } from '../../setup/transpile-program.ts';

const budget = 12_000;
const fence = (info: string, code: string) => `\`\`\`\`\`${info}\n${code}\n\`\`\`\`\`\n`;

async function highlighted(info: string, code: string): Promise<string | undefined> {
  return (await highlightCode(fence(info, code), budget)).get(codeKey(info, code));
}

function textOf(html: string): string {
  return html
    .replace(/<\/?span[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

describe('a block of code', () => {
  test('has a span for what a reader looks for, and none for signs and variables', async () => {
    expect(
      await highlighted('c', '#include <a.h>\nint f(int *a)\n{\n\treturn a->b + 0x1f; /* two\n words */\n}'),
    ).toBe(
      [
        '<span class="k">#include </span><span class="s">&lt;a.h&gt;\n</span>',
        '<span class="k">int </span><span class="n">f</span>(<span class="k">int </span>*a)\n{\n\t',
        '<span class="k">return</span> a-&gt;b + <span class="m">0x1f</span>;',
        '<span class="c"> /* two\n words */\n</span>}',
      ].join(''),
    );
  });

  test('joins neighbours of one part over blanks and lines', async () => {
    expect(await highlighted('ts', 'export async function f() {}')).toBe(
      '<span class="k">export async function </span><span class="n">f</span>() {}',
    );
    expect(await highlighted('diff', '@@ -1 +1,2 @@\n-a\n-b\n\n+c\n d')).toBe(
      '<span class="n">@@ -1 +1,2 @@\n</span><span class="d">-a\n-b\n\n</span><span class="i">+c\n</span> d',
    );
  });

  test.each([
    ['rust', 'fn f() {}'],
    ['go', 'func f() {}'],
    ['python', 'def f(): pass'],
    ['sh', 'if true; then echo "a"; fi'],
    ['json', '{ "a": [1, true] }'],
    ['yaml', 'a: true # b'],
    ['html', '<p class="x">&amp;</p>'],
    ['tsx', 'const a = <p>{b}</p>;'],
    ['sql', 'SELECT 1;'],
    ['c++', 'auto a = 1;'],
    ['nim', 'proc f() = discard'],
    ['swift', 'let a = 1'],
    ['latex', '\\section{a} % b'],
    ['handlebars', '{{#if a}}b{{/if}}'],
  ])('is coloured in %s', async (language, code) => {
    expect(await highlighted(language, code)).toMatch(/<span class="[a-z]">/);
  });

  test('stays plain without a language we know, and where nothing in it has a colour', async () => {
    for (const info of [
      '',
      'text',
      'console',
      'none',
      'plaintext',
      'ansi',
      'klingon',
      'constructor',
      '{}',
      '$&',
    ])
      expect(await highlighted(info, 'let a = "b"; // c')).toBeUndefined();
    expect(
      (await highlightCode('    let a = 1;\n\n<pre><code class="language-js">let a</code></pre>', budget))
        .size,
    ).toBe(0);
    expect(await highlighted('js', 'a + b')).toBeUndefined();
  });

  test('stays plain where it is too long to be read by its colours', async () => {
    const line = 'let a = 1;';
    expect(await highlighted('js', `${line}//${'x'.repeat(500 - line.length - 2)}`)).toContain('<span');
    expect(await highlighted('js', `${line}//${'x'.repeat(500 - line.length - 1)}`)).toBeUndefined();
    const comments = (lines: number) => Array.from({ length: lines }, () => '// x').join('\n');
    expect(await highlighted('js', comments(400))).toContain('<span');
    expect(await highlighted('js', comments(401))).toBeUndefined();
  });
});

test.each([
  ['rust', 'rust'],
  ['Rust', 'rust'],
  ['{.rust}', 'rust'],
  ['{ .rust .numbers }', 'rust'],
  ['rust,ignore', 'rust'],
  ['rust ignore', 'rust'],
  ['js{1,3}', 'js'],
  ['js {1,3} title="a b"', 'js'],
  ['ts:src/a.ts', 'ts'],
  ['language-js', 'js'],
  ['lang-js', 'js'],
  ['diff-js', 'diff'],
  ['c++', 'c++'],
  ['C#', 'c#'],
  ['objective-c', 'objective-c'],
  ['{r, echo=FALSE}', 'r'],
  ['text', null],
  ['', null],
  ['!', null],
])('the info string %j names %j', (info, language) => {
  expect(languageOf(info)).toBe(language);
});

describe('the budget', () => {
  const block = fence('js', 'let a = 1;');
  const bytes = 2 * '<span class="k"></span>'.length;

  test('is spent in the order of the issue, and a block that goes beyond it stays plain', async () => {
    const large = fence('js', 'let a = 1;\n'.repeat(9).trim());
    const found = await highlightCode(`${block}\n${large}\n${fence('js', 'let b = 2;')}`, 2 * bytes);
    expect([...found.keys()]).toEqual([codeKey('js', 'let a = 1;'), codeKey('js', 'let b = 2;')]);
  });

  test('counts a block each time it is printed, and looks into lists, quotes and notes', async () => {
    const places = `${block}\n1. One\n\n   ${block.replaceAll('\n', '\n   ')}\n\n> ${block.replaceAll('\n', '\n> ')}`;
    expect((await highlightCode(places, 3 * bytes)).size).toBe(1);
    expect((await highlightCode(places, 3 * bytes - 1)).size).toBe(0);
    const note = `A[^1]\n\n[^1]: Note\n\n    ${block.replaceAll('\n', '\n    ')}`;
    expect((await highlightCode(note, bytes)).size).toBe(1);
    expect((await highlightCode(note, bytes - 1)).size).toBe(0);
  });
});

/** What a language's grammar stumbles over, and what must not be read as HTML, as a template or as a replacement. */
const scraps = [
  ...[
    'let ',
    'fn ',
    'def ',
    'if ',
    'for',
    '"',
    "'",
    '`',
    '//',
    '/*',
    '*/',
    '#',
    '<!--',
    '-->',
    '{',
    '}',
    '(',
    ')',
  ],
  ...[
    '</span>',
    '</code></pre>',
    '<span class="k">',
    '&lt;',
    '&amp;',
    '&',
    '<',
    '>',
    '{{',
    '}}',
    '${',
    '$&',
    '$1',
  ],
  ...[
    ' ',
    '  ',
    '\t',
    '\n',
    '\n\n',
    '\\',
    '0x1f',
    '1.5',
    'a',
    'Z',
    '_',
    '=',
    '+',
    '-',
    ':',
    ';',
    '---',
    '@@',
    '@a',
  ],
  ...[
    '👍',
    '🧑‍🚀',
    'é',
    '日本',
    '\u00a0',
    '\u2028',
    '"""',
    "f'{",
    'r"',
    '<p a="',
    '<script>',
    '</script>',
    '<?php ',
  ],
];
const anyCode = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...scraps) },
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    {
      maxLength: 40,
    },
  )
  .map((parts) => parts.join(''));
const languages = [
  'c',
  'rust',
  'go',
  'js',
  'python',
  'sh',
  'diff',
  'json',
  'yaml',
  'html',
  'php',
  'markdown',
  'make',
];

describe('any code', () => {
  test('comes out as its author wrote it, character for character', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...languages), anyCode, async (language, code) => {
        const runs = await tokenizeCode(language, code);
        if (runs !== null) expect(runs.map(({ text }) => text).join('')).toBe(code);
        // A block has the line feeds of its platform; the markdown reader makes one of each.
        const unix = code.replace(/\r\n?/g, '\n');
        const found = await highlightCode(fence(language, unix.replaceAll('\n', '\r\n')), budget);
        for (const [key, html] of found)
          expect(textOf(html)).toBe(key.slice(language.length + 1).replace(/\n$/, ''));
      }),
      { numRuns: 300 },
    );
  });

  test('has the same colours whatever was read before it', async () => {
    const code =
      '# A\n\n<p>\n<script>let a = 1</script>\n<style>p { color: red }</style>\n```js\nlet c = 1\n```';
    const alone = await highlighted('markdown', code);
    for (const language of ['html', 'css', 'js', 'python', 'php']) await highlighted(language, code);
    expect(alone).toContain('<span');
    expect(await highlighted('markdown', code)).toBe(alone);
  });
});

test('an issue loads the highlighter only if it names a language, and the grammars of that one only', () => {
  const program = transpileProgram('test/content/code/programs/highlight.ts');
  const loadedFor = (markdown: string) =>
    execFileSync(process.execPath, [program.path, markdown], { encoding: 'utf8' })
      .split('\n')
      .filter((url) => url.includes('@shikijs/langs'))
      .map((url) => url.replace(/.*\//, ''));
  try {
    const plain = '# A\n\n    let a\n\n```\nlet b\n```\n\n```text\nc\n```\n';
    expect(execFileSync(process.execPath, [program.path, plain], { encoding: 'utf8' })).toBe('');
    expect(loadedFor(fence('go', 'func f() {}'))).toEqual(['go.mjs']);
  } finally {
    program.remove();
  }
});
