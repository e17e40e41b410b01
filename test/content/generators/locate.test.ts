import { describe, expect, it } from 'vitest';
import { readFrontMatter } from '../../../src/content/front-matter/read-front-matter.ts';
import type { SiteChoice } from '../../../src/content/generators/issue-site.ts';
import { siteOf } from './memory-site.ts';

type Files = Readonly<Record<string, string>>;

const post = (...lines: string[]) => `---\ntitle: Tide\ndate: 2026-03-04\n${lines.join('\n')}\n---\nTides.\n`;

/** The path that each address of a post leads to, decoded; the rule that refuses it. */
async function leads(
  files: Files,
  from: string,
  written: readonly string[],
  changes: Partial<SiteChoice> = {},
): Promise<(string | null)[]> {
  const site = await siteOf(files, changes);
  const text = files[from] ?? '';
  const links = site?.linksOf(from, text, readFrontMatter(text));
  return written.map((one) => {
    const [, kind = '', form = '', address = ''] = /^(!?)(<?)(.*?)>?$/.exec(one) ?? [];
    const found = links?.locate({
      kind: kind === '!' ? 'image' : 'link',
      form: form === '<' ? 'html' : 'markdown',
      written: address,
    });
    if (found == null) return null;
    const shown = found.url?.replace('https://pier.example', '') ?? '';
    return found.fault === null ? decodeURI(shown) : `${found.fault.rule} ${decodeURI(shown)}`.trim();
  });
}

