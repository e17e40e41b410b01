import { describe, expect, test } from 'vitest';
import { fitImage } from '../../../src/content/html/image-size.ts';
import { imageSources } from '../../../src/content/html/image-sources.ts';
import { markdownToHtml } from '../../../src/content/html/markdown-to-html.ts';

const file = (width: number, height: number) => ({ width, height, bytes: 1 });
const sizeFor = (
  src: string,
  written: { width?: string; height?: string },
  known?: ReturnType<typeof file>,
) => fitImage(src, written, known, 576);

describe('the size of an image', () => {
  test('is that of its file, down to the column', () => {
    expect(sizeFor('a.png', {}, file(100, 60))).toEqual({ width: '100', height: '60' });
    expect(sizeFor('a.png', {}, file(2000, 700))).toEqual({ width: '576', height: '202' });
    expect(sizeFor('a@2x.png', {}, file(800, 300))).toEqual({ width: '400', height: '150' });
    expect(sizeFor('a.png', {}, file(0, 0))).toEqual({});
  });

  test('is what the author wrote, down to the column', () => {
    expect(sizeFor('a.png', { width: '300' }, file(2000, 1000))).toEqual({ width: '300', height: '150' });
    expect(sizeFor('a.png', { height: '100px' }, file(2000, 1000))).toEqual({ width: '200', height: '100' });
    expect(sizeFor('a.png', { width: '50%' }, file(100, 100))).toEqual({ width: '288', height: '288' });
    expect(sizeFor('a.png', { width: '800', height: '400' })).toEqual({ width: '576', height: '288' });
    expect(sizeFor('a.png', { width: '90%' })).toEqual({ width: '518' });
    expect(sizeFor('a.png', { width: 'auto', height: '600' })).toEqual({});
    expect(sizeFor('a.svg', { height: '20' })).toEqual({ height: '20' });
  });
});

describe('an image whose size nobody knows', () => {
  const html = (markdown: string) =>
    markdownToHtml(
      markdown,
      { webUrl: null, siteUrl: 'https://gazette.example' },
      { linkHosts: false, columnWidth: 576 },
    ).html;

  test('may take the column where it stands alone on its line', () => {
    for (const alone of ['![P](/p.png)', '<img src="/p.png">', '[![P](/p.png)](/x)', '![P](/p.png)<br>Text'])
      expect(html(alone)).toContain('width="576" class="natural"');
  });

  test('takes its own room in a line of text or in a cell', () => {
    for (const among of ['Text ![P](/p.png)', '![P](/p.png) ![Q](/q.png)', '| ![P](/p.png) |\n|--|'])
      expect(html(among)).not.toContain('width="576"');
  });
});

test('the images of an issue are named as they are written', () => {
  const markdown =
    '![A](a%20b.png) ![B](<c d.png> "t") [![C](../e.png)][x]\n\n<img src="f&amp;g.png">\n\n' +
    '<video poster="h.png" src="i.mp4"></video>\n\n`![N](no.png)`\n\nNote[^1].\n\n[^1]: ![J](j.png)\n\n[x]: /x\n';
  expect(imageSources(markdown)).toEqual(['a%20b.png', 'c d.png', '../e.png', 'f&g.png', 'h.png', 'j.png']);
});
