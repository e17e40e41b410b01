import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { PreviewState } from '../../src/web/preview/facts/state.ts';
import { chromiumArguments, findOrInstallChromium } from '../setup/find-chromium.ts';
import { openInbox, parseMail } from './inbox.ts';
import { type Newsletter, newsletter, type Running } from './newsletter.ts';

let browser: Browser;
let gazette: Newsletter;
let running: Running;
let url = '';
/** What the browser asked of anybody but the preview. */
let strangers: string[] = [];
const pages: Page[] = [];

const town = `---
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

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findOrInstallChromium(), args: chromiumArguments });
});
afterAll(() => browser.close());

beforeEach(async () => {
  strangers = [];
  gazette = await newsletter('embedded', {
    databaseUrl: inject('databaseUrl'),
    redisUrl: inject('redisUrl'),
  });
  gazette.write('issues/011-lamps.md', town);
});
afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.close()));
  await gazette.remove();
});

async function start(args: readonly string[] = [], env: Record<string, string> = {}): Promise<void> {
  running = gazette.start(['preview', ...args], env);
  [url = ''] = await running.said(/http:\/\/127\.0\.0\.1:\d+\/\S+\//);
}

async function open(query = '', options: BrowserContextOptions = {}): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
  pages.push(page);
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) strangers.push(request.url());
  });
  page.on('pageerror', (error) => strangers.push(`an error of the page: ${error.message}`));
  await page.goto(url + query);
  return page;
}

/** In the page, since nothing runs in the frame of an email. */
function textOfFrame(page: Page, at: number): Promise<string> {
  return page.evaluate(
    `document.querySelectorAll('.frame iframe')[${at}]?.contentDocument?.body?.textContent ?? ''`,
  );
}

const patience = { timeout: 30_000 };

async function sees(page: Page, words: string, at = 0): Promise<void> {
  await expect.poll(() => textOfFrame(page, at), patience).toContain(words);
}

async function violations(page: Page): Promise<unknown> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<axe.AxeResults>('axe.run(document, { iframes: false })');
  return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}

describe('while it is written', () => {
  it('a change shows by itself, the place in the email kept, and a fault above what rendered last', async () => {
    await start(['11']);
    const page = await open();
    await sees(page, 'The last line of all.');
    const scrolled = 'document.querySelector(".frame iframe").contentWindow.scrollY';
    await page.evaluate('document.querySelector(".frame iframe").contentWindow.scrollTo(0, 900)');

    gazette.write('issues/011-lamps.md', town.replace('The last line', 'The very last line'));
    await sees(page, 'The very last line of all.');
    expect(await page.evaluate(scrolled)).toBe(900);

    gazette.write('issues/011-lamps.md', town.replace('title:', 'title: ['));
    await page.getByRole('alert').getByText('011-lamps.md').waitFor();
    await page.locator('#live.broken').waitFor();
    await sees(page, 'The very last line of all.');

    gazette.write('issues/011-lamps.md', town.replace('Good evening', 'Good night'));
    await sees(page, 'Good night');
    await page.locator('#live.broken').waitFor({ state: 'detached' });

    gazette.write(
      'pennypost.yaml',
      readFileSync(path.join(gazette.folder, 'pennypost.yaml'), 'utf8').replace(
        '1 Wick Street',
        '2 Oil Lane',
      ),
    );
    await sees(page, '2 Oil Lane');
    expect(strangers).toEqual([]);
  });

  it('shows the newest issue where none is named, drafts included, and ends on a signal with pages open', async () => {
    gazette.write(
      'issues/012-draft.md',
      '---\ntitle: Not yet\ndate: 2026-11-22\nissue: 12\ndraft: true\n---\n\nA draft.\n',
    );
    await start();
    const page = await open();
    await page.getByRole('heading', { name: 'Not yet', level: 1 }).waitFor();
    running.child.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
  });
});

describe('what it shows', () => {
  it('every view of the email, side by side, in an address that can be kept', async () => {
    await start(['11']);
    const page = await open();
    await sees(page, 'Good evening');
    await page.getByRole('link', { name: 'Light, dark, forced' }).click();
    await expect.poll(() => page.locator('.frame iframe').count(), patience).toBe(3);
    await sees(page, 'Good evening', 2);
    const colours = `[...document.querySelectorAll('.frame iframe')].map((frame) =>
      frame.contentWindow.getComputedStyle(frame.contentDocument.querySelector('h1').parentElement).color)`;
    const [light, dark, forced] = await page.evaluate<string[]>(colours);
    expect(new Set([light, dark, forced]).size).toBe(3);

    for (const [name, words] of [
      ['Plain text', 'Good evening. See the wicks'],
      ['Headers', 'List-Unsubscribe-Post'],
      ['Message source', 'quoted-printable'],
      ['HTML source', '<!doctype html>'],
    ] as const) {
      await page.locator('.pane').first().locator('.menu summary').click();
      await page.locator('.pane').first().getByRole('link', { name, exact: true }).click();
      await sees(page, words);
    }
    const kept = page.url();
    await page.reload();
    await sees(page, '<!doctype html>');
    expect(page.url()).toBe(kept);
    await page.goBack();
    await sees(page, 'quoted-printable');
    await page.getByRole('link', { name: 'Close pane 1' }).click();
    await expect.poll(() => page.locator('.frame iframe').count(), patience).toBe(2);
    expect(strangers).toEqual([]);
  });

  it('images when asked for, styles stripped, and where Gmail cuts', async () => {
    gazette.write('issues/011-lamps.md', town + 'A long tail. '.repeat(9000));
    await start(['11']);
    const page = await open('?panes=email.375');
    await sees(page, 'Good evening');
    expect(strangers).toEqual([]);
    await page.getByRole('link', { name: 'Images off, pane 1' }).click();
    await expect.poll(() => strangers).toEqual(['https://example.org/lamp.png']);
    await page.getByRole('link', { name: 'Images on, pane 1' }).click();
    await page.getByRole('link', { name: 'Styles on, pane 1' }).click();
    await page.getByRole('link', { name: 'Clip off, pane 1' }).click();
    await sees(page, '[Message clipped]');
    expect(
      await page.evaluate("document.querySelector('.frame iframe').contentDocument.styleSheets.length"),
    ).toBe(1);
  });

  it('a width that is dragged, or moved with the arrow keys', async () => {
    await start(['11']);
    const page = await open();
    const grip = page.getByRole('separator', { name: 'Width of pane 1' });
    const width = () =>
      page
        .locator('.frame iframe')
        .first()
        .evaluate((frame) => frame.getBoundingClientRect().width);
    await grip.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Shift+ArrowLeft');
    expect(await width()).toBe(642);
    await expect.poll(() => page.url()).toContain('email.640');
    const box = await grip.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 4, 300);
    await page.mouse.down();
    await page.mouse.move((box?.x ?? 0) - 96, 300);
    await page.mouse.up();
    expect(await width()).toBe(542);
    await expect.poll(() => page.url()).toContain('email.540');
    await page.reload();
    expect(await width()).toBe(542);
  });

  it('as a reader of the lists, found by a part of the name, or by hand', async () => {
    await start(['10']);
    const page = await open('?open=reader');
    await sees(page, 'Good evening');
    await page.getByLabel('Search the lists').fill('№2');
    await page.getByRole('link', { name: /reader2@example\.com/ }).click();
    await page.locator('#reader .brief').getByText('Reader, №2').waitFor();
    await page.getByLabel('Search the lists').fill('nobody at all');
    await page.getByText('Nobody on the lists').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('q');
    await page.getByText('Type the fields in').click();
    await page.getByLabel('name', { exact: true }).fill('Zoë');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.locator('#reader .brief').getByText('Zoë').waitFor();
  });

  it('leads from a finding to its place in the email', async () => {
    await start(['11']);
    const page = await open();
    await page.locator('#findings li', { hasText: 'glued-url' }).getByRole('button').first().click();
    const marked =
      "document.querySelector('.frame iframe').contentDocument.querySelector('[data-preview-mark]')?.textContent";
    expect(await page.evaluate(marked)).toContain('example.org');
  });
});

describe('what it does', () => {
  it('sends a test through the relay, copies the HTML, downloads the message', async () => {
    const inbox = await openInbox();
    await start(['10'], { SMTP_URL: inbox.url });
    const page = await open('', {
      permissions: ['clipboard-read', 'clipboard-write'],
      acceptDownloads: true,
    });
    await page.getByRole('link', { name: 'Send a test' }).click();
    await page.getByLabel('Send a test to').fill('reader1@example.com');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('The test went to reader1@example.com').waitFor();
    const [mail] = inbox.mails;
    expect((await parseMail(mail?.raw ?? Buffer.alloc(0))).subject).toBe(
      '[Test] The Lamplighter 10: oil & wicks',
    );
    await page.getByRole('button', { name: 'Copy HTML' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain('<!doctype html>');
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download .eml' }).click();
    expect((await downloading).suggestedFilename()).toBe('issue-10.eml');
    expect(strangers).toEqual([]);
    await inbox.close();
  });

  it('says what became of each link, only when asked', async () => {
    await start(['11']);
    const page = await open('?open=links');
    await page.getByRole('button', { name: 'Check the links' }).click();
    await page
      .locator('#checked')
      .getByText(/\d+ (?:alive|dead|moved|unverified)/)
      .waitFor();
  });

  it('never follows a link of the email in its pane', async () => {
    await start(['11']);
    const page = await open('?panes=email.700');
    await sees(page, 'Good evening');
    await page.frameLocator('.frame iframe').getByRole('link', { name: 'the wicks' }).click();
    await sees(page, 'Good evening');
    expect(strangers).toEqual([]);
  });
});

/** The message without what is made anew each time: its date, and a signature, which covers the date. */
function undated(message: Buffer): string {
  return message
    .toString('latin1')
    .replace(/^Date: .*\r\n/m, '')
    .replace(/^DKIM-Signature:.*\r\n(?:[ \t].*\r\n)*/gim, '');
}

describe('the message', () => {
  it('is to the byte what was delivered, for every subscriber, and hinders no send', async () => {
    await start(['10']);
    const message = async (address: string) =>
      Buffer.from(await (await fetch(`${url}message.eml?as=${address}`)).arrayBuffer());
    expect(undated(await message('reader0@example.com'))).toContain('Message-ID: <test.preview.');
    const sent = await gazette.run(['send', '--issue', '10', '--catch', '--yes']);
    expect(sent.code).toBe(0);
    const delivered = new Map<string, Buffer>();
    for (const raw of gazette.caught()) {
      const { to } = await parseMail(raw);
      delivered.set(to?.[0]?.address ?? '', raw);
    }
    expect(delivered.size).toBe(3);
    for (const [address, raw] of delivered) expect(undated(await message(address))).toBe(undated(raw));
    const state = (await (await fetch(`${url}state.json?as=reader0@example.com`)).json()) as PreviewState;
    expect(state.reader.ids).toMatchObject({ kind: 'delivery', isRehearsal: true });

    const again = await gazette.run(['send', '--issue', '11', '--catch', '--yes', '--despite', 'glued-url']);
    expect(again.code).toBe(0);
    gazette.write(
      'issues/010-wicks.md',
      '---\ntitle: Edited since\nissue: 10\ndate: 2026-11-20\n---\n\nEdited.\n',
    );
    await expect
      .poll(async () => undated(await message('reader0@example.com')), { timeout: 10_000 })
      .toMatch(/Message-ID: <test\.preview\.[0-9a-z]+@[\s\S]*Edited\./);
  });
});

describe('without a browser', () => {
  it('exports one page that needs nothing, and the message', async () => {
    const { code, out } = await gazette.run([
      'preview',
      '10',
      '--export',
      'shared',
      '--as',
      'reader1@example.com',
    ]);
    expect(code).toBe(0);
    expect(
      out
        .trim()
        .split('\n')
        .map((file) => path.basename(file)),
    ).toEqual(['preview.html', 'message.eml']);
    expect(existsSync(path.join(gazette.folder, 'shared/message.eml'))).toBe(true);
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const file = `file://${path.join(gazette.folder, 'shared/preview.html')}`;
    await page.goto(file);
    await page.getByText('3 on the lists').waitFor();
    await page.frameLocator('iframe').first().getByText('Good evening').waitFor();
    expect(asked.filter((one) => !/^(?:file|about|data):/.test(one))).toEqual([]);
    await context.close();
  });

  it('prints what a mail reader shows in the terminal', async () => {
    const { code, out } = await gazette.run(['preview', '10', '--text']);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^From: The Lamplighter\nTo: reader@example\.com\nSubject: The Lamplighter 10: oil & wicks\n\n/,
    );
    expect(out).toContain('Good evening.');
  });
});

