import { describe, expect, it } from 'vitest';
import { listIssues } from '../../../src/content/listing/list-issues.ts';
import { describeSearch } from '../../../src/content/search/describe-search.ts';
import { findIssue } from '../../../src/content/search/find-issue.ts';

const list = (...paths: string[]) => listIssues(paths.map((path) => ({ path, text: 'Text.' })));

/** The path that is found, or the kind of the finding with its reason. */
function find(wanted: string, paths: readonly string[], language: string | null = null): string {
  const finding = findIssue(list(...paths), wanted, language);
  if (finding.kind === 'found') return finding.issue.path;
  return finding.kind === 'none' ? 'none' : `${finding.kind}: ${finding.why}`;
}

describe('findIssue', () => {
  const numbered = ['issues/0.md', 'issues/9.md', 'issues/010-who-pays.md', 'issues/11-draft.md'];

  it.each([
    '10',
    '#10',
    ' 010 ',
    'issue 10',
    'No. 10',
    '۱۰',
    'issues/010-who-pays.md',
    './issues/010-who-pays.md',
    'content/issues/010-who-pays',
    '010-who-pays.md',
    '010-WHO-pays',
  ])('finds issue 10 as %j', (wanted) => {
    expect(find(wanted, numbered)).toBe('issues/010-who-pays.md');
  });

  it('takes a path for that file and no other', () => {
    const at = (wanted: string) => findIssue(list(...numbered), wanted, null, ['/home/e/content']).kind;
    expect(at('content/issues/010-who-pays.md')).toBe('found');
    expect(at('/home/e/content/issues/010-who-pays.md')).toBe('found');
    expect(at('archive/issues/010-who-pays.md')).toBe('none');
    expect(at('issues/2019/010-who-pays.md')).toBe('none');
  });

  it.each(['issues/10.rst', '10.adoc', 'issues/010-who-pays.html'])('refuses %s by its name', (wanted) => {
    const [sentence] = describeSearch(findIssue(list(...numbered), wanted), 'issues');
    expect(sentence).toContain(`${wanted} is `);
    expect(sentence).toContain('markdown');
  });

  it('finds issue 0', () => {
    expect(find('0', numbered)).toBe('issues/0.md');
  });

  it.each(['2024-09-15', '2024/9/15', 'September 15, 2024', '20240915', '2024-09'])(
    'finds an issue without a number as %j',
    (wanted) => {
      expect(find(wanted, ['2024-09-15-update.md', '2024-10-13-update.md'])).toBe('2024-09-15-update.md');
    },
  );

  it('finds a week, a month and a number within a year', () => {
    expect(find('2022-W01', ['2022-W01.md', '2023-W01.md'])).toBe('2022-W01.md');
    expect(find('2019-11', ['201911/index.md', '201912/index.md'])).toBe('201911/index.md');
    expect(find('2024-1', ['2023/issue-1.md', '2024/issue-1.md'])).toBe('2024/issue-1.md');
  });

  it('does not take a date for the number in it, nor a number for a part of one', () => {
    expect(find('10', ['10-05-2017-owls-02/index.md', '25-10-2017-owls-12/index.md'])).toBe('none');
  });

  it('lists what it cannot choose between', () => {
    expect(find('1', ['2023/issue-1.md', '2023/issue-2.md', '2024/issue-1.md'])).toBe('several: years');
    expect(find('1', ['2022-W01.md', '2023-W01.md'])).toBe('several: years');
    expect(find('1', ['en/1.md', 'fr/1.md'])).toBe('several: languages');
    expect(find('1', ['letters/1.md', 'specials/1.md'])).toBe('several: files');
    expect(find('2024-05-01', ['2024-05-01-owls.md', '2024-05-01-mice.md'])).toBe('several: files');
  });

  it('takes the translation in the language of the newsletter', () => {
    expect(find('1', ['en/1.md', 'fr/1.md'], 'fr')).toBe('fr/1.md');
    expect(find('1', ['1.md', '1.fr.md'], 'en')).toBe('1.md');
    expect(find('1', ['1.pt-br.md', '1.ja.md'], 'pt')).toBe('1.pt-br.md');
    expect(find('1', ['en/1.md', 'fr/1.md'], 'de')).toBe('several: languages');
  });

  it('refuses drafts, templates and folders of parts', () => {
    expect(find('11', numbered)).toBe('refused: draft');
    expect(find('issues/template.md', ['issues/template.md', 'issues/1.md'])).toBe('refused: template');
    expect(find('53', ['2016/53/owls.md', '2016/53/mice.md'])).toBe('refused: parts');
  });

  it('prefers an issue to the draft of the same number', () => {
    expect(find('3', ['3.md', '3-draft.md'])).toBe('3.md');
  });
});

describe('describeSearch', () => {
  const describeAs = (wanted: string, ...paths: string[]): string[] =>
    describeSearch(findIssue(list(...paths), wanted), 'issues');

  it('names the nearest by number, date or slug', () => {
    expect(describeAs('12', '8.md', '10-2024-05-01.md', '9.md', '11-draft.md')).toEqual([
      'There is no issue 12 in issues/. The nearest are: 10 (issues/10-2024-05-01.md, 2024-05-01), 9 (issues/9.md), 8 (issues/8.md).',
    ]);
    expect(describeAs('2024-05-03', '2024-05-01-owls.md', '2023-05-01-mice.md')).toEqual([
      'There is no issue 2024-05-03 in issues/. The nearest are: 2024-05-01 (issues/2024-05-01-owls.md, 2024-05-01), 2023-05-01 (issues/2023-05-01-mice.md, 2023-05-01).',
    ]);
    expect(describeAs('2024-05-01-owl', '2024-05-01-owls.md', '2023-05-01-mice.md')[0]).toContain(
      'The nearest are: 2024-05-01 (issues/2024-05-01-owls.md',
    );
  });

  it('says that there is nothing to find', () => {
    expect(describeAs('12')).toEqual([
      'There is no issue 12 in issues/. No markdown file there has a number in its name, its title or its front matter.',
    ]);
  });

  it('names a file that says the number where it is not believed', () => {
    const listing = listIssues([
      { path: '013.md', text: '---\ntitle: "Issue #12"\n---\n' },
      { path: '014.md', text: 'Text.' },
    ]);
    expect(describeSearch(findIssue(listing, '12'), 'issues')).toEqual([
      'There is no issue 12 in issues/. The nearest are: 13 (issues/013.md), 14 (issues/014.md).',
      'issues/013.md says 12 as well, but it is issue 13.',
    ]);
  });

  it('lists the candidates and the option that chooses', () => {
    expect(describeAs('1', '2023/issue-1.md', '2024/issue-1.md')).toEqual([
      'Issue 1 is not one issue. The numbers start again each year:',
      '  1 (issues/2023/issue-1.md)',
      '  1 (issues/2024/issue-1.md)',
      'Name one by its path: --issue issues/2023/issue-1.md',
    ]);
  });

  it('says why a draft, a template or a folder is refused', () => {
    expect(describeAs('11', '11-draft.md')[0]).toMatch(
      /^issues\/11-draft\.md \(issue 11\) is a draft, and drafts are not sent/,
    );
    expect(describeAs('issues/template.md', 'template.md')[0]).toMatch(
      /is a template, and templates are not sent/,
    );
    expect(describeAs('53', '2016/53/owls.md', '2016/53/mice.md')).toEqual([
      'issues/2016/53 is a folder of 2 files, and one file is sent: join them, or add an index.md that is the issue.',
    ]);
  });
});
