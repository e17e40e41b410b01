import { describe, expect, it } from 'vitest';
import { readFrontMatter } from '../../../src/content/front-matter/read-front-matter.ts';
import { resolveSiteSyntax } from '../../../src/content/site-syntax/site-syntax.ts';
import { siteOf } from '../generators/memory-site.ts';

const post = '---\ntitle: Ebb\ndate: 2026-03-04\n---\nTides.\n';

/** What a post of a site becomes, and what is found in it. */
async function answer(files: Readonly<Record<string, string>>, from: string, body: string) {
  const text = `${post}${body}`;
  const site = (await siteOf({ ...files, [from]: text }))?.linksOf(from, text, readFrontMatter(text)) ?? null;
  const { markdown, findings } = resolveSiteSyntax(body, {
    tags: {},
    siteUrl: 'https://pier.example',
    site,
    isMdx: false,
  });
  return {
    markdown: markdown.replaceAll('https://pier.example', ''),
    faults: findings.map(({ message }) => message),
  };
}

describe('the tags of a known site', () => {
  it('are addresses of pages and files in Hugo', async () => {
    const files = {
      'hugo.toml': 'baseURL = "https://pier.example/sea/"',
      'content/log/b.md': post,
      'content/log/a/quay.png': '',
      'content/log/c/twin.md': post,
      'content/log/d/twin.md': post,
    };
    const from = 'content/log/a/index.md';
    const body =
      '[x]({{< ref "b.md" >}}) [y]({{% relref "/log/b#z" %}}) {{< figure src="quay.png" alt="Q" >}}';
    expect(await answer(files, from, body)).toEqual({
      markdown: '[x](/sea/log/b/) [y](/sea/log/b/#z) ![Q](/sea/log/a/quay.png)',
      faults: [],
    });
    const { faults } = await answer(files, from, '[x]({{< ref "none" >}})\n\n[y]({{< relref "twin" >}})');
    expect(faults).toEqual([
      expect.stringContaining('There is no page none'),
      expect.stringMatching(/Several pages are called twin \(content\/log\/c\/twin\.md/),
    ]);
  });

  it('are addresses below the sub-path in Jekyll', async () => {
    const files = { '_config.yml': 'baseurl: /sea', '_posts/2026-03-04-b.md': post, 'img/q.png': '' };
    const from = '_posts/2026-03-05-a.md';
    const body = [
      '[a]({% post_url 2026-03-04-b %})',
      '[b]({% link _posts/2026-03-04-b.md %})',
      '![c]({% link img/q.png %})',
      '[d]({{ "/img/q.png" | relative_url }})',
      '![e]({{ site.baseurl }}/img/q.png)',
      '![f]({{ site.url }}{{ site.baseurl }}/img/q.png)',
      '[g]({{ site.url }}/elsewhere)',
    ];
    expect(await answer(files, from, body.join('\n'))).toEqual({
      markdown: [
        '[a](/sea/2026/03/04/b.html)',
        '[b](/sea/2026/03/04/b.html)',
        '![c](/sea/img/q.png)',
        '[d](/sea/img/q.png)',
        '![e](/sea/img/q.png)',
        '![f](/sea/img/q.png)',
        '[g](/elsewhere)',
      ].join('\n'),
      faults: [],
    });
    const { faults } = await answer(files, from, '[a]({% post_url 2020-01-01-none %})');
    expect(faults).toEqual([expect.stringContaining('There is no post 2020-01-01-none')]);
  });

  it('are links and pictures in Hexo', async () => {
    const files = {
      '_config.yml': 'url: https://pier.example\nroot: /sea/\npost_asset_folder: true',
      'package.json': '{"dependencies": {"hexo": "8"}}',
      'source/_posts/b.md': post,
      'source/_posts/a/q.png': '',
    };
    const body = `{% post_link b Low water %}\n\n{% asset_img q.png '"T" "Quay"' %}\n\n{% img /img/x.png 10 20 "T" "Mole" %}`;
    expect(await answer(files, 'source/_posts/a.md', body)).toEqual({
      markdown:
        '[Low water](/sea/2026/03/04/b/)\n\n![Quay](/sea/2026/03/04/a/q.png)\n\n![T Mole](</img/x.png>)',
      faults: [],
    });
    const { faults } = await answer(files, 'source/_posts/a.md', '{% asset_img none.png %}');
    expect(faults).toEqual([expect.stringContaining('There is no none.png in the folder of the post')]);
  });

  it('stay as addresses where the generator completes them, and only there', async () => {
    const zola = { 'zola.toml': 'base_url = "https://pier.example"', 'content/b.md': post };
    const link = '[b](@/b.md)';
    expect(await answer(zola, 'content/a.md', link)).toEqual({ markdown: link, faults: [] });
    const pelican = { 'pelicanconf.py': '', 'content/b.md': post };
    const words = '[b]({filename}b.md) ![c]({static}/q.png) ![d]({attach}q.png)';
    expect(await answer(pelican, 'content/a.md', words)).toEqual({ markdown: words, faults: [] });
    expect((await answer(pelican, 'content/a.md', link)).faults).toHaveLength(1);
  });
});
