import { expect } from 'vitest';
import { type Preview, patience, textOfFrame, violations } from './preview-page.ts';

/** Every preset of the preview, for the newest issue of a folder. */
export async function lookThrough(preview: Preview, content: string): Promise<void> {
  preview.gazette.configure(`content: ${content}\n`);
  await preview.start();
  const page = await preview.open('?panes=email.700,email.375.forced,text.600,mime.600');
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
  expect(preview.strangers).toEqual([]);
}
