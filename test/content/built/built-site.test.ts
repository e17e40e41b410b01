import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBuiltSite } from '../../../src/content/built/built-folder-file.ts';
import { wordsOfMarkdown } from '../../../src/content/built/page-words.ts';
import { openIssueFolder } from '../../../src/content/folder/issue-file.ts';
import { lintIssue } from '../../../src/content/lint/lint-issue.ts';
import { placeOf, resolveImage, resolveLink } from '../../../src/content/markdown/urls.ts';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'pennypost-built-')));
  mkdirSync(path.join(root, '.git'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text: string, day = '2026-03-10'): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
  utimesSync(path.join(root, file), new Date(day), new Date(day));
}

const body = 'The harbour empties twice a day and every skipper of the small quay knows the hour by heart.';
const other =
  'A recipe for bread with seaweed, flour, salt and water, baked slowly on a warm stone by the stove.';
const issue = (...lines: string[]) =>
  `---\ntitle: Low tide at the quay\ndate: 2026-03-04\n---\n\n${body}\n\n${lines.join('\n\n')}\n`;
const page = (text: string, more = '', title = 'Low tide at the quay') =>
  `<!doctype html><html><head><title>${title} | Pier</title></head><body><nav><a href="/">Home</a></nav><h1>${title}</h1><p>${text}</p>${more}</body></html>`;

function open(built = 'public', cache: string | null = null) {
  return openIssueFolder(path.join(root, 'content'), 'content', {
    generator: null,
    siteUrl: 'https://pier.example',
    buildZone: null,
    permalink: null,
    built: { folder: path.join(root, built), shownAs: built, cache },
    now: new Date('2026-11-30T12:00:00Z'),
  });
}

async function read(name = 'a.md') {
  const folder = await open();
  const parsed = await folder.read(`content/${name}`, {
    siteUrl: null,
    language: 'en',
    allows: ['withheld', 'draft'],
  });
  if (!parsed.ok) throw new Error(parsed.faults[0]?.message);
  const place = placeOf(parsed.issue, null);
  const listing = (await folder.pages()).find((one) => one.path === name);
  return {
    listing,
    issue: parsed.issue,
    findings: lintIssue(parsed.issue, place).map(({ rule, message }) => `${rule}: ${message}`),
    image: (src: string) => resolveImage(src, place),
    link: (href: string) => resolveLink(href, place),
  };
}

