import { describe, expect, it } from 'vitest';
import type { IssueListing } from '../../../src/content/issue-listing.ts';
import { listIssues, listNamedFile } from '../../../src/content/listing/list-issues.ts';

/** Files by path; the listing by path. */
function list(files: Readonly<Record<string, string>>): Map<string, IssueListing> {
  const listing = listIssues(Object.entries(files).map(([path, text]) => ({ path, text })));
  return new Map(listing.map((issue) => [issue.path, issue]));
}

/** Paths of issues with what identifies each: its number, or its date where it has none, or its period. */
function identify(files: Readonly<Record<string, string>>): Record<string, number | string | null> {
  const entries = [...list(files)].map(([path, issue]) => {
    const identity = issue.draft ? issue.kind : (issue.number ?? issue.date ?? issue.period);
    return [path, identity] as const;
  });
  return Object.fromEntries(entries);
}

const yaml = (fields: string, body = 'Text.\n'): string => `---\n${fields}\n---\n\n${body}`;
const named = (...paths: string[]): Record<string, string> =>
  Object.fromEntries(paths.map((path) => [path, 'Text.\n']));

describe('numbers in names', () => {
  it.each<[string, Record<string, number | string>]>([
    ['bare', { 'issues/1.md': 1, 'issues/10.md': 10, 'issues/404.md': 404 }],
    ['padded', { 'letters/000.md': 0, 'letters/009.md': 9, 'letters/010.md': 10 }],
    ['behind a word for issue', { 'issue-7.md': 7, 'No.8.md': 8, 'Edition_9.md': 9, 'nr-10.md': 10 }],
    ['behind a word for a series', { 'a/Week9.md': 9, 'a/archive/Week10.md': 10, 'vol.088.md': 88 }],
    ['behind #, before a date', { '2018/#1-2018.01.08.md': 1, '2019/#52-2019.01.07.md': 52 }],
    ['before a date', { '007-2016-March-13.md': 7, '016-2018-oct-30.md': 16 }],
    [
      'behind a date',
      { '2016-8-15-owl-post-12.md': 12, '2016-8-22-owl-post-13.md': 13, '2016-8-29-owl-post-14.md': 14 },
    ],
    ['behind a date, bare', { '2016-12-05-28.md': 28, '2016-12-12-29.md': 29 }],
    ['before a slug', { '017-noodle-soup.md': 17, '18-a-walk-in-town.md': 18, '104-可爱松鼠.md': 104 }],
    ['before a dot', { '1.on paper.md': 1, '158. ink and why.md': 158 }],
    ['glued to a name', { 'posts/2021-04-16-owlp0086.md': 86, 'posts/2021-04-23-owlp0087.md': 87 }],
    ['in a folder', { 'news/001/index.md': 1, 'news/002/index.md': 2 }],
    [
      'in a folder with a name',
      { 'p/2021/07/owl-1/index.md': 1, 'p/2021/08/owl-2/index.md': 2, 'p/2021/08/owl-3/index.md': 3 },
    ],
    [
      'in a folder with a README',
      { 'notes/week018-birds/README.md': 18, 'notes/week019-cats/README.md': 19 },
    ],
    ['in Chinese', { '周刊第425期.md': 425, '周刊第十二期.md': 12 }],
    ['in Persian digits', { 'نامه-۱۲.md': 12, 'نامه-۱۳.md': 13 }],
    ['year folders, numbers that go on', { '2017/issue-36.md': 36, '2018/issue-37.md': 37 }],
  ])('%s', (_, expected) => {
    expect(identify(named(...Object.keys(expected)))).toEqual(expected);
  });

  it('are never parts of a date', () => {
    const files = named(
      '10-05-2017-owl-post-02/index.md',
      '10-07-2017-owl-post-08/index.md',
      '25-10-2017-owl-post-12/index.md',
    );
    expect(Object.values(identify(files)).sort()).toEqual([12, 2, 8]);
  });

  it('may look like years where the neighbours are numbers, or behind a word for issue', () => {
    const daily = Array.from({ length: 40 }, (_, n) => `${2080 + n}.md`);
    expect([...list(named(...daily)).values()].map((issue) => issue.number)).toEqual(
      daily.map((name) => Number.parseInt(name, 10)).toReversed(),
    );
    expect(identify(named('1500.md', 'issue-1999.md', 'news/#2024.md'))).toEqual({
      '1500.md': 1500,
      'issue-1999.md': 1999,
      'news/#2024.md': 2024,
    });
  });

  it('are never versions, parts or quantities', () => {
    const files = named(
      '2024-01-05-parser-v1-2-3.md',
      '2024-02-05-top-10-birds.md',
      '2024-03-05-a-story-part-2.md',
      '2024-04-05-release_0_112_2.md',
    );
    expect([...list(files).values()].map((issue) => issue.number)).toEqual([null, null, null, null]);
  });

  it('need neighbours where no word says that they number issues', () => {
    const posts = named(
      '2024-01-05-owls.md',
      '2024-02-05-python-3.md',
      '2024-03-05-mice.md',
      '2024-04-05-hay.md',
    );
    expect(list(posts).get('2024-02-05-python-3.md')?.number).toBeNull();
  });
});

