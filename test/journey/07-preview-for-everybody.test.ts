import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lookThrough } from './preview-look-through.ts';
import { sees, town, usePreview, violations } from './preview-page.ts';

const preview = usePreview();

describe('for everybody', () => {
  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 375],
    ['dark', 375],
  ] as const)('can be read and used in the %s at %d px', async (colorScheme, width) => {
    await preview.start(['11']);
    const page = await preview.open('?open=reader,findings,inbox,size,links,support,message&q=reader', {
      colorScheme,
      viewport: { width, height: 800 },
    });
    await sees(page, 'Good evening');
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    preview.gazette.write('issues/011-lamps.md', '---\ntitle: [\n---\n');
    await page.locator('#live.broken').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('by keyboard alone: every control takes the focus and shows it', async () => {
    await preview.start(['11']);
    const page = await preview.open();
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
    await preview.start(['11']);
    const page = await preview.open('', { javaScriptEnabled: false });
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

describe('real newsletters', () => {
  it('the sample', () => lookThrough(preview, path.resolve('issues')));

  it('an issue of a thousand items stays usable', async () => {
    const items = Array.from(
      { length: 1000 },
      (_, at) => `- Writer ${at}, [a letter about \`route_${at}()\`](https://example.org/l/${at}.html)`,
    );
    preview.gazette.write('issues/011-lamps.md', `${town}\n\n${items.join('\n')}\n\nThe end of the list.\n`);
    await preview.start(['11']);
    const page = await preview.open('?open=findings,links,size');
    await sees(page, 'The end of the list.');
    await page
      .locator('#size .brief')
      .getByText(/of 102 kB/)
      .waitFor();
    preview.gazette.write(
      'issues/011-lamps.md',
      `${town}\n\n${items.join('\n')}\n\nThe end of the longer list.\n`,
    );
    await sees(page, 'The end of the longer list.');
    await page.getByRole('link', { name: 'Clip off, pane 1' }).click();
    await sees(page, '[Message clipped]');
  });
});
