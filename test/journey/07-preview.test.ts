import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PreviewState } from '../../src/web/preview/facts/state.ts';
import { copyDatabase } from '../setup/copy-database.ts';
import { openInbox, parseMail } from './inbox.ts';
import { patience, sees, town, usePreview } from './preview-page.ts';

const preview = usePreview();

describe('while it is written', () => {
  it('a change shows by itself, the place in the email kept, and a fault above what rendered last', async () => {
    await preview.start(['11']);
    const page = await preview.open();
    await sees(page, 'The last line of all.');
    const scrolled = 'document.querySelector(".frame iframe").contentWindow.scrollY';
    await page.evaluate('document.querySelector(".frame iframe").contentWindow.scrollTo(0, 900)');

    preview.gazette.write('issues/011-lamps.md', town.replace('The last line', 'The very last line'));
    await sees(page, 'The very last line of all.');
    expect(await page.evaluate(scrolled)).toBe(900);

    preview.gazette.write('issues/011-lamps.md', town.replace('title:', 'title: ['));
    await page.getByRole('alert').getByText('011-lamps.md').waitFor();
    await page.locator('#live.broken').waitFor();
    await sees(page, 'The very last line of all.');

    preview.gazette.write('issues/011-lamps.md', town.replace('Good evening', 'Good night'));
    await sees(page, 'Good night');
    await page.locator('#live.broken').waitFor({ state: 'detached' });

    preview.gazette.write(
      'pennypost.yaml',
      readFileSync(path.join(preview.gazette.folder, 'pennypost.yaml'), 'utf8').replace(
        '1 Wick Street',
        '2 Oil Lane',
      ),
    );
    await sees(page, '2 Oil Lane');
    expect(preview.strangers).toEqual([]);
  });

  it('shows the newest issue where none is named, drafts included, and ends on a signal with pages open', async () => {
    preview.gazette.write(
      'issues/012-draft.md',
      '---\ntitle: Not yet\ndate: 2026-11-22\nissue: 12\ndraft: true\n---\n\nA draft.\n',
    );
    const process = preview.gazette.startProcess(['preview']);
    await preview.watch(process);
    const page = await preview.open();
    await page.getByRole('heading', { name: 'Not yet', level: 1 }).waitFor();
    expect((await process.stop()).code).toBe(0);
  });
});

describe('what it shows', () => {
  it('every view of the email, side by side, in an address that can be kept', async () => {
    await preview.start(['11']);
    const page = await preview.open();
    await sees(page, 'Good evening');
    await page.getByRole('link', { name: 'Light, dark, forced' }).click();
    await expect.poll(() => page.locator('.frame iframe').count(), patience).toBe(3);
    await sees(page, 'Good evening', 2);
    const colours = `[...document.querySelectorAll('.frame iframe')].map((frame) =>
      frame.contentWindow.getComputedStyle(frame.contentDocument.querySelector('h1')).color)`;
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
    expect(preview.strangers).toEqual([]);
  });

  it('images when asked for, styles stripped, and where Gmail cuts', async () => {
    preview.gazette.write('issues/011-lamps.md', town + 'A long tail. '.repeat(9000));
    await preview.start(['11']);
    const page = await preview.open('?panes=email.375');
    await sees(page, 'Good evening');
    expect(preview.strangers).toEqual([]);
    await page.getByRole('link', { name: 'Images off, pane 1' }).click();
    await expect.poll(() => preview.strangers).toEqual(['https://example.org/lamp.png']);
    await page.getByRole('link', { name: 'Images on, pane 1' }).click();
    await page.getByRole('link', { name: 'Styles on, pane 1' }).click();
    await page.getByRole('link', { name: 'Clip off, pane 1' }).click();
    await sees(page, '[Message clipped]');
    expect(
      await page.evaluate("document.querySelector('.frame iframe').contentDocument.styleSheets.length"),
    ).toBe(1);
  });

  it('a width that is dragged, or moved with the arrow keys', async () => {
    await preview.start(['11']);
    const page = await preview.open();
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
    await preview.start(['10']);
    const page = await preview.open('?open=reader');
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
    await preview.start(['11']);
    const page = await preview.open();
    await page.locator('#findings li', { hasText: 'glued-url' }).getByRole('button').first().click();
    const marked =
      "document.querySelector('.frame iframe').contentDocument.querySelector('[data-preview-mark]')?.textContent";
    expect(await page.evaluate(marked)).toContain('example.org');
  });
});

describe('what it does', () => {
  it('sends a test through the relay, copies the HTML, downloads the message', async () => {
    const inbox = await openInbox();
    await preview.start(['10'], { SMTP_URL: inbox.url });
    const page = await preview.open('', {
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
    expect(preview.strangers).toEqual([]);
    await inbox.close();
  });

  it('says what became of each link, only when asked', async () => {
    await preview.start(['11']);
    const page = await preview.open('?open=links');
    await page.getByRole('button', { name: 'Check the links' }).click();
    await page
      .locator('#checked')
      .getByText(/\d+ (?:alive|dead|moved|unverified)/)
      .waitFor();
  });

  it('never follows a link of the email in its pane', async () => {
    await preview.start(['11']);
    const page = await preview.open('?panes=email.700');
    await sees(page, 'Good evening');
    await page.frameLocator('.frame iframe').getByRole('link', { name: 'the wicks' }).click();
    await sees(page, 'Good evening');
    expect(preview.strangers).toEqual([]);
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
    copyDatabase(path.join(preview.gazette.folder, '.pennypost'));
    await preview.start(['10']);
    const message = async (address: string) =>
      Buffer.from(await (await fetch(`${preview.url}message.eml?as=${address}`)).arrayBuffer());
    expect(undated(await message('reader0@example.com'))).toContain('Message-ID: <test.preview.');
    const sent = await preview.gazette.run(['send', '--issue', '10', '--catch', '--yes']);
    expect(sent.code).toBe(0);
    const delivered = new Map<string, Buffer>();
    for (const raw of preview.gazette.caught()) {
      const { to } = await parseMail(raw);
      delivered.set(to?.[0]?.address ?? '', raw);
    }
    expect(delivered.size).toBe(3);
    for (const [address, raw] of delivered) expect(undated(await message(address))).toBe(undated(raw));
    const state = (await (
      await fetch(`${preview.url}state.json?as=reader0@example.com`)
    ).json()) as PreviewState;
    expect(state.reader.ids).toMatchObject({ kind: 'delivery', isRehearsal: true });

    const again = await preview.gazette.run([
      'send',
      '--issue',
      '11',
      '--catch',
      '--yes',
      '--despite',
      'glued-url',
    ]);
    expect(again.code).toBe(0);
    preview.gazette.write(
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
    const { code, out } = await preview.gazette.run([
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
    expect(existsSync(path.join(preview.gazette.folder, 'shared/message.eml'))).toBe(true);
    const context = await preview.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const file = `file://${path.join(preview.gazette.folder, 'shared/preview.html')}`;
    await page.goto(file);
    await page.getByText('3 on the lists').waitFor();
    // Before it, for an inbox alone, stands the same in the preheader.
    await page.frameLocator('iframe').first().locator('p', { hasText: 'Good evening' }).waitFor();
    expect(asked.filter((one) => !/^(?:file|about|data):/.test(one))).toEqual([]);
    await context.close();
  });

  it('prints what a mail reader shows in the terminal', async () => {
    const { code, out } = await preview.gazette.run(['preview', '10', '--text']);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^From: The Lamplighter\nTo: reader@example\.com\nSubject: The Lamplighter 10: oil & wicks\n\n/,
    );
    expect(out).toContain('Good evening.');
  });
});