describe('the pictures and links of an issue', () => {
  it('start at its page in Hugo, with the files of its own folder beside it', async () => {
    const files = {
      'hugo.toml': 'baseURL = "https://pier.example/sea/"',
      'content/log/a/index.md': post(),
      'content/log/a/quay.png': '',
      'content/log/b.md': post('slug: ebb'),
      'content/log/mole.png': '',
      'content/log/_index.md': '',
      'static/img/buoy.png': '',
    };
    expect(
      await leads(files, 'content/log/a/index.md', [
        '!quay.png',
        '!../mole.png',
        '!/img/buoy.png',
        '!/sea/img/buoy.png',
        '../b.md',
        '#part',
        'https://elsewhere.example/x',
      ]),
    ).toEqual([
      '/sea/log/a/quay.png',
      '/sea/log/mole.png',
      'outside-address /img/buoy.png',
      '/sea/img/buoy.png',
      'dead-address',
      '/sea/log/a/#part',
      null,
    ]);
    expect(await leads(files, 'content/log/b.md', ['!mole.png', 'a/index.md'])).toEqual([
      'dead-address',
      'dead-address',
    ]);
  });

  it('are resolved by a render hook of Hugo, its own where there are several languages', async () => {
    const files = {
      'hugo.yaml':
        'baseURL: https://pier.example/\nuglyURLs: true\nlanguages: {en: {weight: 1}, de: {weight: 2}}',
      'content/log/a/index.md': post(),
      'content/log/a/quay.png': '',
      'content/log/b.md': post(),
      'content/log/_index.md': '',
      'assets/chart.png': '',
    };
    const written = ['!quay.png', '!chart.png', '../b.md#x', '/log', '<../b.md>'];
    expect(await leads(files, 'content/log/a/index.md', written)).toEqual([
      '/log/a/quay.png',
      '/chart.png',
      '/log/b.html#x',
      '/log/index.html',
      'dead-address',
    ]);
    const { 'hugo.yaml': _, ...rest } = files;
    const hooked = {
      ...rest,
      'hugo.toml': 'baseURL = "https://pier.example/"',
      'themes/t/layouts/_markup/render-link.html': '',
    };
    expect(await leads(hooked, 'content/log/b.md', ['a'])).toEqual(['/log/a/']);
  });

  it('are not copied from _posts by Jekyll', async () => {
    const files = {
      '_config.yml': 'baseurl: /sea',
      '_posts/2026-03-04-tide.md': post(),
      '_posts/quay.png': '',
      'img/buoy.png': '',
    };
    expect(
      await leads(files, '_posts/2026-03-04-tide.md', [
        '!quay.png',
        '!/sea/img/buoy.png',
        '!/img/buoy.png',
        '2026-03-04-tide.md',
      ]),
    ).toEqual(['dead-address', '/sea/img/buoy.png', 'outside-address /img/buoy.png', 'dead-address']);
  });

  it('name pages by their source in Zola', async () => {
    const files = {
      'zola.toml': 'base_url = "https://pier.example"',
      'content/log/2026-03-04-a/index.md': '+++\ntitle = "A"\n+++\n',
      'content/log/2026-03-04-a/quay.png': '',
      'content/log/_index.md': '',
    };
    expect(
      await leads(files, 'content/log/2026-03-04-a/index.md', [
        '!quay.png',
        '@/log/_index.md',
        '@/log/2026-03-04-a/index.md#x',
        '@/log/none.md',
      ]),
    ).toEqual(['/log/a/quay.png', '/log/', '/log/a/#x', 'dead-address']);
  });

  it('follow what the configuration of Eleventy copies and the plugins that come with it', async () => {
    const config = (...lines: string[]) =>
      `export default function (c) { ${lines.join(' ')} return { pathPrefix: "/sea/" }; }`;
    const files = (...lines: string[]) => ({
      'eleventy.config.js': config(...lines),
      'log/a.md': post(),
      'log/b.md': post(),
      'log/quay.png': '',
      'public/buoy.png': '',
    });
    const written = ['!quay.png', '!../quay.png', '!/buoy.png', 'b.md'];
    expect(
      await leads(
        files('c.addPassthroughCopy("log/*.png");', 'c.addPassthroughCopy({ public: "/", "public": "/" });'),
        'log/a.md',
        written,
      ),
    ).toEqual(['dead-address', '/sea/log/quay.png', 'outside-address /buoy.png', 'dead-address']);
    expect(await leads(files('c.addPassthroughCopy(assets);'), 'log/a.md', ['!quay.png'])).toEqual([
      '/sea/log/a/quay.png',
    ]);
    const plugins = 'c.addPlugin(EleventyHtmlBasePlugin); c.addPlugin(InputPathToUrlTransformPlugin);';
    expect(await leads(files(plugins), 'log/a.md', ['!/buoy.png', 'b.md'])).toEqual([
      '/sea/buoy.png',
      '/sea/log/b/',
    ]);
  });

  it.each([
    [
      'Astro',
      { 'astro.config.mjs': 'export default {};', 'src/pages/a.md': post(), 'src/pages/quay.png': '' },
      'src/pages/a.md',
    ],
    ['VitePress', { '.vitepress/config.ts': 'export default {};', 'a.md': post(), 'quay.png': '' }, 'a.md'],
    [
      'Docusaurus',
      { 'docusaurus.config.js': 'module.exports = {};', 'blog/a.md': post(), 'blog/quay.png': '' },
      'blog/a.md',
    ],
  ])('have names that only a build of %s knows', async (_, files, from) => {
    expect(await leads(files, from, ['!./quay.png', '!quay.png'])).toEqual([
      'hashed-address',
      'hashed-address',
    ]);
  });

  it('get the sub-path in Docusaurus and VitePress, and lead from file to page', async () => {
    const docusaurus = {
      'docusaurus.config.js': 'module.exports = { baseUrl: "/sea/", trailingSlash: true };',
      'blog/a.md': post(),
      'blog/2026-03-05-b.md': post(),
      'static/buoy.png': '',
    };
    expect(
      await leads(docusaurus, 'blog/a.md', [
        '2026-03-05-b.md#x',
        '/about',
        'none.md',
        '!<pathname:///buoy.png>',
      ]),
    ).toEqual(['/sea/blog/2026/03/05/b/#x', '/sea/about/', 'dead-address', '/buoy.png']);
    const vitepress = {
      '.vitepress/config.ts': 'export default { base: "/sea/" };',
      'log/a.md': post(),
      'log/b.md': post(),
      'public/buoy.png': '',
    };
    expect(await leads(vitepress, 'log/a.md', ['./b.md', '/log/b', 'c/', '!/buoy.png', 'none.md'])).toEqual([
      '/sea/log/b.html',
      '/sea/log/b.html',
      '/sea/log/c/',
      '/sea/buoy.png',
      'dead-address',
    ]);
  });

  it('begin at the root in Hexo, but for the folder of a post where it is known', async () => {
    const files = (config: string) => ({
      '_config.yml': `url: https://pier.example/sea\n${config}`,
      'package.json': '{"dependencies": {"hexo": "8"}}',
      'source/_posts/a.md': post(),
      'source/_posts/a/quay.png': '',
      'source/img/buoy.png': '',
    });
    const written = ['!quay.png', '!/img/buoy.png', '/img/buoy.png', '!<quay.png>'];
    expect(await leads(files(''), 'source/_posts/a.md', written)).toEqual([
      'dead-address',
      '/sea/img/buoy.png',
      'outside-address /img/buoy.png',
      '/sea/2026/03/04/a/quay.png',
    ]);
    const known = 'post_asset_folder: true\nmarked: {postAsset: true}';
    expect(await leads(files(known), 'source/_posts/a.md', written.slice(0, 1))).toEqual([
      '/sea/2026/03/04/a/quay.png',
    ]);
  });

  it('are completed by the words of Pelican and of Nikola', async () => {
    const pelican = {
      'pelicanconf.py': 'SITEURL = "https://pier.example/sea"',
      'content/log/a.md': 'Title: A\nDate: 2026-03-04\n\nTides.\n',
      'content/b.md': 'Title: Ebb\nDate: 2026-03-04\n\nTides.\n',
      'content/log/quay.png': '',
    };
    const words = [
      '{filename}../b.md#x',
      '!{static}quay.png',
      '!{attach}quay.png',
      '{category}Low Tide',
      '{index}',
      '{filename}/none.md',
    ];
    expect(await leads(pelican, 'content/log/a.md', words)).toEqual([
      '/sea/ebb.html#x',
      '/sea/log/quay.png',
      '/sea/quay.png',
      '/sea/category/low-tide.html',
      '/sea/index.html',
      'dead-address',
    ]);
    const nikola = {
      'conf.py':
        'BLOG_TITLE = "T"\nSITE_URL = "https://pier.example/sea/"\nPOSTS = (("posts/*.md", "posts", "post.tmpl"),)',
      'posts/a.md': post(),
      'posts/b.md': post('slug: ebb'),
      'images/buoy.png': '',
    };
    const links = [
      'link://slug/ebb',
      'link://filename/posts/b.md',
      'link://archive',
      '!/images/buoy.png',
      'b.md',
      'link://gallery/x',
    ];
    expect(await leads(nikola, 'posts/a.md', links)).toEqual([
      '/sea/posts/ebb/',
      '/sea/posts/ebb',
      '/sea/archive.html',
      '/sea/images/buoy.png',
      'dead-address',
      'dead-address',
    ]);
  });

  it('lead from file to file in Material for MkDocs, whose posts leave their folder', async () => {
    const files = {
      'mkdocs.yml': 'site_url: https://pier.example/sea/\nplugins: [blog]',
      'docs/blog/posts/a.md': post(),
      'docs/blog/posts/quay.png': '',
      'docs/about/index.md': '',
      'docs/img/buoy.png': '',
    };
    expect(
      await leads(files, 'docs/blog/posts/a.md', [
        '!quay.png',
        '!../../img/buoy.png',
        '../../about/index.md',
        'a.md',
        'none.md',
      ]),
    ).toEqual([
      '/sea/blog/quay.png',
      '/sea/img/buoy.png',
      '/sea/about/',
      '/sea/blog/2026/03/04/tide/',
      'dead-address',
    ]);
  });

  it('are refused without an address, with what to set', async () => {
    const files = { 'gatsby-config.js': 'module.exports = {};', 'a.md': post(), 'hugo.toml': '' };
    const site = await siteOf(files, { generator: 'hugo', siteUrl: null });
    const text = files['a.md'];
    const links = site?.linksOf('content/a.md', text, readFrontMatter(text));
    const fault = links?.locate({ kind: 'link', form: 'markdown', written: 'b/' })?.fault;
    expect(fault).toMatchObject({ rule: 'relative-url', message: expect.stringContaining('set siteUrl') });
    const permalink = { ...files, 'log/a.md': post() };
    expect(
      await leads(permalink, 'log/a.md', ['../b.md', 'a.md'], { generator: 'plain', permalink: '/l/:name' }),
    ).toEqual(['/b.md', '/l/a']);
  });

  it('never read out of the repository, and take any address', async () => {
    const files = { 'hugo.toml': '', 'content/a.md': post() };
    const odd = [
      '../../../../etc/passwd',
      '!%zz.png',
      'a%00b.md',
      '?',
      '//x',
      'a\nb',
      '\\\\x\\y',
      '[',
      '%2e%2e/x.md',
    ];
    const site = await siteOf(files);
    const links = site?.linksOf(
      'content/a.md',
      files['content/a.md'],
      readFrontMatter(files['content/a.md']),
    );
    for (const written of odd) {
      for (const kind of ['link', 'image'] as const) {
        const found = links?.locate({ kind, form: 'markdown', written }) ?? null;
        expect(found === null || found.url === null || URL.canParse(found.url), written).toBe(true);
        expect(found?.file ?? null).toBeNull();
      }
    }
  });
});
