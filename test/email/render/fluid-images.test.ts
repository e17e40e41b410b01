import { expect, test } from 'vitest';
import { fluidImages } from '../../../src/email/render/fluid-images.ts';
import { readTemplate } from '../../../src/email/template/template-file.ts';
import { issueOf, newsletter, renderFull } from '../sample.ts';

test('a wide picture has no width in px but its most; a narrow one and one of unknown size stay', () => {
  expect(fluidImages('<img src="a" alt="x &gt; y" width="544" height="9" />')).toBe(
    '<img src="a" alt="x &gt; y" width="544" height="9" style="width:100%;max-width:544px" />',
  );
  for (const same of ['<img src="a" width="100" />', '<img src="a" width="576" class="natural" />'])
    expect(fluidImages(same)).toBe(same);
});

test.each([
  ['digest', 576],
  ['letter', 544],
])('no picture of the %s is wider than its own column', async (name, width) => {
  const issue = issueOf('![Pier](/pier.png)', {
    images: { '/pier.png': { width: 2000, height: 1000, bytes: 9 } },
  });
  const { html } = await renderFull(issue, await readTemplate(`templates/${name}`), newsletter);
  const [picture = ''] = html.match(/<img [^>]*>/) ?? [];
  expect(picture).toContain(`width="${width}" height="${width / 2}"`);
  for (const rule of [`max-width:${width}px`, 'width:100%', 'height:auto'])
    expect(picture).toMatch(new RegExp(`[";]${rule}[";]`));
  expect(html).toMatch(/<table [^>]*style="table-layout:fixed/);
});
