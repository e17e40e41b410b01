import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { FollowedLink, UnsubscribeEvidence } from '../../src/feedback/consent/unsubscribe-link.ts';
import { publicApp } from '../../src/web/public-app.tsx';

const now = new Date('2026-03-01T12:00:00Z');
const ada = 'token-of-ada';
const test = 'token-of-a-test';
const erased = 'token-of-somebody-erased';

/** Links of an audience of one, and a record of what was done to it. */
function setUp({ isDatabaseAway = false } = {}) {
  const acts: UnsubscribeEvidence[] = [];
  const reports: unknown[] = [];
  const isUp = async () => {
    if (isDatabaseAway) throw new Error('connect ECONNREFUSED');
  };
  const follow = (token: string, hasLeft: boolean): FollowedLink => {
    if (token === ada) return { kind: 'reader', address: 'ada@example.com', hasLeft };
    if (token === erased) return { kind: 'reader', address: null, hasLeft: true };
    return token === test ? { kind: 'test' } : { kind: 'invalid' };
  };
  const app = publicApp({
    publicUrl: 'https://letters.example.com',
    publisher: {
      name: 'Tea & <Biscuits>',
      from: { name: 'Tea', address: 'tea@example.com' },
      replyTo: 'letters@example.com',
      siteUrl: 'https://tea.example.com',
      unsubscribeMailbox: 'leave@example.com',
    },
    links: {
      look: async (token) => {
        await isUp();
        return follow(token, acts.length > 0);
      },
      unsubscribe: async (token, evidence) => {
        await isUp();
        if (token === ada) acts.push(evidence);
        return follow(token, true);
      },
    },
    preferences: {
      look: async () => ({ kind: 'invalid' }),
      mailLink: async () => ({ kind: 'invalid' }),
      resubscribe: async () => ({ kind: 'invalid' }),
      leave: async () => ({ kind: 'invalid' }),
    },
    checkHealth: isUp,
    report: (error) => reports.push(error),
    now: () => now,
  });
  return { app, acts, reports };
}

const form = (body: string, headers: Record<string, string> = {}) => ({
  method: 'POST',
  body,
  headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
});
const oneClick = form('List-Unsubscribe=One-Click');

