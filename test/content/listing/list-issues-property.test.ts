import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseIssue } from '../../../src/content/folder/parse-issue.ts';
import { listIssues } from '../../../src/content/listing/list-issues.ts';

const word = fc.constantFrom(
  'issue',
  'week',
  'owls',
  'index',
  'README',
  'draft',
  'template',
  '2024',
  '05',
  '01',
  '10',
  '010',
  '0',
  'fr',
  '#',
  'No.',
  '第十期',
  '۱۲',
  'W03',
  'March',
  '20240501',
  '۲۰۲۴',
  '½',
  '🦉',
);
const segment = fc.oneof(
  fc
    .array(word, { minLength: 1, maxLength: 5 })
    .chain((words) => fc.constantFrom('-', '_', '.', '', ' ').map((sign) => words.join(sign))),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).map((text) => text.replaceAll(/[/\0]/g, 'x')),
);
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `${segments.join('/')}.md`);
const line = fc.oneof(
  word,
  fc.constantFrom(
    '---',
    '+++',
    '# Owls 10',
    'title: "Issue #3"',
    'issue: 4',
    'date: 01-02-2024',
    'date: 13-02-2024',
    'draft: true',
    'lang: fr',
    '```',
    '<!--',
    '<h1>',
    '[',
    '![](',
    'slug: /:year/',
  ),
  fc.string(),
);
const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
const files = fc.uniqueArray(fc.record({ path, text }), { selector: (file) => file.path, maxLength: 12 });

it('never throws, lists no file twice, and gives every issue its own key', () => {
  fc.assert(
    fc.property(files, (some) => {
      const listing = listIssues(some);
      expect(new Set(listing.map((issue) => issue.path)).size).toBe(listing.length);
      expect(new Set(listing.map((issue) => issue.key)).size).toBe(listing.length);
      for (const issue of listing) {
        expect(issue.date ?? '2024-01-01').toMatch(/^\d{4}-\d\d-\d\d$/);
        expect(Number.isInteger(issue.number ?? 0)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

it('lists the same whatever the order of the files', () => {
  fc.assert(
    fc.property(files, (some) => {
      expect(listIssues(some.toReversed())).toEqual(listIssues(some));
    }),
    { numRuns: 100 },
  );
});

it('makes issues without a control character in anything that reaches a header', () => {
  const title = fc.string({ unit: 'binary' }).map((value) => JSON.stringify(value));
  fc.assert(
    fc.property(title, title, (value, slug) => {
      const [listing] = listIssues([{ path: '10.md', text: '' }]);
      if (listing === undefined) throw new Error('not listed');
      const parsed = parseIssue('10.md', `---\ntitle: ${value}\nslug: ${slug}\n---\nText.`, listing, {
        siteUrl: 'https://owls.example',
        language: 'en',
      });
      const said = parsed.ok
        ? [parsed.issue.title, parsed.issue.key, parsed.issue.language, parsed.issue.webUrl ?? '']
        : [];
      expect(said.join('')).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    }),
  );
});
