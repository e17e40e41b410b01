import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { chromiumArguments, findOrInstallChromium } from '../setup/find-chromium.ts';
import { openInbox, parseMail } from './inbox.ts';
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

async function serve(link: URL, env: Record<string, string> = {}): Promise<void> {
  serving = gazette.start(['serve', '--port', '0'], env);
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

it('whoever has an issue leaves by it without a script, and sees of the reader no more than that takes', async () => {
  await gazette.run(['send', '--issue', '10', '--catch', '--yes']);
  const link = await linkOf('reader0@example.com');
  await serve(link);

  const leaving = await open({ javaScriptEnabled: false });
  expect(await leaving.locator('h1').textContent()).toBe('You are subscribed');
  expect(await leaving.locator('dd').allTextContents()).toEqual(['readers']);
  expect(await leaving.content()).not.toMatch(/reader0@|Reader, №0|Town 0/);
  await leaving.getByRole('button', { name: 'Unsubscribe' }).click();
  await leaving.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
  await leaving.getByRole('link', { name: 'preferences page' }).click();
  await leaving.getByRole('heading', { name: 'Changed your mind?' }).waitFor();
  expect(leaving.url()).toBe(url);
  expect(await leaving.getByRole('button', { name: 'Subscribe again' }).count()).toBe(0);
  await leaving.close();
  expect(await sendNext(11)).toMatchObject({ accepted: 2, skipped: 1 });
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
  const relay = await openInbox();
  await serve(await linkOf('reader0@example.com'), { SMTP_URL: relay.url });
  const page = await open();
  await page.getByRole('button', { name: 'Mail me the link' }).click();
  await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
  await expectReadable(page);
  await page.close();
  await expect.poll(() => relay.mails.length, { timeout: 60_000 }).toBe(1);
  const notice = await parseMail(relay.mails[0]?.raw ?? Buffer.of());
  const fresh = /\/p\/[\w-]{43}/.exec(notice.text ?? '')?.[0] ?? '';
  const own = `${new URL(url).origin}${fresh}`;
  for (const colorScheme of ['light', 'dark'] as const) {
    const looking = await open({ colorScheme });
    await expectReadable(looking);
    for (const button of ['Unsubscribe', 'Subscribe again']) {
      await looking.goto(own);
      await looking.getByRole('button', { name: button }).waitFor();
      await expectReadable(looking);
      // By keyboard alone: the button is the first thing that takes the focus, and shows it.
      await looking.keyboard.press('Tab');
      expect(await looking.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
      await looking.keyboard.press('Enter');
      await looking.getByRole('button', { name: button }).waitFor({ state: 'detached' });
    }
    await looking.close();
  }
  await serving.stop();
  await relay.close();
});

async function expectReadable(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
}
