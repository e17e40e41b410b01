import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCutFrontMatter } from '../../../src/content/front-matter/fence.ts';
import { readFrontMatter } from '../../../src/content/front-matter/read-front-matter.ts';

const values = (text: string): Record<string, unknown> =>
  Object.fromEntries(readFrontMatter(text).fields.map((field) => [field.name, field.value]));

const faults = (text: string): string[] =>
  readFrontMatter(text).faults.map(({ line, column, message }) => `${line}:${column}: ${message}`);

describe('readFrontMatter', () => {
  it('keeps every scalar as it is written', () => {
    const text =
      "---\ndate: 2024-01-01\nissue: 010\nversion: 1.10\ndraft: no\nempty:\nnone: ~\nquoted: ! 'Issue #0'\n---\n";
    expect(values(text)).toEqual({
      date: '2024-01-01',
      issue: '010',
      version: '1.10',
      draft: 'no',
      empty: '',
      none: '',
      quoted: 'Issue #0',
    });
    expect(values('+++\ndate = 2018-04-28\nat = 2018-04-28T23:00:00-11:00\nissue = 10\n+++\n')).toEqual({
      date: '2018-04-28',
      at: '2018-04-28T23:00:00.000-11:00',
      issue: '10',
    });
  });

  it('keeps lists and maps', () => {
    expect(values('---\ntags: [owls, mice]\nextra:\n  issue: 3\n---\n')).toEqual({
      tags: ['owls', 'mice'],
      extra: { issue: '3' },
    });
  });

  it('knows the line of every field and of the body', () => {
    const read = readFrontMatter('\n---\ntitle: Owls\n\ndate: 2024-01-01\n---\n\nText.\n');
    expect(read).toMatchObject({ format: 'yaml', body: '\nText.\n', bodyLine: 7 });
    expect(read.fields.map((field) => field.line)).toEqual([3, 5]);
    expect(readFrontMatter('Title: Owls\n  and mice\nDate: 2024-01-01\n\nText.')).toMatchObject({
      format: 'headers',
      body: 'Text.',
      bodyLine: 5,
      fields: [{ value: 'Owls and mice', line: 1 }, { line: 3 }],
    });
    expect(readFrontMatter('+++\ntitle = "Owls"\n\n[extra]\nissue = 1\n+++\nText.')).toMatchObject({
      bodyLine: 7,
      fields: [{ line: 2 }, { line: 4 }],
    });
    expect(
      readFrontMatter('@def title = "Owls"\n@def rss = """Of owls\nand mice."""\n\nText.'),
    ).toMatchObject({
      bodyLine: 5,
      body: 'Text.',
      fields: [{ value: 'Owls' }, { value: 'Of owls\nand mice.', line: 2 }],
    });
  });

  it('ends lines by one sign, whatever the file does', () => {
    expect(readFrontMatter('---\r\ntitle: Owls\r\n---\r\nOne\r\ntwo')).toMatchObject({
      body: 'One\ntwo',
      bodyLine: 4,
    });
  });

  it.each([
    ['a paragraph that begins with a word and a colon', 'Note: owls sleep by day.\n\nText.'],
    ['a rule at the top', '---\n\nOwls sleep by day.\n\n---\n\nText.'],
    ['a heading between two rules', '---\n# Owls\n---\n'],
    ['a rule that no other rule follows', '---\n\nOwls: they sleep by day.\n'],
    ['nothing', ''],
  ])('takes %s for text', (_, text) => {
    expect(readFrontMatter(text)).toEqual({
      format: 'none',
      fields: [],
      faults: [],
      body: text,
      bodyLine: 1,
    });
  });

  it.each<[string, string]>([
    [
      '---\ntitle: Owls: a story\n---\n',
      '2:8: the value has a colon and a space in it, which begins a new field: put the value in quotes: "Owls: a story".',
    ],
    [
      '---\ntitle: Owls\ndate: 2024-01-01\ntitle: Mice\n---\n',
      '4:1: the field "title" stands here a second time: keep one of the two.',
    ],
    [
      '---\n title: Owls\ndate: 2024-01-01\n---\n',
      '3:1: a field is indented as if it belonged to another: begin every field at the start of its line.',
    ],
    [
      '---\ntitle: Owls\n  date: 2024-01-01\n---\n',
      '2:8: a field is indented as if it belonged to another: begin every field at the start of its line.',
    ],
    [
      '---\ntitle: "Owls\ndate: 2024-01-01\n---\n',
      '2:8: a quote or bracket that opens here is never closed: close it, or double it where it belongs to the text.',
    ],
    ['---\ntitle: @owls\n---\n', '2:8: a value cannot begin with "@": put it in quotes.'],
    ['---\n\ttitle: Owls\n---\n', '2:1: a tab is used for indentation: use spaces.'],
    [
      '---\ntitle: Owls\n\nText.\n',
      '1:1: the front matter that opens here is never closed: put a line --- after its last field.',
    ],
    ['+++\ntitle = Owls\n+++\n', '2:9: expected a line of the form name = "value" (invalid value).'],
    [
      '---js\n{ title: "Owls" }\n---\n',
      '1:4: the front matter is written in "js", which is not read: use YAML between --- lines.',
    ],
  ])('says of %j where it is wrong and what to do', (text, fault) => {
    expect(faults(text)).toEqual([fault]);
  });

  it('still reads what is right in spite of a fault', () => {
    expect(values('---\ndate: 2019-11-07\ntitle: Owls\ndate: 2019-10-07\n---\n')).toMatchObject({
      title: 'Owls',
    });
  });

  it('never runs code, in whatever disguise', () => {
    for (const language of ['js', 'javascript', 'JS', 'coffee', 'constructor', '__proto__', 'toString']) {
      readFrontMatter(`---${language}\n(globalThis.ran = true, {})\n---\n`);
    }
    expect(globalThis).not.toHaveProperty('ran');
  });

  it('does not expand a file made to grow', () => {
    const layers = Array.from(
      { length: 12 },
      (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`,
    );
    expect(JSON.stringify(values(`---\na0: &a0 [x]\n${layers.join('\n')}\n---\n`)).length).toBeLessThan(
      10_000,
    );
  });

  it.each(['['.repeat(200_000), '{a: '.repeat(200_000), `a: ${'- '.repeat(200_000)}`, '- '.repeat(200_000)])(
    'survives front matter that is nested without end',
    (nested) => {
      expect(faults(`---\ntitle: Owls\n${nested}\n---\n`)).toHaveLength(1);
    },
  );

  it('refuses front matter that would take minutes to read', () => {
    expect(faults(`---\ntitle: Owls\n${'\n'.repeat(200_000)}---\nText.`)).toEqual([
      expect.stringContaining('has 100 blank lines in a row'),
    ]);
    expect(readFrontMatter(`---\ntitle: ${'x'.repeat(200_000)}\n---\nText.`)).toMatchObject({
      body: 'Text.',
      bodyLine: 4,
      faults: [{ line: 1 }],
    });
  });

  it('takes a long line of dashes for a rule', () => {
    const rule = '-'.repeat(200_000);
    expect(readFrontMatter(`${rule}\ntitle: Owls\n${rule}\n`).format).toBe('none');
  });

  it('never throws, and loses no text', () => {
    const piece = fc.constantFrom(
      '---',
      '+++',
      '----',
      'title: x',
      'a: [',
      '"',
      "'",
      ': ',
      '@def a = "',
      '\n',
      '\r\n',
      '\t',
      '- ',
      '&a',
      '*a',
      '#',
      '{',
      'Date: y',
      '\uFEFF',
      '\u0000',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(fc.oneof(piece, fc.string())).map((parts) => parts.join('\n')),
        ),
        (text) => {
          const read = readFrontMatter(text);
          const lines = text
            .replaceAll('\r\n', '\n')
            .replace(/^\uFEFF/, '')
            .split('\n');
          expect(
            lines
              .slice(read.bodyLine - 1)
              .join('\n')
              .endsWith(read.body),
          ).toBe(true);
        },
      ),
    );
  });
});

describe('isCutFrontMatter', () => {
  it('tells that the fence does not close within the part that was read', () => {
    expect(isCutFrontMatter('---\ntitle: Owls\n')).toBe(true);
    expect(isCutFrontMatter('---\ntitle: Owls\n---\nText')).toBe(false);
    expect(isCutFrontMatter('Title: Owls\n')).toBe(false);
  });
});

describe('front matter in the manner of other programs', () => {
  it.each([
    ['closed by dots, as Pandoc and Jekyll take it', '---\ntitle: Reeds\n...\n\nText.\n', 'yaml', 2, 4],
    ['with the line ends of old Macs', '---\rtitle: Reeds\r---\r\rText.\r', 'yaml', 2, 4],
    ['behind a licence', '<!-- SPDX\nCC0 -->\n---\ntitle: Reeds\n---\n\nText.\n', 'yaml', 4, 6],
    ['behind a comment, as lines', '<!-- x -->\n\ntitle: Reeds\n\n\nText.\n', 'headers', 3, 5],
    ['in braces, as Hugo takes it', '{\n  "title": "Reeds",\n  "n": {"a": "}"}\n}\n\nText.\n', 'json', 2, 5],
    ['in a comment, as Nikola takes it', '\n<!--\n.. title: Reeds\n-->\n\nText.\n', 'headers', 3, 5],
    ['up to semicolons, as Hexo takes it', '"title": "Reeds",\n;;;\n\nText.\n', 'json', 1, 3],
    ['up to semicolons, behind a licence', '<!-- CC0 -->\n"title": "Reeds"\n;;;\n\nText.\n', 'json', 2, 4],
  ])('is read: %s', (_, text, format, line, bodyLine) => {
    const { fields, body, ...read } = readFrontMatter(text);
    expect(read).toEqual({ format, faults: [], bodyLine });
    expect(fields[0]).toMatchObject({ value: 'Reeds', line });
    expect(body).toBe('\nText.\n');
  });

  it('in braces that nothing closes, is told of', () => {
    expect(readFrontMatter('{\n  "title": "Reeds"\n\nText.').faults).toMatchObject([{ line: 1 }]);
  });

  it('is none where a comment and a rule stand above the text', () => {
    const text = '<!-- x -->\n---\nNote: it rains.\n\nText.';
    expect(readFrontMatter(text)).toMatchObject({ format: 'none', faults: [], body: text });
  });
});
