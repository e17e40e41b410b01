import { describe, expect, it } from 'vitest';
import { ContentError } from '../../../src/content/content-error.ts';
import { issueOrThrow } from '../../../src/content/folder/issue-file.ts';
import { type ParsedIssue, parseIssue } from '../../../src/content/folder/parse-issue.ts';
import { listNamedFile } from '../../../src/content/listing/list-issues.ts';
import { digestSource } from '../../../src/content/source-digest.ts';

function parse(
  text: string,
  siteUrl: string | null = 'https://owls.example/',
  path = '2024-05-01-owls-10.md',
): ParsedIssue {
  const listing = listNamedFile({ path, text });
  if (listing === null) throw new Error('not listed');
  return parseIssue(`issues/${path}`, text, listing, { siteUrl, language: 'en' });
}

const issueOf = (parsed: ParsedIssue) => (parsed.ok ? parsed.issue : parsed.faults);
function faultsOf(parsed: ParsedIssue): string[] {
  try {
    issueOrThrow(parsed);
  } catch (error) {
    if (error instanceof ContentError) return [...error.faults];
    throw error;
  }
  return [];
}

describe('parseIssue', () => {
  it('reads a whole issue', () => {
    const text =
      "---\npath: '/blog/2024/5/1/owls-10'\ndate: '2024-05-01T15:50:18.000Z'\ntitle: 'Owls 10'\nogSummary: 'Of owls,\n  at night.'\nlang: de\n---\n\nText.\n";
    expect(issueOf(parse(text))).toEqual({
      key: '10',
      number: 10,
      slug: 'owls-10',
      title: 'Owls 10',
      date: '2024-05-01',
      summary: 'Of owls, at night.',
      language: 'de',
      markdown: '\nText.\n',
      lines: [9, 10, 11],
      findings: [],
      images: {},
      path: 'issues/2024-05-01-owls-10.md',
      sourceDigest: digestSource(text),
      webUrl: 'https://owls.example/blog/2024/5/1/owls-10',
      withheld: null,
    });
  });

  it('finds the title in a field, a heading, or the name of the file', () => {
    expect(issueOf(parse('---\nsubject: Owls\n---\nText.'))).toMatchObject({ title: 'Owls' });
    expect(issueOf(parse('# *Owls* and [mice](https://mice.example)\n\nText.'))).toMatchObject({
      title: 'Owls and mice',
    });
    expect(issueOf(parse('## Featured\n\nText.'))).toMatchObject({ title: 'Owls' });
    expect(issueOf(parse('Text.', null, 'owls.md'))).toMatchObject({ title: 'Owls' });
    expect(faultsOf(parse('Text.', null, '2024-05-01.md'))).toEqual([
      'issues/2024-05-01.md: the issue has no title: add "title: …" to its front matter.',
    ]);
  });

  it('reads folded titles and refuses those with line breaks or control characters', () => {
    expect(issueOf(parse('---\ntitle: >\n  Owls\n  and mice\n---\nText.'))).toMatchObject({
      title: 'Owls and mice',
    });
    for (const title of [
      '|\n  Owls\n  Bcc: all@example.com',
      '"Owls\\r\\nBcc: all@example.com"',
      '"Owls\\u0000"',
      '"Owls\\u2028mice"',
    ]) {
      expect(faultsOf(parse(`---\ndate: 2024-05-01\ntitle: ${title}\n---\nText.`))).toEqual([
        expect.stringMatching(
          /^issues\/2024-05-01-owls-10\.md:3: the title ".*" has a line break or another control character in it/,
        ),
      ]);
    }
    expect(faultsOf(parse('---\ntitle: Owls\nslug: "a\\nb"\nlang: "en\\r\\nX: y"\n---\nText.'))).toHaveLength(
      2,
    );
  });

  it('lists every fault at once', () => {
    expect(faultsOf(parse('---\ntitle: Owls\nlang: English, please\ntitle: Mice\n---\n'))).toEqual([
      expect.stringContaining(
        'issues/2024-05-01-owls-10.md:4:1: the field "title" stands here a second time',
      ),
      'issues/2024-05-01-owls-10.md:3: the lang "English, please" is no language tag: use one like "en" or "pt-BR".',
      'issues/2024-05-01-owls-10.md: the issue has no text.',
    ]);
  });

  it.each<[string, string | null]>([
    ['permalink: /letters/10/', 'https://owls.example/letters/10/'],
    ["permalink: 'https://owls.example/ten'", 'https://owls.example/ten'],
    ["url: 'https://elsewhere.example/story'", null],
    ['slug: /owls-10', 'https://owls.example/owls-10'],
    ['slug: owls-10', null],
    ['permalink: /:year/:title/', null],
    ['permalink: "/{{ page.slug }}/"', null],
    ['path: //elsewhere.example/x', null],
    ["path: 'javascript:alert(1)'", null],
    ['path: /a b', null],
    ['tags: [owls]', null],
  ])('makes of %j the address %j', (field, webUrl) => {
    expect(issueOf(parse(`---\ntitle: Owls\n${field}\n---\nText.`))).toMatchObject({ webUrl });
  });

  it('keeps the folder of the site', () => {
    expect(
      issueOf(parse('---\ntitle: Owls\npath: /10\n---\nText.', 'https://owls.example/letters')),
    ).toMatchObject({ webUrl: 'https://owls.example/letters/10' });
    expect(issueOf(parse('---\ntitle: Owls\npath: /10\n---\nText.', null))).toMatchObject({ webUrl: null });
  });
});

describe('the title of an issue', () => {
  const titleOf = (text: string, path?: string) => {
    const parsed = parse(text, null, path);
    return parsed.ok ? parsed.issue.title : parsed.faults;
  };

  it.each([
    ['OpenAI&#x27;s owls &amp; others: it&rsquo;s here', 'OpenAI\u2019s owls & others: it\u2019s here'],
    ['Release day :tada:', 'Release day 🎉'],
    ['Use <b>bold</b> & `code` **stars** in *it*', 'Use bold & code stars in it'],
    ['Vec<T> and __init__ in a * b', 'Vec<T> and __init__ in a * b'],
    ['One&#10;line', 'One line'],
  ])('is text: %s', (written, title) => {
    const text = `---\ntitle: '${written.replaceAll("'", "''")}'\n---\n\nText.`;
    expect(titleOf(text)).toBe(title.replace('OpenAI\u2019s', "OpenAI's"));
  });

  it('is the only heading of the first level, else the name of the file, else the number', () => {
    expect(titleOf('Text.\n\n# The *sole* heading :owl:\n', '2024-05-01-owls-10.md')).toBe(
      'The sole heading 🦉',
    );
    expect(titleOf('# One\n\nText.\n\n# Two\n', '2024-05-01-night-birds-10.md')).toBe('Night birds');
    expect(titleOf('# One\n\n# Two\n', '2024-05-01_owls-10/README.md')).toBe('Owls');
    expect(titleOf('Text.', 'issue-10.md')).toBe('Issue 10');
    const text = 'Text.';
    const listing = listNamedFile({ path: 'issue-10.md', text });
    const parsed =
      listing && parseIssue('10.md', text, listing, { siteUrl: null, language: 'en', name: 'Owls' });
    expect(parsed).toMatchObject({ issue: { title: 'Owls #10' } });
  });
});
