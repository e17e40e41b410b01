import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Newsletter, newsletter } from './newsletter.ts';

let gazette: Newsletter;

afterEach(() => gazette.remove());

const front = '---\ntitle: Ten new wicks for the winter\nissue: 10\ndate: 2026-11-20\n---\n\n';
const words =
  'A wick that is trimmed on Sunday burns the whole week without smoke, said the keeper of the light.';
const page = (more: string) =>
  `<!doctype html><html><head><title>Ten new wicks for the winter</title></head><body><h1>Ten new wicks for the winter</h1><p>${words}</p>${more}</body></html>`;

/** The source of a site, and what its generator made of it. */
interface BuiltCase {
  readonly files: Readonly<Record<string, string>>;
  readonly content: string;
  readonly issue: string;
  readonly built: string;
  readonly url: string;
  readonly output: Readonly<Record<string, string>>;
}

const cases: Readonly<Record<string, BuiltCase>> = {
  hugo: {
    files: {
      'hugo.toml': 'baseURL = "https://lamplighter.example/news/"\n[permalinks]\nletters = "/:year/:slug/"\n',
      'content/letters/ten/index.md': `${front}${words}\n\n![A wick](wick.png)\n\n![A lamp](/news/img/lamp.png)\n\n[The ninth]({{< ref "nine.md" >}}) and [all of them](/news/letters/).\n`,
      'content/letters/ten/wick.png': '',
      'content/letters/nine.md':
        '---\ntitle: Nine\nissue: 9\ndate: 2026-10-20\n---\n\nNine lamps were lit in the old street.\n',
      'static/img/lamp.png': '',
    },
    content: 'content/letters',
    issue: '10',
    built: 'public',
    url: 'https://lamplighter.example/news/2026/ten-new-wicks-for-the-winter/',
    output: {
      '2026/ten-new-wicks-for-the-winter/index.html': page(
        '<img src="wick.png" alt="A wick"><img src="/news/img/lamp.png" alt="A lamp"><a href="https://lamplighter.example/news/2026/nine/">The ninth</a><a href="/news/letters/">all of them</a>',
      ),
      '2026/ten-new-wicks-for-the-winter/wick.png': '',
      '2026/nine/index.html': '<title>Nine</title><p>Nine lamps were lit in the old street.</p>',
      'letters/index.html': '<title>Letters</title>',
      'img/lamp.png': '',
      'index.html': '<title>News</title>',
    },
  },
  jekyll: {
    files: {
      '_config.yml': 'url: https://lamplighter.example\nbaseurl: /news\npermalink: /:year/:title.html\n',
      '_posts/2026-11-20-wicks.md': `${front}${words}\n\n![A wick]({{ site.baseurl }}/img/wick.png)\n\n[The ninth]({% post_url 2026-10-20-nine %}) and [the start]({{ "/" | relative_url }}).\n`,
      '_posts/2026-10-20-nine.md':
        '---\ntitle: Nine\nissue: 9\n---\n\nNine lamps were lit in the old street.\n',
      'img/wick.png': '',
    },
    content: '_posts',
    issue: '10',
    built: '_site',
    url: 'https://lamplighter.example/news/2026/wicks.html',
    output: {
      '2026/wicks.html': page(
        '<img src="/news/img/wick.png" alt="A wick"><a href="/news/2026/nine.html">The ninth</a><a href="/news/">the start</a>',
      ),
      '2026/nine.html': '<title>Nine</title><p>Nine lamps were lit in the old street.</p>',
      'img/wick.png': '',
      'index.html': '<title>News</title>',
    },
  },
  astro: {
    files: {
      'astro.config.mjs': 'export default { site: "https://lamplighter.example", base: "/news" };\n',
      'src/pages/letters/[...id].astro':
        '---\nexport async function getStaticPaths() { return (await getCollection("letters")).map((letter) => ({ params: { id: letter.id } })); }\n---\n',
      'src/content/letters/ten.md': `${front}${words}\n\n![A wick](./wick.png)\n\n![A lamp](/news/img/lamp.png)\n\n[The ninth](../nine/)\n`,
      'src/content/letters/wick.png': '',
      'src/content/letters/nine.md':
        '---\ntitle: Nine\nissue: 9\ndate: 2026-10-20\n---\n\nNine lamps were lit in the old street.\n',
      'public/img/lamp.png': '',
    },
    content: 'src/content/letters',
    issue: '10',
    built: 'dist',
    url: 'https://lamplighter.example/news/letters/ten/',
    output: {
      'letters/ten/index.html': page(
        '<img src="/news/_astro/wick.Dq2x_Zk1.webp" alt="A wick"><img src="/news/img/lamp.png" alt="A lamp"><a href="../nine/">The ninth</a>',
      ),
      'letters/nine/index.html': '<title>Nine</title><p>Nine lamps were lit in the old street.</p>',
      '_astro/wick.Dq2x_Zk1.webp': '',
      'img/lamp.png': '',
      'index.html': '<title>News</title>',
    },
  },
};

describe('an issue that is a page of a built site', () => {
  it.each(Object.entries(cases))('has only links in its email that are files of it: %s', async (_, site) => {
    gazette = await newsletter('postgres');
    for (const [file, text] of Object.entries(site.files)) gazette.write(file, text);
    for (const [file, text] of Object.entries(site.output)) gazette.write(`${site.built}/${file}`, text);
    gazette.configure(
      `content: ${site.content}\nsiteUrl: https://lamplighter.example/news\nbuilt: ${site.built}/\n`,
    );
    const listed = JSON.parse((await gazette.run(['issues', '--json'])).out);
    expect(listed.find(({ number }: { number: number }) => number === 10)).toMatchObject({
      url: site.url,
      published: true,
      from: 'built',
      why: expect.stringContaining(`By the built site: ${site.built}/`),
    });
    const rendered = await gazette.run(['render', site.issue, '--out', 'out']);
    expect([rendered.code, rendered.err]).toEqual([0, expect.not.stringMatching(/^error/m)]);
    const html = readFileSync(path.join(gazette.folder, 'out', `${site.issue}.html`), 'utf8');
    const addresses = [...html.matchAll(/(?:href|src)="(https:\/\/lamplighter\.example\/news\/[^"#]*)/g)].map(
      ([, url = '']) => decodeURIComponent(new URL(url).pathname.slice('/news/'.length)),
    );
    expect(addresses.length).toBeGreaterThan(3);
    expect(html).toMatch(/<img(?=[^<>]* alt="A wick")[^<>]* src="https:\/\/lamplighter\.example\/news\//);
    for (const address of addresses) {
      const file = address === '' || address.endsWith('/') ? `${address}index.html` : address;
      expect([file, existsSync(path.join(gazette.folder, site.built, file))]).toEqual([file, true]);
    }
  });
});
