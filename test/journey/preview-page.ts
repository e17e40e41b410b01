import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { chromiumArguments, findOrInstallChromium } from '../setup/find-chromium.ts';
import { type Newsletter, newsletter } from './newsletter.ts';
import type { Running } from './running.ts';

/** The preview of a newsletter of a test's own, in a real browser. */
export interface Preview {
  readonly browser: Browser;
  readonly gazette: Newsletter;
  readonly running: Running;
  readonly url: string;
  /** What the browser asked of anybody but the preview. */
  readonly strangers: readonly string[];
  start(args?: readonly string[], env?: Record<string, string>): Promise<void>;
  /** Looks at a command that was begun in another way. */
  watch(begun: Running): Promise<void>;
  open(query?: string, options?: BrowserContextOptions): Promise<Page>;
}

export const town = `---
title: Of lamps and their keepers
date: 2026-11-21
issue: 11
summary: How to trim a wick, and who does it for you.
---

Good evening. See [the wicks](https://example.org/wicks) and <https://example.org/a.htmlhttps://example.org/b>.

![A lamp](https://example.org/lamp.png)

## Trimming

${'Cut it straight, and cut it short.\n\n'.repeat(60)}
The last line of all.
`;

/** To be called once a file: every test has a newsletter anew and no database, with `town` as its issue 11. */
export function usePreview(): Preview {
  let browser: Browser;
  let gazette: Newsletter;
  let running: Running;
  let url = '';
  const strangers: string[] = [];
  const pages: Page[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: findOrInstallChromium(), args: chromiumArguments });
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    strangers.length = 0;
    gazette = await newsletter('embedded', true);
    gazette.write('issues/011-lamps.md', town);
  });
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.close()));
    await gazette.remove();
  });

  const watch = async (begun: Running) => {
    running = begun;
    [url = ''] = await running.said(/http:\/\/127\.0\.0\.1:\d+\/\S+\//);
  };
  return {
    get browser() {
      return browser;
    },
    get gazette() {
      return gazette;
    },
    get running() {
      return running;
    },
    get url() {
      return url;
    },
    strangers,
    watch,
    start: (args = [], env = {}) => watch(gazette.start(['preview', ...args], env)),
    open: async (query = '', options = {}) => {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
      pages.push(page);
      page.on('request', (request) => {
        const asked = request.url();
        if (!asked.startsWith(url) && !asked.startsWith('data:')) strangers.push(asked);
      });
      page.on('pageerror', (error) => strangers.push(`an error of the page: ${error.message}`));
      await page.goto(url + query);
      return page;
    },
  };
}

/** In the page, since nothing runs in the frame of an email. */
export function textOfFrame(page: Page, at: number): Promise<string> {
  return page.evaluate(
    `document.querySelectorAll('.frame iframe')[${at}]?.contentDocument?.body?.textContent ?? ''`,
  );
}

export const patience = { timeout: 30_000 };

export async function sees(page: Page, words: string, at = 0): Promise<void> {
  await expect.poll(() => textOfFrame(page, at), patience).toContain(words);
}

export async function violations(page: Page): Promise<unknown> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<axe.AxeResults>('axe.run(document, { iframes: false })');
  return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}