describe('numbers elsewhere', () => {
  it('come from a field before the name, the title and the heading', () => {
    const file = yaml('Issue-Number: 5\ntitle: "Owl Post #6"', '# Owl Post 7\n');
    expect(list({ 'issue-4.md': file }).get('issue-4.md')).toMatchObject({
      number: 5,
      otherNumbers: expect.arrayContaining([4, 6, 7]),
    });
  });

  it.each([
    ['issue: 12'],
    ['number: "#12"'],
    ['issue_number: "012"'],
    ['issueNo: No. 12'],
    ['ISSUE: 12'],
    ['extra:\n  issue: 12'],
    ['edition: ۱۲'],
  ])('come from the field in %j', (fields) => {
    expect(list({ 'owls.md': yaml(fields) }).get('owls.md')?.number).toBe(12);
  });

  it('do not come from a slug that happens to end in one', () => {
    const post = (slug: string): string => yaml(`slug: ${slug}`);
    expect(
      identify({ '14.md': post('owls'), '15.md': post('story-part-3'), '16.md': post('python-4') }),
    ).toEqual({ '14.md': 14, '15.md': 15, '16.md': 16 });
  });

  it('come from the address in the front matter', () => {
    const post = (number: string): string => yaml(`path: '/blog/2017/8/29/owl-post-${number}'\ntitle: Owls`);
    expect(identify({ 'a.md': post('09'), 'b.md': post('10') })).toEqual({ 'a.md': 9, 'b.md': 10 });
  });

  it.each([
    ['Owl Post 12'],
    ['Owl Post #12: mice'],
    ['The Owl Post - Issue No. 12'],
    ['12 - Mice and men'],
    ['Owl Post - 12'],
    ['第 12 期：猫'],
    ['نامه شماره ۱۲'],
    ['owlpost[12] := mice'],
    ['The 12th issue of Owl Post'],
    ['Owl Post (12)'],
    ['12. Ausgabe: Mäuse'],
    ['Owl Post | Week 12'],
  ])('come from the title %j', (title) => {
    expect(
      list({ '2024-05-01-owls.md': yaml(`title: ${JSON.stringify(title)}`) }).get('2024-05-01-owls.md')
        ?.number,
    ).toBe(12);
  });

  it.each([
    ['Owls in January 2024'],
    ['Week Ending December 13, 2020'],
    ['Newsletter Nov 2021'],
    ['Top 10 birds'],
    ['Owl 2.12 is out'],
    ['Ada Owl (1912–1999)'],
    ['12 birds we like'],
    ['What happened on 12 May'],
  ])('do not come from the title %j', (title) => {
    expect(
      list({ '2024-05-01-owls.md': yaml(`title: ${JSON.stringify(title)}`) }).get('2024-05-01-owls.md')
        ?.number,
    ).toBeNull();
  });

  it('come from the first heading of a file without front matter', () => {
    expect(identify({ 'a/x.md': '# Owl Post #1\n', 'a/y.md': 'Owl Post 2\n==========\n' })).toEqual({
      'a/x.md': 1,
      'a/y.md': 2,
    });
  });

  it('do not come from the title of one among many', () => {
    const files = Object.fromEntries(
      Array.from({ length: 8 }, (_, week) => [
        `2024-05-0${week + 1}-news.md`,
        yaml(`title: ${week === 3 ? '"Survey #8"' : 'News'}`),
      ]),
    );
    expect(list(files).get('2024-05-04-news.md')?.number).toBeNull();
  });

  it('survive in a YAML title that loses its end to a comment, with a warning', () => {
    const [issue] = list({ 'a.md': yaml('date: 2024-01-01\ntitle: Owl Post #12') }).values();
    expect(issue).toMatchObject({ number: 12, title: 'Owl Post' });
    expect(issue?.warnings.join()).toContain('a.md:3: YAML takes "#12" for a comment');
  });

  it('warn of two files of one number', () => {
    expect(
      [...list(named('a/issue-3.md', 'b/issue-3.md')).values()].flatMap((issue) => issue.warnings),
    ).toEqual(['a/issue-3.md: b/issue-3.md is issue 3 too.', 'b/issue-3.md: a/issue-3.md is issue 3 too.']);
    expect(
      [...list(named('2023/issue-3.md', '2024/issue-3.md')).values()].flatMap((issue) => issue.warnings),
    ).toEqual([]);
  });

  it('report a disagreement and keep the more trusted', () => {
    const [issue] = list({ 'issue-157.md': yaml('title: "Issue #8"') }).values();
    expect(issue).toMatchObject({ number: 157, otherNumbers: [8], faults: [] });
    expect(issue?.warnings).toEqual([
      'issue-157.md: the places that number this issue disagree: the name says 157, the title says 8. It is listed as 157.',
    ]);
  });
});

