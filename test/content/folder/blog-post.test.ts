import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readIssue } from '../../../src/content/folder/issue-file.ts';

describe('a post of a blog that holds a newsletter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pennypost-blog-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is found by the number in its title and path, though no field says it', async () => {
    for (const number of [9, 10, 11]) {
      const day = `2026-10-${number}`;
      writeFileSync(
        join(folder, `${day}-tidal-notes-${number}.md`.replace('-9-', '-09-')),
        `---\npath: '/blog/${day}/tidal-notes-${number}'\ndate: '${day.replace(/-9$/, '-09')}T15:50:18.000Z'\n` +
          `title: 'Tidal notes ${number}'\ntags:\n  - tides\nogSummary: 'What the sea did.'\n---\n\nHigh water.\n`,
      );
    }
    expect(await readIssue(folder, '10', { siteUrl: 'https://example.com', language: 'en' })).toMatchObject({
      key: '10',
      number: 10,
      title: 'Tidal notes 10',
      date: '2026-10-10',
      summary: 'What the sea did.',
      webUrl: 'https://example.com/blog/2026-10-10/tidal-notes-10',
      lines: expect.arrayContaining([9]),
    });
  });
});
