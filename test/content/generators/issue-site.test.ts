import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContentError } from '../../../src/content/content-error.ts';
import { readFrontMatter } from '../../../src/content/front-matter/read-front-matter.ts';
import { findIssueSite } from '../../../src/content/generators/issue-site.ts';
import { exportedSettings, parseProgram } from '../../../src/content/site/code-literals.ts';
import { readPython } from '../../../src/content/site/python-literals.ts';
import { code } from '../../../src/content/site/settings.ts';
import { addressesOf, choice, repositoryOf, siteOf } from './memory-site.ts';

const post = (...lines: string[]) => `---\n${lines.join('\n')}\n---\nTides.\n`;

describe('the site of a content folder', () => {
  it.each([
    ['hugo', { 'hugo.yaml': 'title: x' }],
    ['hugo', { 'config.toml': 'baseURL = "https://a.example"' }],
    ['zola', { 'config.toml': 'base_url = "https://a.example"' }],
    ['jekyll', { '_config.yml': 'title: x' }],
    ['hexo', { '_config.yml': 'title: x', 'package.json': '{"dependencies": {"hexo": "8"}}' }],
    ['eleventy', { '.eleventy.js': 'module.exports = {};' }],
    ['eleventy', { 'package.json': '{"devDependencies": {"@11ty/eleventy": "3"}}' }],
    ['astro', { 'astro.config.ts': 'export default {};' }],
    ['gatsby', { 'gatsby-config.mjs': 'export default {};' }],
    ['docusaurus', { 'docusaurus.config.js': 'module.exports = {};' }],
    ['vitepress', { 'docs/.vitepress/config.ts': 'export default {};' }],
    ['pelican', { 'pelicanconf.py': '' }],
    ['nikola', { 'conf.py': 'BLOG_TITLE = "x"' }],
    ['mkdocs', { 'mkdocs.yml': 'plugins: [blog]' }],
    [null, { 'conf.py': 'project = "Sphinx"', 'config.toml': 'title = "x"', 'mkdocs.yml': 'site_name: x' }],
  ])('is known as %s by its files', async (generator, files) => {
    expect((await siteOf(files))?.generator ?? null).toBe(generator);
  });

  it('is the nearest one above it', async () => {
    const inner = { repository: repositoryOf({}), content: '' };
    const blog = {
      repository: repositoryOf({ 'hugo.toml': 'baseURL = "https://pier.example/"' }),
      content: 'content',
    };
    const outer = { repository: repositoryOf({ '_config.yml': 'title: x' }), content: 'blog/content' };
    const site = await findIssueSite([inner, blog, outer], choice);
    const text = post('title: x');
    expect(site?.pageOf('7.md', text, readFrontMatter(text))).toMatchObject({
      url: 'https://pier.example/7/',
    });
  });

  it('is asked about where two lie in one folder, and named by site:', async () => {
    const files = { 'hugo.toml': 'title = "x"', 'astro.config.mjs': 'export default {};' };
    await expect(siteOf(files)).rejects.toThrow(
      /hugo \(hugo.toml\) and astro \(astro.config.mjs\): say with site:/,
    );
    expect((await siteOf(files, { generator: 'astro' }))?.generator).toBe('astro');
    expect(await siteOf(files, { generator: 'plain' })).toBeNull();
    await expect(siteOf(files, { generator: 'jekyll' })).rejects.toThrow(
      /site: jekyll is set, and no configuration/,
    );
  });

  it.each([
    { 'hugo.toml': 'baseURL = "https' },
    { '_config.yml': 'a: [b\nc: d' },
    { 'mkdocs.yml': 'plugins: &a [*a' },
  ])('has a configuration that does not parse named by its file: %o', async (files) => {
    await expect(siteOf(files)).rejects.toThrow(ContentError);
    await expect(siteOf(files)).rejects.toThrow(
      new RegExp(`^${Object.keys(files)[0]}: the site's configuration`),
    );
  });

  it('has whole addresses, percent-encoded, below the path of siteUrl', async () => {
    const text = post('title: x');
    const url = async (siteUrl: string | null, config = '') => {
      const page = (await siteOf({ 'hugo.toml': config }, { siteUrl }))?.pageOf(
        'content/a?b #c/x;y%.md',
        text,
        readFrontMatter(text),
      );
      return typeof page === 'object' ? page : null;
    };
    expect((await url('https://pier.example/sea'))?.url).toBe('https://pier.example/sea/ab-%23c/xy/');
    expect(await url(null)).toMatchObject({ url: null, why: expect.stringContaining('set siteUrl') });
    expect((await url(null, 'baseURL = "https://own.example/docks/"'))?.url).toBe(
      'https://own.example/docks/ab-%23c/xy/',
    );
  });
});