describe('dates', () => {
  it.each<[string, string]>([
    ['2024-05-01-owls.md', '2024-05-01'],
    ['2017-3-12-owls.md', '2017-03-12'],
    ['owls-240131.md', '2024-01-31'],
    ['20240501.md', '2024-05-01'],
    ['2024May01.md', '2024-05-01'],
    ['owls/2022/Dec/12.md', '2022-12-12'],
    ['2014/1111.md', '2014-11-11'],
    ['2024-05-01_to_2024-05-08.md', '2024-05-01'],
    ['2022-10-19-11-17-55/index.md', '2022-10-19'],
    ['2023-04-12-W15.md', '2023-04-12'],
    ['20230412T093000--owls__birds.md', '2023-04-12'],
  ])('%s', (path, date) => {
    expect(list(named(path)).get(path)).toMatchObject({ date, number: null });
  });

  it.each([
    ['date: 2024-05-01'],
    ["date: '2024-05-01T23:50:18-11:00'"],
    ['date: 2024-05-01 20:00:00 -0000'],
    ['date: May 1, 2024'],
    ['date: Wed, 01 May 2024 08:00:00 +0000'],
    ['published_at: 1 May 2024'],
    ['pubDate: 2024/05/01'],
    ['date: 20240501'],
    ['date: 1. Mai 2024'],
  ])('%j is the first of May wherever the machine is', (field) => {
    expect(list({ 'issue-1.md': yaml(field) }).get('issue-1.md')?.date).toBe('2024-05-01');
  });

  it('learn the order of day and month from another file', () => {
    const dated = (date: string): string => yaml(`date: ${date}`);
    expect(list({ '1.md': dated('05-09-2023'), '2.md': dated('05-16-2023') }).get('1.md')?.date).toBe(
      '2023-05-09',
    );
    expect(list({ '1.md': dated('05.09.2023'), '2.md': dated('16.09.2023') }).get('1.md')?.date).toBe(
      '2023-09-05',
    );
    expect(list({ '1.md': dated('05-09-2023') }).get('1.md')?.date).toBeNull();
  });

  it('of the name win over the front matter, and a month between them is a warning', () => {
    const [issue] = list({ '2024-01-03-owls.md': yaml('date: 2023-01-05') }).values();
    expect(issue).toMatchObject({ date: '2024-01-03' });
    expect(issue?.warnings).toEqual([
      '2024-01-03-owls.md: the name is dated 2024-01-03, the front matter 2023-01-05.',
    ]);
    const [close] = list({ '2024-01-03-owls.md': yaml('date: 2024-01-05') }).values();
    expect(close?.warnings).toEqual([]);
  });

  it('are months where no number goes beyond 12, and weeks or numbers where one does', () => {
    expect(identify(named('2020-09/index.md', '2020-10/index.md'))).toEqual({
      '2020-09/index.md': '2020-09',
      '2020-10/index.md': '2020-10',
    });
    expect(identify(named('2018/09.md', '2019/10.md'))).toEqual({
      '2018/09.md': '2018-09',
      '2019/10.md': '2019-10',
    });
    expect(list(named('2023-10.md', '2023-44.md')).get('2023-10.md')).toMatchObject({
      number: 10,
      period: '2023/10',
      key: '2023-10',
    });
    expect(list(named('2022-W01.md')).get('2022-W01.md')).toMatchObject({
      number: 1,
      period: '2022-W01',
      key: '2022-W01',
    });
    expect(identify(named('newsletter-03-2021.md'))).toEqual({ 'newsletter-03-2021.md': '2021-03' });
  });

  it('leave a week beside a date without a number', () => {
    const files = named('2018-02-12-2018-7.md', '2018-07-09-2018-28.md', '2022-01-03-2022-W01.md');
    expect([...list(files).values()].map(({ number, key, period }) => [number, key, period])).toEqual([
      [null, '2022-01-03', '2022-W01'],
      [null, '2018-07-09', '2018/28'],
      [null, '2018-02-12', '2018/7'],
    ]);
  });

  it('say the same as a title with the number of the week', () => {
    const files = {
      '2017-02-06-2017-6.md': yaml('title: Owl Post 2017 Issue 6'),
      '2018-05-21-2018-21.md': 'Text.',
    };
    expect(list(files).get('2017-02-06-2017-6.md')).toMatchObject({
      number: null,
      date: '2017-02-06',
      key: '2017-02-06',
    });
  });

  it('may be a season or a quarter, of which nothing but the year is known', () => {
    expect([...list(named('letters/spring-2023.md', 'letters/2023-q4.md')).keys()].sort()).toEqual([
      'letters/2023-q4.md',
      'letters/spring-2023.md',
    ]);
  });
});

