import type { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { publicApp } from '../../src/web/public-app.tsx';
import { readWebhookSettings } from '../../src/web/webhooks/webhook-settings.ts';
import { webhookSources } from '../../src/web/webhooks/webhook-sources.ts';
import { environment } from './webhooks/webhook-call.ts';

const ada = 'token-of-ada';
const since = new Date('2026-03-01T12:00:00Z');

/** The pages of one reader, who has left, or leaves when told to. */
function setUp(publicUrl: string, { hasLeft = false } = {}) {
  const acts: string[] = [];
  const app = publicApp({
    publicUrl,
    publisher: {
      name: 'Tea',
      from: { name: 'Tea', address: 'tea@example.com' },
      replyTo: null,
      siteUrl: null,
      unsubscribeMailbox: 'leave@example.com',
    },
    links: {
      look: async (token) =>
        token === ada ? { kind: 'reader', address: 'ada@example.com', hasLeft } : { kind: 'invalid' },
      unsubscribe: async (token, { via }) => {
        if (token !== ada) return { kind: 'invalid' };
        acts.push(via);
        return { kind: 'reader', address: 'ada@example.com', hasLeft: true };
      },
    },
    preferences: {
      look: async () => ({
        kind: 'glimpse',
        address: 'ada@example.com',
        lists: ['readers'],
        standing: hasLeft ? 'left' : 'mailed',
        canMail: true,
      }),
      mailLink: async () => ({ kind: 'reader' }),
      resubscribe: async () => {
        acts.push('back');
        return { kind: 'reader' };
      },
      leave: async () => ({ kind: 'reader' }),
    },
    webhooks: {
      sources: webhookSources(readWebhookSettings(environment, []), async () => ''),
      intake: { takeEvents: async () => [] },
      say: () => {},
      report: () => {},
      now: () => since,
    },
    checkHealth: async () => {},
    report: (error) => {
      throw error;
    },
    now: () => since,
  });
  return { app, acts };
}

const oneClick = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) };
const comeBack = { method: 'POST', body: new URLSearchParams({ act: 'subscribe' }) };

/** How a proxy passes on what it is asked for at a public address: with the path of `publicUrl`, or without. */
type Proxy = (address: string, publicUrl: string) => string;
const keeps: Proxy = (address) => new URL(address).pathname;
const strips: Proxy = (address, publicUrl) => address.slice(publicUrl.replace(/\/+$/, '').length);

/** Every place to which a page leads or posts, as a browser at the page's address makes it out. */
function placesOn(page: string, address: string): string[] {
  return [...page.matchAll(/(?:href|action)="([^"]*)"/g)]
    .map(([, place = '']) => new URL(place, address).href)
    .filter((place) => !place.startsWith('mailto:'));
}

describe.each([
  ['https://example.org', 'https://example.org'],
  ['https://example.org/letters', 'https://example.org/letters'],
  ['https://example.org/letters/', 'https://example.org/letters'],
  ['https://example.org/a/b-c.d', 'https://example.org/a/b-c.d'],
  ['https://example.org/gr%C3%BC%C3%9Fe', 'https://example.org/gr%C3%BC%C3%9Fe'],
  // Below a path that is also the name of a page.
  ['https://example.org/u', 'https://example.org/u'],
  ['https://example.org/p', 'https://example.org/p'],
])('with publicUrl %s', (publicUrl, base) => {
  describe.each([
    ['keeps', keeps],
    ['strips', strips],
  ])('behind a proxy that %s its path', (_, proxy) => {
    const ask = async (app: Hono, address: string, request?: RequestInit) =>
      app.request(proxy(address, publicUrl), request);

    it('the link to leave and the button of the mail program work', async () => {
      const { app, acts } = setUp(publicUrl);
      const page = await ask(app, `${base}/u/${ada}`);
      expect([page.status, (await page.text()).includes('Unsubscribe?')]).toEqual([200, true]);
      expect((await ask(app, `${base}/u/${ada}`, oneClick)).status).toBe(200);
      expect(acts).toEqual(['one-click']);
      expect((await ask(app, `${base}/u/${ada}`, { method: 'PUT' })).status).toBe(405);
    });

    it('every link and form of a page leads to a page below publicUrl', async () => {
      const { app } = setUp(publicUrl);
      const shown = [
        [`${base}/u/${ada}`, oneClick, [`${base}/p/${ada}`]],
        [`${base}/p/${ada}`, {}, [`${base}/u/${ada}`, `${base}/p/${ada}`]],
      ] as const;
      for (const [address, request, expected] of shown) {
        const places = placesOn(await (await ask(app, address, request)).text(), address);
        expect(places).toEqual(expected);
        for (const place of places) expect((await ask(app, place)).status).toBe(200);
      }
    });

    it('whoever comes back is led to the page that they came from', async () => {
      const { app, acts } = setUp(publicUrl, { hasLeft: true });
      const address = `${base}/p/${ada}`;
      const answer = await ask(app, address, comeBack);
      expect(answer.status).toBe(303);
      expect(new URL(answer.headers.get('Location') ?? '', address).href).toBe(address);
      expect(acts).toEqual(['back']);
    });

    it('health and webhooks answer, and a link that lost its token is told so', async () => {
      const { app } = setUp(publicUrl);
      expect((await ask(app, `${base}/health`)).status).toBe(200);
      expect((await ask(app, `${base}/webhooks/postmark`, { method: 'POST', body: '{}' })).status).toBe(401);
      expect((await ask(app, `${base}/webhooks/nobody`, { method: 'POST' })).status).toBe(404);
      for (const cut of ['/u', '/u/', '/p', '/p/', '/u/forged']) {
        const answer = await ask(app, `${base}${cut}`);
        expect([cut, answer.status]).toEqual([cut, 404]);
        expect(await answer.text()).toContain('This link does not work');
      }
    });
  });

  it('nothing answers below another path', async () => {
    const { app } = setUp(publicUrl);
    for (const path of [`/else/u/${ada}`, `/letters-x/u/${ada}`, `/LETTERS/u/${ada}`, '/else/health'])
      expect((await app.request(path)).status).toBe(404);
    const { status, headers } = await app.request(new URL(base).pathname);
    expect([status, headers.get('Content-Security-Policy')]).toEqual([404, expect.any(String)]);
  });
});
