import { describe, expect, it } from 'vitest';
import { addressesOf } from './memory-site.ts';

const post = (...lines: string[]) => `---\n${lines.join('\n')}\n---\nTides.\n`;

describe('Hugo', () => {
  const hugo = (config: string, files: Record<string, string>) =>
    addressesOf({ 'hugo.toml': `baseURL = "https://pier.example/"\n${config}`, ...files });

  it('gives a post the path of its file, in small letters', async () => {
    expect(
      await hugo('', {
        'content/log/Ebb & Flow.md': post('title: x'),
        'content/log/2026/05/Spring_Tide.v2.md': post('title: x'),
        'content/log/neap/index.md': post('title: x'),
        'content/log/neap/notes.md': post('title: x'),
        'content/log/_index.md': post('title: x'),
        'content/log/潮-7.md': post('title: x'),
        'README.md': 'Read me.',
      }),
    ).toEqual({
      'content/log/Ebb & Flow.md': '/log/ebb--flow/',
      'content/log/2026/05/Spring_Tide.v2.md': '/log/2026/05/spring_tide.v2/',
      'content/log/neap/index.md': '/log/neap/',
      'content/log/neap/notes.md': 'section',
      'content/log/_index.md': 'section',
      'content/log/潮-7.md': '/log/潮-7/',
      'README.md': 'null',
    });
  });

  it('takes slug and url of the front matter, the url whole', async () => {
    expect(
      await hugo('', {
        'content/log/a.md': post('slug: "Half Moon"'),
        'content/log/b.md': post('url: moon/half.html'),
        'content/log/c.md': post('url: /by/:year/:slug', 'title: A C++ day / two', 'date: 2026-03-04'),
      }),
    ).toEqual({
      'content/log/a.md': '/log/half-moon/',
      'content/log/b.md': '/moon/half.html',
      'content/log/c.md': '/by/2026/a-c-day-two/',
    });
  });

  it('fills in the pattern of the section, and names a token that nobody knows', async () => {
    const files = {
      'content/log/2026-03-04-low-water.md': post('title: "Low  Water -- again"', 'date: 2026-03-05'),
    };
    const [path = ''] = Object.keys(files);
    const at = async (pattern: string, more = '') =>
      (await hugo(`${more}[permalinks]\nlog = "${pattern}"`, files))[path];
    expect(await at('/:year/:month/:day/:slug/')).toBe('/2026/03/05/low-water--again/');
    expect(await at('/:section/:filename')).toBe('/log/2026-03-04-low-water/');
    expect(await at('/:yearday/:monthname/:weekdayname/')).toBe('/64/March/Thursday/');
    expect(await at('/:moon/:slug/')).toMatch(/^unknown: .*:moon, which is not known here/);
    const named = 'frontmatter = { date = [":filename", ":default"] }\n';
    expect(await at('/:year/:month/:day/:slug/', named)).toBe('/2026/03/04/low-water/');
  });

  it('puts languages, ugly addresses and a path of the site where it does', async () => {
    const site = {
      'config/_default/hugo.yaml':
        'baseURL: https://pier.example/sea/\nuglyURLs: true\nremovePathAccents: true\n',
      'config/_default/languages.toml': '[en]\nweight = 1\n[de]\nweight = 2\n',
      'content/log/ebbe.de.md': post('title: x'),
      'content/log/café.en.md': post('title: x'),
    };
    expect(await addressesOf(site, { siteUrl: 'https://pier.example/sea' })).toEqual({
      'content/log/ebbe.de.md': '/sea/de/log/ebbe.html',
      'content/log/café.en.md': '/sea/log/cafe.html',
    });
  });

  it('holds back what Hugo holds back, by its own flags', async () => {
    const files = {
      'content/a.md': post('draft: true'),
      'content/b.md': post('date: 2027-01-01'),
      'content/c.md': post('date: 2026-01-01', 'publishDate: 2027-01-01'),
      'content/d.md': post('expiryDate: 2026-02-01'),
      'content/e.md': post('build:', '  render: never'),
      'content/f.md': post('date: 2026-11-30T23:30:00'),
      'content/g.md': post('published: false'),
    };
    const held = Object.values(await hugo('timeZone = "Pacific/Kiritimati"', files)).map((one) =>
      one.startsWith('withheld'),
    );
    expect(held).toEqual([true, true, true, true, true, false, false]);
    const shown = await hugo('buildDrafts = true\nbuildFuture = true\nbuildExpired = true', files);
    expect(Object.values(shown).filter((one) => one.startsWith('withheld'))).toHaveLength(1);
  });
});