describe('front matter of every kind', () => {
  it.each([
    ['YAML', '---\ntitle: Owls\nissue: 3\n---\nText.'],
    ['YAML with CRLF and BOM', '\uFEFF---\r\ntitle: Owls\r\nissue: 3\r\n---\r\nText.'],
    ['YAML in long fences', '----------\ntitle: Owls\nissue: 3\n----------\nText.'],
    ['TOML', '+++\ntitle = "Owls"\nissue = 3\n+++\nText.'],
    ['Zola', '+++\ntitle = "Owls"\n[extra]\nissue = 3\n+++\nText.'],
    ['JSON', '---json\n{"title": "Owls", "issue": 3}\n---\nText.'],
    ['Pelican', 'Title: Owls\nNumber: 3\nDate: 2013-06-07\n\nText.'],
    ['Franklin', '@def title = "Owls"\n@def issue = 3\n\nText.'],
  ])('%s', (_, text) => {
    expect([...list({ 'owls.md': text }).values()]).toMatchObject([{ title: 'Owls', number: 3, faults: [] }]);
  });
});

describe('what is no issue', () => {
  it('is left out: READMEs, lists, licences, includes, pages without number or date', () => {
    const files = {
      ...named(
        'README.md',
        'LICENSE.md',
        'docs/CONTRIBUTING.md',
        'issues/index.md',
        'issues/_index.md',
        'issues/_sidebar.md',
        'issues/archive.md',
      ),
      ...named(
        '_includes/1.md',
        'layouts/2.md',
        '404.md',
        'about.md',
        'docs/setup.md',
        'issues/1.md',
        'issues/2.md',
      ),
    };
    expect([...list(files).keys()]).toEqual(['issues/2.md', 'issues/1.md']);
  });

  it('is flagged: drafts by folder, name or field', () => {
    const files = {
      ...named(
        'drafts/9.md',
        '_drafts/owls.md',
        'issues/16-draft.md',
        'draft-17.md',
        'upcoming.md',
        'future/2026-08-05-owls.md',
      ),
      '18.md': yaml('draft: true'),
      '19.md': yaml('published: false'),
      '20.md': 'Title: Owls\nStatus: draft\n\nText.',
      '21.md': '+++\ndraft = true\n+++\n',
    };
    expect(Object.values(identify(files))).toEqual(Object.keys(files).map(() => 'draft'));
  });

  it('is not flagged where the front matter says that it is no draft', () => {
    expect(identify({ '2024-04-25-the-nba-draft.md': yaml('draft: false') })).toEqual({
      '2024-04-25-the-nba-draft.md': '2024-04-25',
    });
  });

  it('is flagged: templates by folder, name or placeholder', () => {
    const files = {
      ...named(
        'template.md',
        '_template/index.md',
        'post-templates/owls.md',
        'archetypes/issues.md',
        'newsletter-template.md',
      ),
      'next-owls.md': yaml('title: "Week Ending Month DD, YYYY"\ndate: POST_DATE'),
      'owls.md': yaml('title: "Owl Post #{{ number }}"'),
    };
    expect(Object.values(identify(files))).toEqual(Object.keys(files).map(() => 'template'));
  });

  it('stays an issue although its slug speaks of templates', () => {
    expect(identify(named('2024-01-05-the-template-for-success.md'))).toEqual({
      '2024-01-05-the-template-for-success.md': '2024-01-05',
    });
  });
});

