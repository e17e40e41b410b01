import { describe, expect, it } from 'vitest';
import { addressesOf } from './memory-site.ts';

const post = (...lines: string[]) => `---\n${lines.join('\n')}\n---\nTides.\n`;

describe('Jekyll', () => {
  const jekyll = (config: string, files: Record<string, string>) =>
    addressesOf({ '_config.yml': `url: https://pier.example\n${config}`, ...files });
  const files = {
    '_posts/2026-03-04-Low Water.md': post('categories: [Sea, "Old Docks"]'),
    'logs/_posts/2026-3-5-high_water.v2.md': post('title: x'),
    '_posts/2026-03-06-moved.md': post('permalink: /moon/:year/'),
    '_posts/undated.md': post('title: x'),
    '_drafts/later.md': post('title: x'),
    '_posts/2026-03-07-no.md': post('published: false'),
    '_posts/2027-03-07-ahead.md': post('title: x'),
    'notes/7.md': post('title: x'),
  };

  it('gives posts the date of their name, folders above as categories, and pages their path', async () => {
    expect(await jekyll('', files)).toEqual({
      '_posts/2026-03-04-Low Water.md': '/sea/old docks/2026/03/04/Low-Water.html',
      'logs/_posts/2026-3-5-high_water.v2.md': '/logs/2026/03/05/high_water.v2.html',
      '_posts/2026-03-06-moved.md': '/moon/2026/',
      '_posts/undated.md': expect.stringMatching(/^withheld: .*date in its name/),
      '_drafts/later.md': expect.stringMatching(/^withheld/),
      '_posts/2026-03-07-no.md': expect.stringMatching(/^withheld/),
      '_posts/2027-03-07-ahead.md': expect.stringMatching(/^withheld: .*until 2027-03-07/),
      'notes/7.md': '/notes/7.html',
    });
  });

  it('goes by the permalink of the site, with its styles, and by defaults for a folder', async () => {
    const at = async (config: string) => {
      const found = await jekyll(config, files);
      return [found['_posts/2026-03-04-Low Water.md'], found['notes/7.md']];
    };
    expect(await at('permalink: pretty\n')).toEqual(['/sea/old docks/2026/03/04/Low-Water/', '/notes/7/']);
    expect(await at('permalink: /log/:slug.html\n')).toEqual(['/log/low-water.html', '/notes/7.html']);
    expect(await at('permalink: ordinal\n')).toEqual([
      '/sea/old docks/2026/063/Low-Water.html',
      '/notes/7.html',
    ]);
    const defaults = 'defaults:\n  - scope: {path: notes}\n    values: {permalink: "/n/:path/"}\n';
    expect((await at(defaults))[1]).toBe('/n/notes/7/');
  });

  it('knows nothing of what is excluded', async () => {
    const found = await jekyll('exclude: [notes/, "_posts/2026-03-0[67]*"]\n', files);
    const held = Object.entries(found).filter(([, page]) => page === 'null');
    expect(held.map(([path]) => path)).toEqual([
      '_posts/2026-03-06-moved.md',
      '_posts/2026-03-07-no.md',
      'notes/7.md',
    ]);
  });

  it('takes the day in the zone of the site', async () => {
    const at = async (zone: string, date: string) =>
      Object.values(
        await jekyll(`timezone: ${zone}\n`, { '_posts/2026-03-04-x.md': post(`date: ${date}`) }),
      )[0];
    expect(await at('America/New_York', '2026-03-04 02:00:00 +0000')).toBe('/2026/03/03/x.html');
    expect(await at('America/New_York', '2026-03-04')).toBe('/2026/03/04/x.html');
    expect(await at('Asia/Tokyo', '2026-03-04 20:00:00')).toBe('/2026/03/05/x.html');
  });
});