describe('a plain folder', () => {
  it('has addresses where permalink: puts them, and none without it', async () => {
    const files = {
      '2026-03-04-low-tide.md': post('title: "Low & High"'),
      'docks/7/index.md': post('date: 2026-03-05'),
    };
    expect(await siteOf(files)).toBeNull();
    expect(await addressesOf(files, { permalink: '/l/:year/:name/' })).toEqual({
      '2026-03-04-low-tide.md': '/l/2026/low-tide/',
      'docks/7/index.md': '/l/2026/7/',
    });
    expect(await addressesOf(files, { permalink: '/:title/' })).toMatchObject({
      'docks/7/index.md': expect.stringMatching(/^unknown: .*:title/),
    });
    expect(await addressesOf(files, { permalink: '/:path' })).toMatchObject({
      'docks/7/index.md': '/docks/7',
    });
  });
});

describe('the code of a site', () => {
  it('is read where it is a literal, and never run', async () => {
    const read = (text: string) => exportedSettings({ path: 'x.js', text, body: parseProgram(text) ?? [] });
    expect(
      read(
        "const base = '/a';\nmodule.exports = { base: base + '/b', site: process.env.SITE, list: [1, true, null] };",
      ),
    ).toEqual({
      base: '/a/b',
      site: code,
      list: [1, true, null],
    });
    expect(read(`export default defineConfig(() => ({ a: \`x\${1}\`, ...{ b: 2 } })) as Config;`)).toEqual({
      a: 'x1',
      b: 2,
    });
    expect(read('throw new Error(); export default { a: 1 };')).toEqual({ a: 1 });
    expect(read('export default {')).toEqual({});
    expect(read(`export default { a: ${'['.repeat(5_000)}${']'.repeat(5_000)} };`)).toBeTypeOf('object');
    expect(read(`export default { a: ${"'x' + ".repeat(20_000)}'x' };`)).toBeTypeOf('object');
  });

  it('is read of Python where it is a literal', async () => {
    const text = `NAME = 'It\\'s' "fine"  # note\nRAW = r'\\d+'\nPOSTS = (\n  ("a/*.md", "a", 'p'),\n)\nONE = ("x")\nMAP = {'a': 1, "b": [True, None]}\nURL = os.environ['X']\nAGAIN = NAME\nOPEN = '''two\nlines'''\nif x:\n    NAME = 'other'\n`;
    expect(readPython(text)).toEqual({
      NAME: "It's" + 'fine',
      RAW: '\\d+',
      POSTS: [['a/*.md', 'a', 'p']],
      ONE: 'x',
      MAP: { a: 1, b: [true, null] },
      URL: code,
      AGAIN: "It'sfine",
      OPEN: 'two\nlines',
    });
  });

  it('never throws, whatever it is', async () => {
    const sign = fc.constantFrom(
      ...'A=\'"[](){},:#\\\n r+`$;',
      'export default ',
      'module.exports=',
      'None',
      '0',
    );
    fc.assert(
      fc.property(
        fc.array(sign, { maxLength: 60 }).map((signs) => signs.join('')),
        (text) => {
          readPython(text);
          exportedSettings({ path: 'x.js', text, body: parseProgram(text) ?? [] });
        },
      ),
    );
  });
});
