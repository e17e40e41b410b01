import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openIssueFolder } from '../../../src/content/folder/issue-file.ts';
import type { PageAnswer } from '../../../src/content/generators/issue-site.ts';
import { askPage } from '../../../src/content/links/ask-page-http.ts';
import { placeOf, resolveImage } from '../../../src/content/markdown/urls.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'pennypost-web-'));
  mkdirSync(path.join(root, '.git'));
  mkdirSync(path.join(root, 'content'));
  writeFileSync(path.join(root, 'hugo.toml'), '');
  const text = `---\ntitle: Low tide at the quay\ndate: 2026-03-04\n---\n\n${body}\n\n![Wall](quay.png)\n`;
  writeFileSync(path.join(root, 'content/a.md'), text);
  writeFileSync(path.join(root, 'content/b.md'), text.replace('2026-03-04', '2026-03-05'));
});
afterEach(() => rmSync(root, { recursive: true }));

const body = 'The harbour empties twice a day and every skipper of the small quay knows the hour by heart.';
const html = `<h1>Low tide at the quay</h1><p>${body}</p><img src="/_a/quay.x1.png" alt="Wall">`;

async function read(answer: (url: string) => PageAnswer) {
  const asked: string[] = [];
  const ask = async (url: string) => {
    asked.push(url);
    return answer(url);
  };
  const folder = await openIssueFolder(path.join(root, 'content'), 'content', {
    generator: null,
    siteUrl: 'https://pier.example',
    buildZone: null,
    permalink: null,
    online: ask,
    now: new Date('2026-11-30T12:00:00Z'),
  });
  const parsed = await folder.read('a.md', { siteUrl: null, language: 'en', allows: ['withheld'] });
  if (!parsed.ok) throw new Error(parsed.faults[0]?.message);
  return { asked, issue: parsed.issue, folder };
}

describe('the page of an issue on the web', () => {
  it('tells its address and its pictures, and is the only one that is asked', async () => {
    const { asked, issue, folder } = await read((url) => ({ url: `${url}?v`, status: 200, html }));
    expect(asked).toEqual(['https://pier.example/a/']);
    expect(issue.webUrl).toBe('https://pier.example/a/?v');
    expect(resolveImage('quay.png', placeOf(issue, null))).toMatchObject({
      url: 'https://pier.example/_a/quay.x1.png',
    });
    expect((await folder.pages()).map(({ page }) => page?.by)).toEqual(['web', 'web']);
  });

  it.each([
    ['not there', { url: '', status: 404, html: '' }, /answers 404: publish the site first/],
    ['of other words', { url: '', status: 200, html: '<p>Bread with seaweed.</p>' }, /has not its words/],
  ])('stops an issue where it is %s', async (_, answer, why) => {
    const { issue } = await read(() => answer);
    expect(issue.findings).toMatchObject([
      { rule: 'stale-site', severity: 'error', message: expect.stringMatching(why) },
    ]);
  });

  it('is said to be out of reach where it is', async () => {
    await expect(read(() => ({ why: 'connection refused' }))).rejects.toThrow(
      '--online: https://pier.example/a/ could not be asked (connection refused).',
    );
  });

  it('is fetched over redirects, and never more than a page', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/old') response.writeHead(301, { location: '/new' }).end();
      else response.end(request.url === '/new' ? html : 'x'.repeat(6 * 1024 * 1024));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      expect(await askPage(`${base}/old`)).toEqual({ url: `${base}/new`, status: 200, html });
      const large = await askPage(`${base}/large`);
      expect('html' in large && large.html.length).toBeLessThanOrEqual(4 * 1024 * 1024);
    } finally {
      server.closeAllConnections();
      server.close();
    }
    expect(await askPage(`${base}/gone`)).toEqual({ why: expect.any(String) });
  });
});