describe('Zola', () => {
  const zola = (config: string) =>
    addressesOf({
      'config.toml': `base_url = "https://pier.example"\n${config}`,
      'content/log/_index.md': '+++\nsort_by = "date"\n+++\n',
      'content/log/2026-03-04-Låg Tide 🌊.md': '+++\ntitle = "x"\n+++\nText.',
      'content/log/undated.md': '+++\ntitle = "x"\n+++\nText.',
      'content/log/hidden.md': '+++\ndate = 2026-01-01\nrender = false\n+++\nText.',
      'content/log/moved.md': '+++\ndate = 2026-01-01\npath = "moon/half"\n+++\nText.',
      'content/log/ebbe.de.md': '+++\ndate = 2026-01-01\n+++\nText.',
    });

  it('makes slugs in ASCII, and leaves the date of a name out', async () => {
    expect(await zola('')).toEqual({
      'content/log/_index.md': 'section',
      'content/log/2026-03-04-Låg Tide 🌊.md': '/log/lag-tide-ocean/',
      'content/log/undated.md': expect.stringMatching(/^withheld: .*sorted by date/),
      'content/log/hidden.md': expect.stringMatching(/^withheld/),
      'content/log/moved.md': '/moon/half/',
      'content/log/ebbe.de.md': '/log/ebbe-de/',
    });
  });

  it('keeps names as they are where told so, and knows its languages', async () => {
    const found = await zola(
      '[languages.de]\ntitle = "x"\n[slugify]\npaths = "off"\npaths_keep_dates = true\n',
    );
    expect(found['content/log/2026-03-04-Låg Tide 🌊.md']).toBe('/log/2026-03-04-Låg Tide 🌊/');
    expect(found['content/log/ebbe.de.md']).toBe('/de/log/ebbe/');
  });
});

describe('Eleventy', () => {
  const config = 'export default function (cfg) { return { dir: { input: "src" }, pathPrefix: "/sea/" }; }';
  const files = {
    'eleventy.config.js': config,
    'src/log/a b.md': post('title: x'),
    'src/log/moon/moon.md': post('title: x'),
    'src/log/none.md': post('permalink: false'),
    'src/log/own.md': post(
      'title: "Half & Half"',
      'date: 2026-03-04T23:30:00-05:00',
      'permalink: "/{{ title | slugify }}/{{ page.date | date: \'%Y/%m/%d\' }}/"',
    ),
    'src/log/code.md': post('permalink: "/{{ title | mine }}/"', 'title: x'),
    'src/draft.md': post('draft: true'),
  };

  it('fills in templates of data, and asks where a filter is its own', async () => {
    expect(await addressesOf(files, { siteUrl: 'https://pier.example/sea' })).toEqual({
      'src/log/a b.md': '/sea/log/a b/',
      'src/log/moon/moon.md': '/sea/log/moon/',
      'src/log/none.md': expect.stringMatching(/^withheld/),
      'src/log/own.md': '/sea/half-and-half/2026/03/05/',
      'src/log/code.md': expect.stringMatching(/^unknown: .*never run.*permalink:/),
      'src/draft.md': '/sea/draft/',
    });
  });

  it('takes the permalink of the data of a folder, the nearest first', async () => {
    const found = await addressesOf({
      ...files,
      'src/src.json': '{"permalink": "/far/{{ page.fileSlug }}/"}',
      'src/log/log.json': '{"permalink": "/near/{{ page.fileSlug }}.html"}',
      'src/log/2026-03-04-low.md': post('title: x'),
    });
    expect([found['src/log/2026-03-04-low.md'], found['src/draft.md']]).toEqual([
      '/sea/near/low.html',
      '/sea/far/draft/',
    ]);
  });

  it('leaves out drafts where its configuration says so in the documented way', async () => {
    const drops =
      'export default (cfg) => { cfg.addPreprocessor("drafts", "*", (data) => { if (data.draft) return false; }); };';
    expect((await addressesOf({ ...files, 'eleventy.config.js': drops }))['src/draft.md']).toMatch(
      /^withheld/,
    );
  });
});

