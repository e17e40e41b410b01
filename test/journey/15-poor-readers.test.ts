import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromiumArguments, findOrInstallChromium } from '../setup/find-chromium.ts';
import { type Newsletter, newsletter } from './newsletter.ts';

const issue = `---
title: Ten wicks, and how they burn
date: 2026-11-20
issue: 10
hero: https://lamplighter.example/img/hero.jpg
---

## Trimming

A wick that is trimmed on [Sunday](https://lamplighter.example/sunday) burns the whole week.

![A lamp on a table, its wick cut straight across](https://lamplighter.example/img/lamp.jpg)

![A row of fourteen wicks of cotton and of glass, each with the flame that it gives](https://lamplighter.example/img/wicks.png "Fourteen wicks")

A small one, ![a match](https://lamplighter.example/img/match.png), in the line.

<img src="https://lamplighter.example/img/wide.png" width="2400" height="900" alt="The whole street at night">

<iframe src="https://www.youtube.com/embed/aB3_dE-gH1k" title="How to trim"></iframe>

## Oils

| Oil | Burns for | Smells of |
|---|---|---|
| Colza | nine hours | cabbage |
| Whale | eleven hours | the sea |

[Order oil](https://lamplighter.example/oil){.button}
`;
const words = [
  'A lamp on a table',
  'A row of fourteen wicks',
  'The whole street at night',
  'Watch: How to trim',
];

let browser: Browser;
let gazette: Newsletter;
let html: string;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findOrInstallChromium(), args: chromiumArguments });
});
afterAll(() => browser.close());
afterEach(() => gazette.remove());

async function render(template: string): Promise<void> {
  gazette = await newsletter('postgres');
  gazette.configure(`template: ${template}\nsiteUrl: https://lamplighter.example\n`);
  gazette.write('issues/010-wicks.md', issue);
  const ran = await gazette.run(['render', '10', '--out', 'out']);
  expect([ran.code, ran.err]).toEqual([0, expect.not.stringMatching(/error:/)]);
  html = readFileSync(path.join(gazette.folder, 'out/10.html'), 'utf8');
}

/** Shows a mail in a window where nothing can be fetched. */
async function show(text: string, width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  await page.route('**/*', (route) => route.abort());
  await page.setContent(text);
  return page;
}

interface Picture {
  readonly alt: string;
  readonly width: number;
  readonly height: number;
  readonly size: number;
  readonly contrast: number;
}

/** In the page: what is seen of each picture that did not come, by its words. */
const seenPictures = `(() => {
  const light = (colour) => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    if (element === null) return 'rgb(255, 255, 255)';
    const { backgroundColor } = getComputedStyle(element);
    return backgroundColor === 'rgba(0, 0, 0, 0)' ? behind(element.parentElement) : backgroundColor;
  };
  return [...document.querySelectorAll('img')].map((image) => {
    const { width, height } = image.getBoundingClientRect();
    const { fontSize, color } = getComputedStyle(image);
    const [one, other] = [light(color), light(behind(image))].sort((a, b) => b - a);
    return { alt: image.alt, width, height, size: parseFloat(fontSize), contrast: (one + 0.05) / (other + 0.05) };
  });
})()`;
const size = (name: string) => `parseFloat(getComputedStyle(document.querySelector('${name}')).fontSize)`;

const widthOf = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth');
const textOf = (page: Page) => page.evaluate<string>('document.body.innerText');

describe.each(['digest', 'letter'])('an issue in the design %s', (template) => {
  beforeEach(() => render(template));

  it.each([
    [320, 'light'],
    [390, 'dark'],
    [1000, 'light'],
  ] as const)(
    'with its pictures blocked, %i px wide, %s: nothing widens, nothing collapses, and words say what is not seen',
    async (width, scheme) => {
      const page = await show(html, width, scheme);
      expect(await widthOf(page)).toBe(width);
      const pictures = await page.evaluate<Picture[]>(seenPictures);
      for (const said of words) expect(pictures.map(({ alt }) => alt).join('\n')).toContain(said);
      for (const { alt, ...seen } of pictures.filter(({ alt }) => alt !== '')) {
        expect(seen.width, alt).toBeLessThanOrEqual(Math.min(width, 640));
        expect(seen.width, alt).toBeGreaterThanOrEqual(20);
        expect(seen.height, alt).toBeGreaterThanOrEqual(14);
        expect(seen.size, alt).toBeGreaterThanOrEqual(13);
        expect(seen.contrast, alt).toBeGreaterThan(4.5);
      }
      await page.close();
    },
  );

  it.each([
    ['its style sheets', /<style\b[\s\S]*?<\/style>/g, 390],
    ['all its styles', /<style\b[\s\S]*?<\/style>| style="[^"]*"| class="[^"]*"/g, 1000],
    ['its style sheets', /<style\b[\s\S]*?<\/style>/g, 1000],
  ] as const)('without %s, is read in its order and no wider than a window', async (_, taken, width) => {
    const page = await show(html.replace(taken, ''), width);
    expect(await widthOf(page)).toBeLessThanOrEqual(width);
    const text = (await textOf(page)).replace(/\s+/g, ' ');
    const order = ['Ten wicks, and how they burn', 'Trimming', 'Oils', 'Colza', 'Order oil', 'Unsubscribe'];
    const places = order.map((part) => text.lastIndexOf(part));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(await page.evaluate<number>(size('h2'))).toBeGreaterThan(await page.evaluate<number>(size('p')));
    expect(await page.locator('a', { hasText: 'Order oil' }).getAttribute('href')).toBe(
      'https://lamplighter.example/oil',
    );
    await page.close();
  });
});

it('has no line above a heading that follows a line or a heading', async () => {
  await render('digest');
  const page = await show(html, 700);
  const lines = await page.evaluate(
    "[...document.querySelectorAll('h2')].map((heading) => getComputedStyle(heading).borderTopWidth)",
  );
  expect(lines).toEqual(['0px', '1px']);
  await page.close();
});
