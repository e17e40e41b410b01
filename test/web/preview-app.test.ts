import { describe, expect, it } from 'vitest';
import type { PreviewState } from '../../src/web/preview/facts/state.ts';
import { previewApp } from '../../src/web/preview-app.tsx';
import { ada, fakeSource } from './preview/preview-source.ts';

const token = 'a-token-of-the-day';
const host = '127.0.0.1:4710';

function setUp(change: Parameters<typeof fakeSource>[0] = {}) {
  const fake = fakeSource(change);
  const reports: unknown[] = [];
  const app = previewApp({ source: fake.source, token, report: (error) => reports.push(error) });
  const ask = (path: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
    app.request(`http://${host}/${token}/${path}`, { ...init, headers: { Host: host, ...init.headers } });
  const state = async (path: string) => (await (await ask(path)).json()) as PreviewState;
  const text = async (path: string) => (await ask(path)).text();
  return { ...fake, app, ask, state, text, reports };
}

describe('who may ask', () => {
  it.each([
    ['another name of this machine', { Host: 'gazette.evil.example:4710' }, 421],
    ['a page of another site', { Host: host, Origin: 'https://evil.example' }, 403],
    ['a form of another site', { Host: host, 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['another port of this machine', { Host: host, Origin: 'http://127.0.0.1:9999' }, 403],
    ['our own page', { Host: host, Origin: `http://${host}`, 'Sec-Fetch-Site': 'same-origin' }, 200],
    ['localhost', { Host: 'localhost:4710' }, 200],
  ])('%s', async (_, headers, status) => {
    const { ask, app } = setUp();
    expect((await ask('', { headers })).status).toBe(status);
    const events = app.request(`http://${host}/${token}/events`, { headers });
    expect((await events).status).toBe(status);
    await (await events).body?.cancel();
  });

  it('refuses an action that no page of ours asked for', async () => {
    const { ask, asked } = setUp();
    const body = new URLSearchParams({ address: ada });
    const typed = { 'Sec-Fetch-Site': 'none' };
    expect((await ask('test', { method: 'POST', body, headers: typed })).status).toBe(403);
    expect((await ask('links', { method: 'POST', headers: { Origin: 'null' } })).status).toBe(403);
    expect(asked).toEqual([]);
  });

  it.each(['', '/', '/state.json', '/email.html', '/wrong-token/', '/a-token-of-the-daz/email.html'])(
    'tells nothing without the token: %s',
    async (path) => {
      const { app } = setUp();
      const answer = await app.request(`http://${host}${path}`, { headers: { Host: host } });
      expect(answer.status).toBe(404);
      expect(await answer.text()).not.toMatch(/lamps|Gazette/);
    },
  );

  it('keeps every answer to itself', async () => {
    const { ask } = setUp();
    for (const path of ['', 'state.json', 'email.html', 'message.eml', 'style.css', 'nothing']) {
      const { headers } = await ask(path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});

describe('the email', () => {
  it('is the HTML part of the reader, to the byte, and lets nothing be loaded', async () => {
    const { ask, text } = setUp();
    const answer = await ask('email.html?images=1');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('content-security-policy')).toContain('img-src https: http:');
    expect((await ask('email.html')).headers.get('content-security-policy')).not.toContain('img-src');
    expect(await text('html.txt?as=ada@example.com')).toContain('Dear Ada, on');
    expect(await text('html.txt')).toContain('Dear friend, on');
    expect(await text('email.txt?f.name=Zo%C3%AB')).toBe('Dear Zoë,\n\nof lamps.\n');
  });

  it('asks for no image that was not asked for', async () => {
    const { text } = setUp();
    expect(await text('email.html')).not.toContain('lamp.png');
    expect(await text('email.html')).toContain('alt="A lamp"');
    expect(await text('email.html?images=1')).toContain('src="https://example.org/lamp.png"');
  });

  it('answers the conditions of its style sheets, and leaves the words of the issue alone', async () => {
    const { text } = setUp();
    expect(await text('email.html?look=light')).toContain('@media (min-width:99999px){p{color:#fff}}');
    expect(await text('email.html?look=dark')).toContain('@media (min-width:0px){p{color:#fff}}');
    expect(await text('email.html?look=dark')).toContain('on (prefers-color-scheme:dark) <a');
  });

  it('is darkened by force: backgrounds dark, ink light', async () => {
    const { text } = setUp();
    const forced = await text('email.html?look=forced');
    expect(forced).toContain('style="background:#1c1c1c"');
    expect(forced).toMatch(/<p style="color:#d[0-9a-f]{5}"/);
  });

  it('comes as the message that is sent, for download', async () => {
    const { ask } = setUp();
    const answer = await ask('message.eml?as=ada@example.com');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="issue-10.eml"');
    expect(await answer.text()).toBe('To: ada@example.com\r\nSubject: Of lamps\r\n\r\nDear Ada\r\n');
    expect(await (await ask('headers.txt')).text()).toBe('To: reader@example.com\r\nSubject: Of lamps\r\n');
  });
});

describe('the page', () => {
  it('shows the panes and the findings without its script', async () => {
    const { ask, text } = setUp();
    const page = await text('');
    expect(page).toContain('Of lamps &amp; their keepers');
    expect(page.match(/<iframe sandbox="allow-same-origin" src="email\.html\?/g)).toHaveLength(2);
    expect(page.indexOf('Two addresses are glued.')).toBeLessThan(page.indexOf('says little.'));
    expect(page).toContain('1 error, 1 warning');
    const policy = (await ask('')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(page).not.toMatch(/<script(?![^>]*src=)|\son[a-z]+=/);
  });

  it('keeps its state in its address', async () => {
    const { text } = setUp();
    const page = await text('?panes=text.500,email.375.dark.images.bare.clip&as=ada@example.com&open=size');
    expect(page).toContain('src="pane/text?as=ada%40example.com');
    expect(page).toContain('look=dark&amp;images=1&amp;styles=0&amp;clip=1');
    expect(page).toMatch(/<details id="size"[^>]* open/);
    expect(page).not.toMatch(/<details id="findings"[^>]* open/);
  });

  it.each(['panes=email.99999999,nonsense,email.x', 'open=', 'f.=&f.__proto__=x', 'as=', 'panes=,,,'])(
    'does not mind what it does not understand: %s',
    async (query) => {
      const { ask } = setUp();
      expect((await ask(`?${query}`)).status).toBe(200);
    },
  );

  it('says why a reader cannot be shown, and shows nobody in particular', async () => {
    const { text } = setUp();
    const page = await text('?as=no%20address');
    expect(page).toContain('&quot;no address&quot; is no address.');
    expect(page).toContain('reader@example.com');
  });

  it('finds readers by what is typed', async () => {
    const { text, ask } = setUp();
    expect(await text('?q=ada')).toContain('Ada &lt;Lovelace&gt;');
    expect(await text('?q=xyz')).toContain('Nobody on the lists');
    expect(await (await ask('readers.json?q=ada')).json()).toEqual([
      { address: ada, name: 'Ada <Lovelace>', list: 'readers' },
    ]);
  });

  it('shows a fault above the last good rendering', async () => {
    const { text } = setUp({ faults: ['issues/010-lamps.md:12: the <b>link</b> is never closed.'] });
    const page = await text('');
    expect(page).toContain(
      '<code>issues/010-lamps.md:12</code> the &lt;b&gt;link&lt;/b&gt; is never closed.',
    );
    expect(page).toContain('<main id="canvas" class="stale"');
    expect(page).toContain('src="email.html');
  });

  it('shows the fault where nothing has ever rendered', async () => {
    const { ask, text } = setUp({
      email: null,
      inspection: null,
      faults: ['issues/010-lamps.md:1: no title.'],
    });
    expect(await text('')).toContain('no title.');
    expect((await ask('email.html')).status).toBe(503);
    expect(await (await ask('state.json')).json()).toEqual({
      version: 1,
      faults: ['issues/010-lamps.md:1: no title.'],
    });
  });
});

describe('the state', () => {
  it('says what fills the slots, and with which fallbacks', async () => {
    const { state } = setUp();
    const { slots } = await state('state.json');
    expect(slots).toContainEqual({ field: 'name', value: '', fallback: 'friend', isFallback: true });
    const { slots: adas, reader } = await state('state.json?as=ada@example.com');
    expect(adas).toContainEqual({ field: 'name', value: 'Ada', fallback: 'friend', isFallback: false });
    expect(reader.ids).toEqual({ kind: 'delivery', send: 7, isRehearsal: true });
  });

  it('leads each finding to its place, and groups the links', async () => {
    const { state } = setUp();
    const { inspection, links } = await state('state.json');
    expect(inspection?.findings[0]?.place).toEqual({
      urls: ['https://example.org/lamps'],
      words: 'Dear friend, on lamps.',
    });
    expect(links).toEqual([{ host: 'example.org', links: [{ url: 'https://example.org/lamps', times: 1 }] }]);
  });
});

describe('what is done when asked', () => {
  const headers = { Origin: `http://${host}`, Accept: 'application/json' };

  it('sends a test', async () => {
    const { ask, asked } = setUp();
    const answer = await ask('test', {
      method: 'POST',
      body: new URLSearchParams({ address: ada }),
      headers,
    });
    expect(await answer.json()).toEqual({ isAccepted: true, said: `The test went to ${ada}.` });
    expect(asked).toEqual([`test ${ada}`]);
  });

  it('checks the links, line by line, and not before', async () => {
    const { ask, asked, text } = setUp();
    await text('');
    await text('state.json');
    expect(asked).toEqual([]);
    const answer = await ask('links', { method: 'POST', headers });
    expect(await answer.text()).toBe('{"url":"https://example.org/lamps","kind":"alive"}\n');
    expect(asked).toEqual(['link https://example.org/lamps']);
  });

  it('exports one page that needs nothing else', async () => {
    const { text } = setUp();
    const page = await text('export.html');
    expect(page).toContain('1,234 on the lists');
    expect(page).toContain('Two addresses are glued.');
    expect(page).not.toMatch(/<script|<link|\ssrc="|lamp\.png/);
  });
});

describe('changes', () => {
  it('are told as they come, the email before what there is to say of it', async () => {
    const { ask, publish, listeners, close } = setUp();
    const reader = (await ask('events')).body?.pipeThrough(new TextDecoderStream()).getReader();
    const next = async () => (await reader?.read())?.value;
    await next();
    expect(await next()).toBe('event: inspection\ndata: 1\n\n');
    publish({ version: 2, inspection: null });
    expect(await next()).toBe('event: email\ndata: 2\n\n');
    publish({ version: 3, faults: ['broken'] });
    expect(await next()).toBe('event: inspection\ndata: 3\n\n');
    close();
    expect(await reader?.read()).toEqual({ done: true, value: undefined });
    expect(listeners.size).toBe(0);
  });

  it('are told to nobody who has left, and the end neither', async () => {
    const { ask, publish, listeners, close } = setUp();
    await (await ask('events')).body?.cancel();
    expect(listeners.size).toBe(0);
    publish({ version: 2 });
    close();
  });
});

it('tells the terminal of our own bugs, and the page that there is one', async () => {
  const { app, reports, source } = setUp();
  Object.assign(source, { mail: () => Promise.reject(new Error('a secret')) });
  const answer = await app.request(`http://${host}/${token}/email.html`, { headers: { Host: host } });
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain('a secret');
  expect(reports).toHaveLength(1);
});