describe('for everybody', () => {
  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 375],
    ['dark', 375],
  ] as const)('can be read and used in the %s at %d px', async (colorScheme, width) => {
    await start(['11']);
    const page = await open('?open=reader,findings,inbox,size,links,support,message&q=reader', {
      colorScheme,
      viewport: { width, height: 800 },
    });
    await sees(page, 'Good evening');
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    gazette.write('issues/011-lamps.md', '---\ntitle: [\n---\n');
    await page.locator('#live.broken').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('by keyboard alone: every control takes the focus and shows it', async () => {
    await start(['11']);
    const page = await open();
    await sees(page, 'Good evening');
    const seen: string[] = [];
    for (let press = 0; press < 90; press += 1) {
      await page.keyboard.press('Tab');
      const [name, outline] = await page.evaluate<[string, string]>(
        `(() => { const at = document.activeElement; return [
          at.getAttribute('aria-label') ?? at.title ?? at.textContent.trim() ?? '', getComputedStyle(at).outlineStyle]; })()`,
      );
      const tag = await page.evaluate<string>('document.activeElement.tagName');
      if (tag === 'BODY') break;
      if (tag !== 'IFRAME') expect([name, outline]).toEqual([name, expect.stringMatching(/solid|auto/)]);
      seen.push(
        await page.evaluate<string>(
          "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent.trim()",
        ),
      );
    }
    for (const wanted of [
      'Skip to the inspector',
      'Download .eml',
      'Forced dark, pane 1',
      'Width of pane 2',
      'Send a test',
    ])
      expect(seen).toContain(wanted);
    await page.getByRole('link', { name: 'Dark, pane 1', exact: true }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toContain('dark');
    await expect
      .poll(() => page.evaluate("document.activeElement.getAttribute('aria-label')"))
      .toBe('Dark, pane 1');
  });

  it('works without its script', async () => {
    await start(['11']);
    const page = await open('', { javaScriptEnabled: false });
    await page.locator('#findings').getByText('glued-url').waitFor();
    await page.getByRole('link', { name: 'Email and text' }).click();
    expect(await page.locator('iframe').count()).toBe(2);
    await page.locator('#reader summary').first().click();
    await page.getByLabel('Search the lists').fill('reader1');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.locator('#reader summary').first().click();
    await page.getByRole('link', { name: /reader1@example\.com/ }).click();
    await page.locator('#reader .brief').getByText('Reader, №1').waitFor();
  });
});

const corpus = path.resolve('../shared/corpus/newsletters');
const newsletters = ['seed', 'oss-news/issues', 'this-week-in-rust'].filter((name) =>
  existsSync(path.join(corpus, name)),
);

describe('real newsletters', () => {
  it.each(['the sample', ...newsletters])('%s', async (name) => {
    const content = name === 'the sample' ? path.resolve('issues') : path.join(corpus, name);
    const config = readFileSync(path.join(gazette.folder, 'pennypost.yaml'), 'utf8');
    gazette.write('pennypost.yaml', `${config}content: ${content}\n`);
    await start();
    const page = await open('?panes=email.700,email.375.forced,text.600,mime.600');
    for (const at of [1, 2])
      await expect.poll(async () => (await textOfFrame(page, at)).length, patience).toBeGreaterThan(200);
    await page.locator('#live[data-inspected="yes"]').waitFor();
    for (const { name: preset } of [
      { name: 'Gmail at its worst' },
      { name: 'As it is sent' },
      { name: 'Email and text' },
    ]) {
      await page.getByRole('link', { name: preset }).click();
      await expect.poll(async () => (await textOfFrame(page, 1)).length, patience).toBeGreaterThan(200);
    }
    expect(await violations(page)).toEqual([]);
    expect(strangers).toEqual([]);
  });

  it('an issue of a thousand items stays usable', async () => {
    const items = Array.from(
      { length: 1000 },
      (_, at) => `- Writer ${at}, [a letter about \`route_${at}()\`](https://example.org/l/${at}.html)`,
    );
    gazette.write('issues/011-lamps.md', `${town}\n\n${items.join('\n')}\n\nThe end of the list.\n`);
    await start(['11']);
    const page = await open('?open=findings,links,size');
    await sees(page, 'The end of the list.');
    await page
      .locator('#size .brief')
      .getByText(/of 102 kB/)
      .waitFor();
    gazette.write('issues/011-lamps.md', `${town}\n\n${items.join('\n')}\n\nThe end of the longer list.\n`);
    await sees(page, 'The end of the longer list.');
    await page.getByRole('link', { name: 'Clip off, pane 1' }).click();
    await sees(page, '[Message clipped]');
  });
});
