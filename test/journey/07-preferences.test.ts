import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { chromiumArguments, findOrInstallChromium } from '../setup/find-chromium.ts';
import { parseMail } from './inbox.ts';
import { account, type Newsletter, newsletter } from './newsletter.ts';
import type { Running } from './running.ts';

let browser: Browser;
let gazette: Newsletter;
let serving: Running;
let url = '';

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findOrInstallChromium(), args: chromiumArguments });
});
afterAll(() => browser.close());

beforeEach(async () => {
  gazette = await newsletter('postgres');
});
afterEach(() => gazette.remove());

/** The preferences link that a reader got, which both parts of their mail have. */
async function linkOf(address: string): Promise<URL> {
  const mails = await Promise.all(gazette.caught().map(parseMail));
  const mail = mails.find(({ to }) => to?.[0]?.address === address);
  const link = /^Preferences:\n(\S+)$/m.exec(mail?.text ?? '')?.[1] ?? '';
  expect(mail?.html).toMatch(new RegExp(`<a href="${link}"[^>]*>Preferences</a>`));
  return new URL(link);
}

async function serve(link: URL): Promise<void> {
  serving = gazette.start(['serve', '--port', '0']);
  const [, site = ''] = await serving.said(/(http:\/\/127\.0\.0\.1:\d+)/);
  url = `${site}${link.pathname}`;
}

/** Sends an issue and gives its account. */
async function sendNext(issue: number): Promise<Record<string, number>> {
  await serving.stop();
  gazette.write(`issues/0${issue}-next.md`, `---\ntitle: The Lamplighter ${issue}\n---\n\nNext.\n`);
  return account(await gazette.run(['send', '--issue', String(issue), '--catch', '--yes', '--json']));
}

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 375, height: 700 }, ...options });
  await page.goto(url);
  return page;
}

it('a reader sees what is known of them, leaves, and comes back, without a script', async () => {
  await gazette.run(['send', '--issue', '10', '--catch', '--yes']);
  const link = await linkOf('reader0@example.com');
  await serve(link);

  const leaving = await open({ javaScriptEnabled: false });
  expect(await leaving.locator('h1').textContent()).toBe('You are subscribed');
  expect(await leaving.locator('dd').allTextContents()).toEqual(
    expect.arrayContaining(['r•••@example.com', 'Reader, №0', 'Town 0', 'readers']),
  );
  expect(await leaving.content()).not.toContain('reader0@');
  await leaving.getByRole('button', { name: 'Unsubscribe' }).click();
  await leaving.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
  await leaving.getByRole('link', { name: 'preferences page' }).click();
  await leaving.getByRole('button', { name: 'Subscribe again' }).waitFor();
  expect(leaving.url()).toBe(url);
  await leaving.close();
  expect(await sendNext(11)).toMatchObject({ accepted: 2, skipped: 1 });

  await serve(link);
  const returning = await open({ javaScriptEnabled: false });
  await returning.getByRole('button', { name: 'Subscribe again' }).click();
  await returning.getByRole('heading', { name: 'You are subscribed' }).waitFor();
  expect(returning.url()).toBe(url);
  await returning.close();
  expect(await sendNext(12)).toMatchObject({ accepted: 3, skipped: 0 });
  const mails = await Promise.all(gazette.caught().map(parseMail));
  const got = mails.filter(({ to }) => to?.[0]?.address === 'reader0@example.com');
  expect(got.map(({ subject }) => subject).sort()).toEqual([
    'The Lamplighter 10: oil & wicks',
    'The Lamplighter 12',
  ]);
});

it('the link of a test says so, and changes nothing', async () => {
  await gazette.run(['send', '--issue', '10', '--to', 'reader0@example.com', '--catch']);
  await serve(await linkOf('reader0@example.com'));
  const page = await open();
  expect(await page.locator('h1').textContent()).toMatch(/test/);
  await page.getByRole('button').click();
  await page.getByText('nobody was unsubscribed').waitFor();
  await page.close();
  expect(await sendNext(11)).toMatchObject({ accepted: 3, skipped: 0 });
});

it('can be read and used by everybody, in the light and in the dark', async () => {
  await gazette.run(['send', '--issue', '10', '--catch', '--yes']);
  await serve(await linkOf('reader0@example.com'));
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await open({ colorScheme });
    for (const button of ['Unsubscribe', 'Subscribe again']) {
      await page.goto(url);
      await page.getByRole('button', { name: button }).waitFor();
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      const tooWide = 'document.documentElement.scrollWidth > innerWidth';
      expect(await page.evaluate(tooWide)).toBe(false);
      // By keyboard alone: the button is the first thing that takes the focus, and shows it.
      await page.keyboard.press('Tab');
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: button }).waitFor({ state: 'detached' });
    }
    await page.close();
  }
});