describe('the built site of an issue', () => {
  it('tells the address, the pictures that only a build can name, and the links', async () => {
    write('hugo.toml', '');
    write(
      'content/a.md',
      issue('![Quay wall](quay.png)', '![](mole.png)', '[the ebb](b.md)', '[away](https://elsewhere.org/)'),
    );
    write('content/b.md', issue().replace('Low tide at the quay', 'Ebb'));
    const more =
      '<img alt="Quay &amp; wall" src="/x.png"><img src="/img/quay.abc123.webp" alt="Quay wall"><img src=/img/mole-9f.png><a class="l" href="/b/">the <b>ebb</b></a>';
    write('public/a/index.html', page(body, more), '2026-03-11');
    write('public/b/index.html', page(body, '', 'Ebb'));
    write('public/img/quay.abc123.webp', '');
    write('public/img/mole-9f.png', '');
    const { listing, findings, image, link } = await read();
    expect(listing?.page).toMatchObject({
      url: 'https://pier.example/a/',
      published: true,
      by: 'built',
      why: 'By the built site: public/a/index.html.',
    });
    expect([image('quay.png'), image('mole.png'), link('b.md')]).toMatchObject([
      { ok: true, url: 'https://pier.example/img/quay.abc123.webp' },
      { ok: true, url: 'https://pier.example/img/mole-9f.png' },
      { ok: true, url: 'https://pier.example/b/' },
    ]);
    expect(findings.map((one) => one.split(':')[0])).toEqual(['site-differs', 'site-differs', 'missing-alt']);
  });

  it('has the page where its words are, and says so where the rules say another place', async () => {
    write('hugo.toml', '');
    write('content/a.md', issue());
    write('public/index.html', page(`${other} ${body} ${other}`, '', 'Pier'), '2026-03-11');
    write('public/letters/one/index.html', page(body), '2026-03-11');
    write('public/a/index.html', page(other, '', 'Bread'), '2026-03-11');
    const { listing, issue: found, findings } = await read();
    expect(found.webUrl).toBe('https://pier.example/letters/one/');
    const both =
      /https:\/\/pier\.example\/a\/, and the built site has it at https:\/\/pier\.example\/letters\/one\//;
    expect(listing?.warnings).toEqual([expect.stringMatching(both)]);
    expect(findings).toEqual([expect.stringMatching(new RegExp(`^site-differs: .*${both.source}`))]);
  });

  it('withholds an issue that it has no page of, and one whose page has the words of another', async () => {
    write('hugo.toml', '');
    write('content/a.md', issue());
    write('public/a/index.html', page(other, '', 'Bread'));
    const { listing, issue: found } = await read();
    expect(listing?.page).toMatchObject({ url: null, published: false });
    expect(found.withheld).toMatch(
      /has no page with its words\. public\/a\/index\.html, where it should be, has the words of another\. Build the site again/,
    );
  });

  it('stops an issue that was written after it', async () => {
    write('hugo.toml', '');
    write('public/a/index.html', page(body));
    write('content/a.md', issue(other), '2026-03-12');
    expect((await read()).findings).toEqual([
      expect.stringMatching(
        /^stale-site: The built site is older than the issue: public\/a\/index\.html has \d+ % of its words/,
      ),
    ]);
    write('content/a.md', issue(), '2026-03-12');
    expect((await read()).findings).toEqual([]);
  });

  it('refuses a link to what it has no file of, and lets drafts be drafts', async () => {
    write('hugo.toml', '');
    write('content/a.md', issue('[the ebb](/gone/)', '![Wall](/gone.png)'));
    write('content/draft.md', issue().replace('date:', 'draft: true\ndate:'));
    write('public/a/index.html', page(body), '2026-03-11');
    write('public/draft/index.html', page(body), '2026-03-11');
    const { findings } = await read();
    expect(findings).toEqual([
      expect.stringMatching(
        /^dead-address: The link "\/gone\/" leads to https:\/\/pier\.example\/gone\/, and the site that was built/,
      ),
      expect.stringMatching(/^dead-address: The image "\/gone\.png"/),
    ]);
    expect((await read('draft.md')).listing?.page).toMatchObject({ published: false });
  });

  it('needs no generator that anybody knows', async () => {
    write('content/a.md', issue('![Wall](quay.png)'));
    write(
      'public/x/y.html',
      page(body, '<img alt="Wall" src="../quay.png"><link rel="canonical" href="https://pier.example/x/y">'),
      '2026-03-11',
    );
    write('public/quay.png', '');
    const { issue: found, image } = await read();
    expect(found.webUrl).toBe('https://pier.example/x/y');
    expect(image('quay.png')).toMatchObject({ url: 'https://pier.example/quay.png' });
  });

  it('is refused where there is none, and where a link leads it out of the repository', async () => {
    write('hugo.toml', '');
    write('content/a.md', issue());
    await expect(open()).rejects.toThrow(/built: there is no folder public: build the site first/);
    const outside = mkdtempSync(path.join(tmpdir(), 'pennypost-outside-'));
    writeFileSync(path.join(outside, 'index.html'), page(body));
    symlinkSync(outside, path.join(root, 'public'));
    await expect(open()).rejects.toThrow(/leads out of the repository/);
    rmSync(path.join(root, 'public'));
    mkdirSync(path.join(root, 'public'));
    symlinkSync(path.join(outside, 'index.html'), path.join(root, 'public/a.html'));
    const [listed] = await (await open()).pages();
    expect(listed?.page).toMatchObject({ url: null, published: false });
    rmSync(outside, { recursive: true });
  });

  it('is asked only for the issue that is read, whatever it has of the others', async () => {
    write('hugo.toml', '');
    write('content/a.md', issue());
    write('content/gone.md', issue(other).replace('Low tide at the quay', 'Bread'));
    write('public/a/index.html', page(body), '2026-03-11');
    const cache = path.join(root, 'index.json');
    const folder = await open('public', cache);
    const parsed = await folder.read('a.md', { siteUrl: null, language: 'en' });
    expect(parsed).toMatchObject({ ok: true, issue: { webUrl: 'https://pier.example/a/' } });
    // The page of the other is nowhere: to look for it is what makes the index.
    expect(existsSync(cache)).toBe(false);
    await expect(folder.read('gone.md', { siteUrl: null, language: 'en' })).rejects.toThrow(
      /is not on the site, so it is not sent\. The built site \(public\) has no page with its words/,
    );
    expect(existsSync(cache)).toBe(true);
  });

  it('is indexed once, and then by what changed', async () => {
    write('public/a/index.html', page(body));
    write('public/b/index.html', page(other, '', 'Bread'));
    const cache = path.join(root, 'index.json');
    const find = async () => {
      const site = await openBuiltSite(path.join(root, 'public'), 'public', { repository: root, cache });
      return (await site.find('Low tide at the quay', wordsOfMarkdown(body))).map(({ file }) => file);
    };
    expect(await find()).toEqual(['a/index.html']);
    const stored = JSON.parse(readFileSync(cache, 'utf8'));
    stored.pages['a/index.html'] = {
      ...stored.pages['b/index.html'],
      size: stored.pages['a/index.html'].size,
    };
    writeFileSync(cache, JSON.stringify(stored));
    // What did not change is not read again, whatever the index says of it.
    expect(await find()).toEqual([]);
    write('public/a/index.html', page(body), '2026-03-13');
    expect(await find()).toEqual(['a/index.html']);
    writeFileSync(cache, '{"form": 1');
    expect(await find()).toEqual(['a/index.html']);
  });
});