describe('Astro', () => {
  const astro = (config: string, route: string) =>
    addressesOf({
      'astro.config.mjs': `import { defineConfig } from 'astro/config';\nconst base = '/sea';\nexport default defineConfig({ site: 'https://pier.example', ${config} });`,
      'src/content.config.ts':
        "const log = defineCollection({ loader: glob({ pattern: '*.md', base: './letters' }) });\nexport const collections = { tides: log };",
      'src/pages/log/[...slug].astro': route,
      'letters/Ebb & Flow.md': post('title: x'),
      'letters/moon/index.md': post('title: x'),
      'letters/own.md': post('slug: "Half Moon"'),
      'letters/wip.md': post('draft: true'),
      'src/pages/about.md': post('title: x'),
    });
  const route =
    "const all = await getCollection('tides');\nreturn all.map((one) => ({ params: { slug: one.id } }));";

  it('joins collection, loader and route', async () => {
    expect(await astro('', route)).toEqual({
      'letters/Ebb & Flow.md': '/log/ebb--flow/',
      'letters/moon/index.md': '/log/moon/',
      'letters/own.md': '/log/Half Moon/',
      'letters/wip.md': '/log/wip/',
      'src/pages/about.md': '/about/',
    });
    const filtered = route.replace("('tides')", "('tides', ({ data }) => !data.draft)");
    const found = await astro("base, trailingSlash: 'never'", filtered);
    expect([found['letters/own.md'], found['letters/wip.md']]).toEqual([
      '/sea/log/Half Moon',
      expect.stringMatching(/^withheld/),
    ]);
  });

  it('asks where no page shows the collection by its id', async () => {
    expect((await astro('', 'const one = Astro.params;'))['letters/own.md']).toMatch(
      /^unknown: .*permalink:/,
    );
  });
});

describe('Gatsby', () => {
  const gatsby = (node: string, permalink: string | null = null) =>
    addressesOf(
      {
        'gatsby-config.js': `module.exports = { pathPrefix: '/sea', siteMetadata: { siteUrl: 'https://pier.example' }, plugins: [{ resolve: 'gatsby-source-filesystem', options: { path: \`\${__dirname}/content\` } }] };`,
        'gatsby-node.js': node,
        'content/log/Low Tide.md': post('date: 2026-03-04'),
        'content/log/moon/index.md': post('title: x'),
      },
      { siteUrl: 'https://pier.example/sea', permalink },
    );
  const field = (value: string) =>
    `exports.onCreateNode = ({ node, getNode, actions }) => { actions.createNodeField({ node, name: 'slug', value: ${value} }); };`;

  it('reads the path that its code makes of createFilePath', async () => {
    expect(Object.values(await gatsby(field('createFilePath({ node, getNode })')))).toEqual([
      '/sea/log/Low Tide/',
      '/sea/log/moon/',
    ]);
    const page = `exports.createPages = ({ actions }) => { actions.createPage({ path: \`/n\${node.fields.slug}\` }); };`;
    expect(
      Object.values(
        await gatsby(field("'/b' + createFilePath({ node, getNode, trailingSlash: false })") + page),
      ),
    ).toEqual(['/sea/n/b/log/Low Tide', '/sea/n/b/log/moon']);
  });

  it('asks where the path comes from elsewhere, and goes by the pattern that is given then', async () => {
    const code = field('slugify(node.frontmatter.title)');
    expect(Object.values(await gatsby(code))[0]).toMatch(/^unknown: .*permalink:/);
    expect(Object.values(await gatsby(code, '/:year/:slug/'))).toEqual([
      '/sea/2026/low-tide/',
      expect.stringMatching(/^unknown: .*:year/),
    ]);
  });
});