describe('issues of many files', () => {
  it('have one main file and parts', () => {
    const files = {
      ...named('201911/releases.md', '201911/sites.md'),
      '201911/index.md': yaml('title: Owls\ndate: 2019-11-07'),
    };
    expect([...list(files).values()]).toMatchObject([
      {
        path: '201911/index.md',
        date: '2019-11-07',
        period: '2019-11',
        parts: ['201911/releases.md', '201911/sites.md'],
      },
    ]);
  });

  it('take for the main file the one that says the number of the folder', () => {
    const files = named(
      'weekly/447/周刊第447期.md',
      'weekly/447/owls.md',
      'weekly/447/mice/index.md',
      'weekly/448/周刊第448期.md',
    );
    expect([...list(files).values()].map(({ path, number, parts }) => [path, number, parts.length])).toEqual([
      ['weekly/448/周刊第448期.md', 448, 0],
      ['weekly/447/周刊第447期.md', 447, 2],
    ]);
  });

  it('without a main file are one listing with a fault', () => {
    const files = named('2016/53/owls.md', '2016/53/mice.md', '2020/20/hay.md', '2020/20/barns.md');
    expect([...list(files).values()]).toMatchObject([
      {
        path: '2020/20',
        number: 20,
        key: '2020-20',
        parts: ['2020/20/barns.md', '2020/20/hay.md'],
        faults: [expect.stringContaining('2020/20: the issue is made of 2 files')],
      },
      { path: '2016/53', number: 53 },
    ]);
  });

  it('may be filed elsewhere under the number of an issue', () => {
    const files = {
      'issues/056.md': yaml('number: 56'),
      'links/owls.md': yaml('issue_number: 56'),
      'links/mice.md': yaml('issue_number: 56'),
    };
    expect([...list(files).values()]).toMatchObject([
      { path: 'issues/056.md', number: 56, parts: ['links/mice.md', 'links/owls.md'] },
    ]);
  });

  it('are not the posts of one day, month or volume', () => {
    const posts = {
      'b/2019/05/owls.md': yaml('date: 2019-05-02'),
      'b/2019/05/mice.md': yaml('date: 2019-05-09'),
    };
    expect(Object.values(identify(posts)).sort()).toEqual(['2019-05-02', '2019-05-09']);
    expect(
      Object.values(
        identify(named('volume-3/issue-1.md', 'volume-3/issue-2.md', 'volume-3/index.md')),
      ).sort(),
    ).toEqual([1, 2]);
  });
});