function multipart(boundary = 'xYz') {
  const body = `--${boundary}\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--${boundary}--\r\n`;
  return { method: 'POST', body, headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` } };
}

describe('GET of an unsubscribe link', () => {
  it('shows whom it is about, masked, and a button; and changes nothing', async () => {
    const { app, acts } = setUp();
    const response = await app.request(`/u/${ada}`, { headers: { Purpose: 'prefetch' } });
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toMatch(/^text\/html; charset=utf-8$/i);
    expect(page).toMatch(/^<!doctype html><html lang="en">/);
    expect(page).toContain('a•••@example.com');
    expect(page).not.toContain('ada@');
    expect(page.match(/<button/g)).toHaveLength(1);
    expect(page).toContain('<form method="post">');
    expect(page).toContain('Tea &amp; &lt;Biscuits&gt;');
    expect(acts).toEqual([]);
  });

  it('gives a scanner nothing to run and nothing to follow into the act', async () => {
    const { app, acts } = setUp();
    const page = await (await app.request(`/u/${ada}`)).text();
    expect(page).not.toMatch(
      /<script|\son\w+=|javascript:|http-equiv|prefetch|prerender|<img|<iframe|<link/i,
    );
    const followed = [...page.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
    expect(followed).toEqual(['https://tea.example.com']);
    for (let visit = 0; visit < 1000; visit += 1)
      await app.request(`/u/${ada}`, { method: visit % 2 === 0 ? 'GET' : 'HEAD' });
    expect(acts).toEqual([]);
  });

  it('answers HEAD with the same status and headers and no body', async () => {
    const { app } = setUp();
    for (const token of [ada, 'forged']) {
      const get = await app.request(`/u/${token}`);
      const head = await app.request(`/u/${token}`, { method: 'HEAD' });
      expect([head.status, [...head.headers]]).toEqual([get.status, [...get.headers]]);
      expect(await head.text()).toBe('');
    }
  });

  it('tells whoever has left already that they have, without a button', async () => {
    const { app } = setUp();
    await app.request(`/u/${ada}`, oneClick);
    const page = await (await app.request(`/u/${ada}`)).text();
    expect(page).toContain('You are unsubscribed');
    expect(page).not.toContain('<button');
  });

  it('shows a test send the page of a reader, and says that it is a test', async () => {
    const { app } = setUp();
    const page = await (await app.request(`/u/${test}`)).text();
    expect(page).toContain('test email');
    expect(page).toContain('<button');
  });
});

describe('POST of an unsubscribe link', () => {
  it.each([
    ['a mail program, urlencoded', 'one-click', oneClick],
    ['a mail program, multipart', 'one-click', multipart()],
    ['a mail program that shouts', 'one-click', form('List-Unsubscribe=ONE-CLICK')],
    ['a mail program that names no type', 'one-click', { ...oneClick, headers: {} }],
    ['the page', 'page', form('via=page')],
  ])('from %s unsubscribes, without cookie or redirect', async (_, via, request) => {
    const { app, acts } = setUp();
    const response = await app.request(`/u/${ada}`, request);
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('Set-Cookie')).toBeNull();
    expect(response.headers.get('Location')).toBeNull();
    expect(page).toContain('You are unsubscribed');
    expect(page).toContain('a•••@example.com');
    expect(page).toContain(`href="../p/${ada}"`);
    expect(acts).toEqual([{ via, at: now }]);
  });

  it('keeps what the client calls itself, cut to a length', async () => {
    const { app, acts } = setUp();
    await app.request(`/u/${ada}`, form('via=page', { 'User-Agent': 'x'.repeat(1000) }));
    expect(acts[0]?.userAgent).toBe('x'.repeat(300));
  });

  it('twice gives the same answer as once', async () => {
    const { app } = setUp();
    const answers = [];
    for (const request of [oneClick, oneClick, form('via=page')])
      answers.push(await describeAnswer(await app.request(`/u/${ada}`, request)));
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('of somebody we no longer know is done as well', async () => {
    const response = await setUp().app.request(`/u/${erased}`, oneClick);
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(page).toContain('You are unsubscribed');
    // Nothing is left to come back to.
    expect(page).not.toContain('/p/');
  });

  it('of a test send says that nobody was unsubscribed', async () => {
    const response = await setUp().app.request(`/u/${test}`, oneClick);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('nobody was unsubscribed');
  });

  it.each([
    ['says nothing', form('')],
    ['says something else', form('List-Unsubscribe=Two-Clicks&via=nowhere')],
    ['is JSON', { method: 'POST', body: '{"via":"page"}', headers: { 'Content-Type': 'application/json' } }],
    ['is multipart that is none', { ...multipart(), body: 'List-Unsubscribe=One-Click' }],
    ['carries a file for an answer', fileUpload()],
  ])('that %s changes nothing and shows the button', async (_, request) => {
    const { app, acts } = setUp();
    const response = await app.request(`/u/${ada}`, request);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('<button');
    expect(acts).toEqual([]);
  });

  it('is refused over 16 KiB, said so or found so', async () => {
    const { app, acts } = setUp();
    const body = `List-Unsubscribe=One-Click&x=${'x'.repeat(16_384)}`;
    for (const headers of [{ 'Content-Length': String(body.length) }, {}])
      expect((await app.request(`/u/${ada}`, form(body, headers))).status).toBe(413);
    expect(acts).toEqual([]);
  });
});

function fileUpload() {
  const body = new FormData();
  body.set('List-Unsubscribe', new File(['One-Click'], 'answer.txt'));
  return { method: 'POST', body };
}

async function describeAnswer(response: Response) {
  return { status: response.status, headers: [...response.headers], body: await response.text() };
}

describe('a link that is not ours', () => {
  const others = [
    'forged',
    ada.slice(0, -1),
    `${ada}x`,
    '%00',
    '%E0%A4%A',
    'a'.repeat(2000),
    '..%2f..%2fetc%2fpasswd',
  ];

  it.each([
    ['GET', { method: 'GET' }],
    ['POST', oneClick],
  ])('gets one and the same answer to %s', async (_, request) => {
    const { app, acts } = setUp();
    const answers = [];
    for (const token of others) answers.push(await describeAnswer(await app.request(`/u/${token}`, request)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.status).toBe(404);
    expect(answers[0]?.body).toContain('mailto:leave@example.com?subject=unsubscribe');
    expect(acts).toEqual([]);
  });

  it('gets it when nothing is left of the token either', async () => {
    const { app } = setUp();
    const answer = await describeAnswer(await app.request('/u/forged'));
    expect(await describeAnswer(await app.request('/u/'))).toEqual(answer);
    expect(await describeAnswer(await app.request('/u'))).toEqual(answer);
  });
});

describe('while the database is away', () => {
  it('no request is answered with 200, and each is told when to come again', async () => {
    const { app, reports } = setUp({ isDatabaseAway: true });
    for (const request of [{ method: 'GET' }, oneClick, multipart(), form('via=page')]) {
      const response = await app.request(`/u/${ada}`, request);
      expect(response.status).toBe(503);
      expect(response.headers.get('Retry-After')).toBe('60');
      const page = await response.text();
      expect(page).toContain('nothing has changed');
      expect(page).not.toContain('ECONNREFUSED');
    }
    expect(reports).toHaveLength(4);
  });

  it('health says so', async () => {
    expect((await setUp({ isDatabaseAway: true }).app.request('/health')).status).toBe(503);
    const response = await setUp().app.request('/health');
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  });
});

describe('every answer', () => {
  const requests: [string, string, number][] = [
    ['GET', `/u/${ada}`, 200],
    ['POST', `/u/${ada}`, 400],
    ['PUT', `/u/${ada}`, 405],
    ['DELETE', `/u/${ada}`, 405],
    ['OPTIONS', `/u/${ada}`, 405],
    ['POST', '/health', 405],
    ['GET', '/health', 200],
    ['GET', '/', 404],
    ['POST', '/', 404],
    ['GET', `/u/${ada}/more`, 404],
    ['GET', '/.env', 404],
  ];

  it.each(requests)('%s %s is %i and carries the security headers', async (method, path, status) => {
    const { app, acts } = setUp();
    const response = await app.request(path, { method });
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex, nofollow',
      'content-security-policy': expect.stringMatching(/^default-src 'none'; .*frame-ancestors 'none'/),
    });
    if (status === 405) expect(response.headers.get('Allow')).toContain('GET');
    expect(acts).toEqual([]);
  });

  it('allows its own style sheet by its hash, and no other', async () => {
    const response = await setUp().app.request(`/u/${ada}`);
    const [, style = ''] = /<style>(.*)<\/style>/s.exec(await response.text()) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(response.headers.get('Content-Security-Policy')).toContain(`style-src 'sha256-${hash}'`);
  });
});