describe('Docusaurus', () => {
  it('keeps every address below its blog, dated names as folders', async () => {
    const config =
      "import type { Config } from '@docusaurus/types';\nconst config: Config = { url: 'https://pier.example', baseUrl: '/', presets: [['classic', { blog: { path: 'letters', routeBasePath: 'l' } } satisfies Options]] };\nexport default config;";
    expect(
      await addressesOf({
        'docusaurus.config.ts': config,
        'letters/2026-03-04-low.md': post('date: 2026-01-01'),
        'letters/moon/index.mdx': post('title: x'),
        'letters/own.md': post('slug: /half/moon'),
        'letters/_part.md': post('title: x'),
        'letters/wip.md': post('draft: true'),
      }),
    ).toEqual({
      'letters/2026-03-04-low.md': '/l/2026/03/04/low',
      'letters/moon/index.mdx': '/l/moon',
      'letters/own.md': '/l/half/moon',
      'letters/_part.md': 'section',
      'letters/wip.md': expect.stringMatching(/^withheld/),
    });
  });
});

describe('Hexo', () => {
  const hexo = (config: string, buildZone = 'UTC') =>
    addressesOf(
      {
        'package.json': '{"dependencies": {"hexo": "^8.0.0"}}',
        '_config.yml': `url: https://pier.example\n${config}`,
        'source/_posts/Low Tide.md': post(
          'title: Über Öl',
          'date: 2026-03-04 23:00:00',
          'categories: [Sea Log]',
        ),
        'source/_posts/undated.md': post('title: x'),
        'source/_posts/own.md': post('permalink: /moon/', 'date: 2026-03-04'),
        'source/_drafts/a.md': post('title: x'),
      },
      { buildZone },
    );

  it('puts the date before the path, and does not guess one', async () => {
    expect(await hexo('')).toEqual({
      'source/_posts/Low Tide.md': '/2026/03/04/Low Tide/',
      'source/_posts/undated.md': expect.stringMatching(/^unknown: .*time of the file/),
      'source/_posts/own.md': '/moon/',
      'source/_drafts/a.md': expect.stringMatching(/^withheld/),
    });
  });

  it('knows categories and titles, and the zones of site and machine', async () => {
    const first = async (config: string, zone?: string) =>
      (await hexo(config, zone))['source/_posts/Low Tide.md'];
    expect(await first('permalink: :category/:post_title/\nfilename_case: 1\n')).toBe('/sea-log/uber-ol/');
    expect(await first('timezone: Asia/Tokyo\n')).toBe('/2026/03/04/Low Tide/');
    expect(await first('timezone: America/New_York\n')).toBe('/2026/03/05/Low Tide/');
    expect(await first('timezone: America/New_York\n', 'America/New_York')).toBe('/2026/03/04/Low Tide/');
  });
});

describe('VitePress', () => {
  it('gives each file its own path, but for what is left out or rewritten', async () => {
    const config =
      "export default { base: '/sea/', srcDir: 'letters', srcExclude: ['**/old/*.md'], rewrites: { 'raw/:name.md': 'log/:name.md' } }";
    expect(
      await addressesOf(
        {
          'docs/.vitepress/config.mts': config,
          'docs/letters/low tide.md': post('permalink: /moon/'),
          'docs/letters/moon/index.md': post('title: x'),
          'docs/letters/old/1.md': post('title: x'),
          'docs/letters/raw/2.md': post('title: x'),
        },
        { siteUrl: 'https://pier.example/sea' },
      ),
    ).toEqual({
      'docs/letters/low tide.md': '/sea/low tide.html',
      'docs/letters/moon/index.md': '/sea/moon/',
      'docs/letters/old/1.md': expect.stringMatching(/^withheld/),
      'docs/letters/raw/2.md': '/sea/log/2.html',
    });
  });
});