describe('languages', () => {
  it('come from a folder, the end of a name, or a field', () => {
    const files = {
      ...named(
        '1.md',
        '1.fr.md',
        'i18n/pt-br/1.md',
        '2/index.md',
        '2/index.de.md',
        '3/en.md',
        '3/ja.md',
        '4.md',
        '4-es.md',
      ),
      '5.md': yaml('lang: fa_IR.UTF-8'),
    };
    const languages = Object.fromEntries([...list(files)].map(([path, issue]) => [path, issue.language]));
    expect(languages).toEqual({
      '1.md': null,
      '1.fr.md': 'fr',
      'i18n/pt-br/1.md': 'pt-BR',
      '2/index.md': null,
      '2/index.de.md': 'de',
      '3/en.md': 'en',
      '3/ja.md': 'ja',
      '4.md': null,
      '4-es.md': 'es',
      '5.md': 'fa-IR',
    });
  });

  it('are not seen in the names of departments', () => {
    expect([...list(named('ml/1.md', 'hr/2.md')).values()].map((issue) => issue.language)).toEqual([
      null,
      null,
    ]);
    expect([...list(named('cs/1.md', 'en/1.md')).values()].map((issue) => issue.language).sort()).toEqual([
      'cs',
      'en',
    ]);
  });

  it('keep the keys of translations apart', () => {
    const keys = [...list(named('1.md', '1.fr.md', '2.md', '2.fr.md')).values()].map((issue) => issue.key);
    expect(keys.sort()).toEqual(['1', '1-fr', '2', '2-fr']);
  });
});

describe('keys', () => {
  it('stay with the older issue where numbers start again each year', () => {
    const files = named('2023/issue-1.md', '2024/issue-1.md');
    expect(list({ '2023/issue-1.md': 'Text.' }).get('2023/issue-1.md')?.key).toBe('1');
    expect(Object.fromEntries([...list(files)].map(([path, issue]) => [path, issue.key]))).toEqual({
      '2023/issue-1.md': '1',
      '2024/issue-1.md': '2024-1',
    });
  });

  it('are unique even for two letters of one day', () => {
    const keys = [...list(named('2024-05-01-owls.md', '2024-05-01-mice.md')).values()].map(
      (issue) => issue.key,
    );
    expect(keys.sort()).toEqual(['2024-05-01', '2024-05-01-owls']);
  });
});

describe('order', () => {
  it('is newest first, with undated issues beside their neighbours', () => {
    const files = {
      '10.md': yaml('date: 2024-03-01'),
      '9.md': 'Text.',
      '8.md': yaml('date: 2024-01-01'),
      'special.md': yaml('title: Owls\ndate: 2024-02-01'),
    };
    expect([...list(files).keys()]).toEqual(['10.md', 'special.md', '9.md', '8.md']);
    expect([...list(named('1.md', '10.md', '9.md')).keys()]).toEqual(['10.md', '9.md', '1.md']);
  });
});

describe('slug and title', () => {
  it('come from the front matter, else from the name and the first heading of level 1', () => {
    expect([
      ...list({ '2024-05-01-owls.md': yaml('slug: night-birds\ntitle: Owls') }).values(),
    ]).toMatchObject([{ slug: 'night-birds', title: 'Owls' }]);
    expect([
      ...list({
        '2024-05-01-owls/index.md': '## Featured\n\n# Owls, [mice](https://example.com) & *hay*\n',
      }).values(),
    ]).toMatchObject([{ slug: '2024-05-01-owls', title: 'Owls, mice & hay' }]);
    expect([...list({ '3.md': '## Featured\n' }).values()]).toMatchObject([{ title: null }]);
  });
});

describe('listNamedFile', () => {
  it('lists a file that is no issue by itself', () => {
    expect(listNamedFile({ path: 'docs/about.md', text: '# About owls\n' })).toMatchObject({
      path: 'docs/about.md',
      kind: 'issue',
      number: null,
      key: 'about',
      title: 'About owls',
    });
  });
});
