import { type Browser, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { chromiumArguments, findOrInstallChromium } from '../setup/find-chromium.ts';
import { parseMail, unsubscribeUrl } from './inbox.ts';
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
  await gazette.run(['send', '--issue', '10', '--catch', '--yes']);
  serving = gazette.start(['serve', '--port', '0']);
  const [, site = ''] = await serving.said(/(http:\/\/127\.0\.0\.1:\d+)/);
  const mails = await Promise.all(gazette.caught().map(parseMail));
  const mail = mails.find(({ to }) => to?.[0]?.address === 'reader0@example.com');
  if (!mail) throw new Error('reader 0 got nothing');
  url = `${site}${new URL(unsubscribeUrl(mail)).pathname}`;
});
afterEach(() => gazette.remove());

async function nextSend(): Promise<Record<string, number>> {
  await serving.stop();
  gazette.write('issues/011-next.md', '---\ntitle: The Lamplighter 11\nissue: 11\n---\n\nNext.\n');
  return account(await gazette.run(['send', '--issue', '11', '--catch', '--yes', '--json']));
}

it('a scanner with a whole browser, which waits and moves about, changes nothing', async () => {
  const page = await browser.newPage();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(`${request.method()} ${request.url()}`));
  await page.goto(url, { waitUntil: 'networkidle' });
  await page.mouse.move(200, 300);
  await page.waitForTimeout(1000);
  await page.reload();
  expect(requests.filter((request) => !request.startsWith('GET '))).toEqual([]);
  expect(await page.locator('button').count()).toBe(1);
  await page.close();
  expect(await nextSend()).toMatchObject({ accepted: 3, skipped: 0 });
});

it('a reader who presses the button has left', async () => {
  const page = await browser.newPage({ viewport: { width: 375, height: 700 } });
  await page.goto(url);
  await page.locator('button').click();
  await page.waitForLoadState();
  expect(page.url()).toBe(url);
  expect(await page.locator('h1').textContent()).toMatch(/unsubscribed/i);
  await page.close();
  expect(await nextSend()).toMatchObject({ accepted: 2, skipped: 1 });
});