describe('Pelican', () => {
  const pelican = (config: string) =>
    addressesOf({
      'pelicanconf.py': `SITEURL = ''\n${config}`,
      'publishconf.py': "from pelicanconf import *\nSITEURL = 'https://pier.example'\n",
      'content/low.md': 'Title: Låg “tide”: a/b\nDate: 2026-03-04\n\nText.',
      'content/docks/high.md': 'Title: High\nDate: 2026-03-04\nSlug: own_slug\n\nText.',
      'content/2026-03-05-named.md': 'Title: Named\n\nText.',
      'content/wip.md': 'Title: Wip\nDate: 2026-03-04\nStatus: draft\n\nText.',
      'content/dead.md': 'Title: Dead\nDate: 2026-03-04\nUrl: gone/\n\nText.',
      'content/plain.md': 'No metadata here.',
    });

  it('makes the address of the title, the category of the folder', async () => {
    expect(await pelican('')).toEqual({
      'content/low.md': '/lag-tide-ab.html',
      'content/docks/high.md': '/own_slug.html',
      'content/2026-03-05-named.md': '/named.html',
      'content/wip.md': expect.stringMatching(/^withheld/),
      'content/dead.md': '/dead.html',
      'content/plain.md': expect.stringMatching(/^withheld: .*no title/),
    });
    const url =
      "ARTICLE_URL = '{category}/{date:%Y}/{slug}/'\nARTICLE_SAVE_AS = '{category}/{date:%Y}/{slug}/index.html'\n";
    expect((await pelican(url))['content/docks/high.md']).toBe('/docks/2026/own_slug/');
    expect((await pelican("SLUGIFY_SOURCE = 'basename'\n"))['content/low.md']).toBe('/low.html');
  });
});

describe('Nikola', () => {
  const nikola = (config: string) =>
    addressesOf({
      'conf.py': `BLOG_TITLE = "Pier"\nSITE_URL = 'https://pier.example/'\nPOSTS = (\n  ("letters/*.md", "l", "post.tmpl"),  # ours\n)\nPAGES = ()\n${config}`,
      'letters/Low Tide.v2.md': '<!--\n.. title: x\n.. date: 2026-03-04\n-->\nText.',
      'letters/own.md': '<!--\n.. title: x\n.. date: 2026-03-04\n.. slug: Half_Moon\n-->\nText.',
      'letters/wip.md': '<!--\n.. title: x\n.. tags: a, Draft\n-->\nText.',
      'elsewhere/a.md': 'Text.',
    });

  it('slugs the name of the file, below the folder of its pages', async () => {
    expect(await nikola('')).toEqual({
      'letters/Low Tide.v2.md': '/l/low-tidev2/',
      'letters/own.md': '/l/Half_Moon/',
      'letters/wip.md': expect.stringMatching(/^withheld/),
      'elsewhere/a.md': 'null',
    });
    expect((await nikola('PRETTY_URLS = False\nUSE_SLUGIFY = False\n'))['letters/Low Tide.v2.md']).toBe(
      '/l/Low Tide.v2.html',
    );
  });
});

describe('Material for MkDocs', () => {
  const material = (options: string, more = '') =>
    addressesOf({
      'mkdocs.yml': `site_url: https://pier.example/\nmarkdown_extensions:\n  - pymdownx.emoji:\n      emoji_index: !!python/name:material.extensions.emoji.twemoji\nplugins:\n  - search\n  - blog${options}\n${more}`,
      'docs/blog/posts/low_tide.md': post('date: 2026-03-04', 'categories: [Sea Log, More]'),
      'docs/blog/posts/high.md': post('title: High & Low', 'date:', '  created: 2026-03-05'),
      'docs/blog/posts/wip.md': post('title: x', 'date: 2026-03-04', 'draft: true'),
    });

  it('puts date and slug of the title below the blog', async () => {
    expect(await material('')).toEqual({
      'docs/blog/posts/low_tide.md': '/blog/2026/03/04/low-tide/',
      'docs/blog/posts/high.md': '/blog/2026/03/05/high--low/',
      'docs/blog/posts/wip.md': expect.stringMatching(/^withheld/),
    });
    const format = ':\n      post_url_format: "{categories}/{slug}"\n      post_url_date_format: yyyy';
    expect((await material(format, 'use_directory_urls: false\n'))['docs/blog/posts/low_tide.md']).toBe(
      '/blog/sea-log/low-tide.html',
    );
  });
});
