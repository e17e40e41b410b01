import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { account, type Newsletter, newsletter } from './newsletter.ts';

let gazette: Newsletter;
let site: Server;
/** What the site has, by path; and what was asked of it. */
let pages: Record<string, string>;
let asked: string[];

beforeEach(async () => {
  [pages, asked] = [{}, []];
  site = createServer((request, response) => {
    asked.push(request.url ?? '');
    const page = pages[request.url ?? ''];
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html' }).end(page);
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
  const { port } = site.address() as AddressInfo;
  gazette = await newsletter('postgres');
  gazette.configure(`content: content/letters\nsiteUrl: http://127.0.0.1:${port}/news\n`);
  gazette.write('hugo.toml', `baseURL = "http://127.0.0.1:${port}/news/"\n`);
  gazette.write('content/letters/ten.md', issue);
  gazette.write('content/letters/nine.md', issue.replaceAll('ten', 'nine').replace('10', '9'));
});
afterEach(async () => {
  site.closeAllConnections();
  site.close();
  await gazette.remove();
});

const words =
  'A wick that is trimmed on Sunday burns the whole week without smoke, said the keeper of the light.';
const issue = `---\ntitle: Wicks, ten of them\nissue: 10\ndate: 2026-11-20\n---\n\n${words}\n\n![A wick](wick.png)\n`;
const page = `<!doctype html><title>Wicks</title><p>${words}</p><img alt="A wick" src="https://cdn.lamplighter.example/wick.x7Qz.webp">`;
const send = ['send', '10', '--catch', '--yes', '--json', '--online'];

describe('an issue whose page is asked for on the web', () => {
  it('waits for the page, then has its address and its pictures, and asks for no other', async () => {
    const early = await gazette.run(send);
    expect([early.code, early.err]).toEqual([
      3,
      expect.stringMatching(/answers 404: publish the site first/),
    ]);
    pages['/news/letters/ten/'] = page.replace(words, 'Bread with seaweed, flour and salt, baked slowly.');
    const others = await gazette.run(send);
    expect([others.code, others.err]).toEqual([3, expect.stringMatching(/has not its words: publish/)]);
    expect(gazette.caught()).toEqual([]);

    pages['/news/letters/ten/'] = page;
    expect(account(await gazette.run(send))).toMatchObject({ accepted: 3 });
    const mail = (gazette.caught()[0]?.toString() ?? '').replaceAll('=\r\n', '');
    expect(mail).toContain('https://cdn.lamplighter.example/wick.x7Qz.webp');
    expect(mail).toMatch(/http:\/\/127\.0\.0\.1:\d+\/news\/letters\/ten\//);
    expect(new Set(asked)).toEqual(new Set(['/news/letters/ten/']));
  });

  it('is told of by each command, and asked for by none without the option', async () => {
    pages['/news/letters/ten/'] = page;
    const listed = JSON.parse((await gazette.run(['issues', '--json', '--online'])).out);
    expect(listed).toMatchObject([
      { number: 10, published: true, from: 'web', why: expect.stringContaining('By its page on the web') },
      { number: 9, published: false, from: 'web', why: expect.stringContaining('answers 404') },
    ]);
    const linted = await gazette.run(['lint', '9', '--online']);
    expect([linted.code, linted.out]).toEqual([3, expect.stringContaining('[stale-site]')]);
    expect((await gazette.run(['render', '10', '--online', '--out', 'out'])).code).toBe(0);
    expect((await gazette.run(['test', '10', 'me@lamplighter.example', '--catch', '--online'])).code).toBe(0);
    asked = [];
    await gazette.run(['lint', '10']);
    await gazette.run(['issues']);
    expect(asked).toEqual([]);
    site.close();
    site.closeAllConnections();
    const away = await gazette.run(['lint', '10', '--online']);
    expect([away.code, away.err]).toEqual([
      1,
      expect.stringMatching(/--online: http:\/\/127\.0\.0\.1:\d+\/news\/letters\/ten\/ could not be asked/),
    ]);
  });
});
