import { describe, expect, it } from 'vitest';
import type {
  FollowedPreferences,
  FollowedToken,
  Glimpse,
  ReaderPreferences,
  Standing,
} from '../../../src/feedback/consent/preferences-link.ts';
import { publicApp } from '../../../src/web/public-app.tsx';

const now = new Date('2026-03-05T12:00:00Z');
const since = new Date('2026-03-01T23:30:00Z');
const ada: ReaderPreferences = {
  kind: 'reader',
  address: 'ada@example.com',
  name: 'Ada <Countess>',
  fields: { town: 'Horsley Towers', note: '', 'work address': 'countess@engine.example' },
  lists: ['friends', 'readers'],
  standing: { kind: 'welcome', since, hasReturned: false },
};
const glimpse: Glimpse = {
  kind: 'glimpse',
  address: 'ada@example.com',
  lists: ['friends', 'readers'],
  standing: 'mailed',
  canMail: true,
};
const left: Standing = { kind: 'left', since };
const comeBack = form('act=subscribe');

function form(body: string, headers: Record<string, string> = {}) {
  return {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
  };
}

/** The pages of one reader, whose token is `ada`, and a record of what was done to them. */
function setUp(found: FollowedPreferences = ada, { isDatabaseAway = false } = {}) {
  const acts: unknown[] = [];
  const reports: unknown[] = [];
  const isUp = async () => {
    if (isDatabaseAway) throw new Error('connect ECONNREFUSED');
  };
  const follow = async (token: string, act: unknown): Promise<FollowedToken> => {
    await isUp();
    if (token !== 'ada' || found.kind === 'invalid') return { kind: 'invalid' };
    acts.push(act);
    return { kind: 'reader' };
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
      look: async () => ({ kind: 'invalid' }),
      unsubscribe: async () => ({ kind: 'invalid' }),
    },
    preferences: {
      look: async (token) => {
        await isUp();
        return token === 'ada' ? found : { kind: 'invalid' };
      },
      resubscribe: (token, evidence) => follow(token, evidence),
      leave: (token, evidence) => follow(token, { left: evidence }),
      mailLink: (token, network) => follow(token, { network }),
    },
    checkHealth: isUp,
    report: (error) => reports.push(error),
    now: () => now,
  });
  return { app, acts, reports };
}

async function pageOf(found: FollowedPreferences): Promise<string> {
  const response = await setUp(found).app.request('/p/ada');
  expect(response.status).toBe(200);
  return response.text();
}

/** What the forms of a page do, as `METHOD where name=value: label`. */
function formsIn(page: string): string[] {
  return [...page.matchAll(/<form([^>]*)>(.*?)<\/form>/gs)].map(([, attributes = '', inside = '']) => {
    const of = (text: string, name: string) => new RegExp(`${name}="([^"]*)"`).exec(text)?.[1] ?? '';
    const field = `${of(inside, 'name')}=${of(inside, 'value')}`;
    return `${of(attributes, 'method')} ${of(attributes, 'action')} ${field}: ${/<button[^>]*>([^<]*)/.exec(inside)?.[1]}`;
  });
}

const toLeaveByIssue = 'post ../u/ada via=page: Unsubscribe';
const toLeave = 'post  act=leave: Unsubscribe';
const toComeBack = 'post  act=subscribe: Subscribe again';
const toMailLink = 'post ../p/ada act=link: Mail me the link';

describe("GET of the preferences link of an issue, which may be in anybody's hands", () => {
  it('shows the address in part, the lists and the way out, and of the reader nothing else', async () => {
    const { app, acts } = setUp(glimpse);
    const page = await (await app.request('/p/ada')).text();
    const facts = [...page.matchAll(/<dt>([^<]*)<\/dt><dd>([^<]*)<\/dd>/g)].map(([, ...fact]) => fact);
    expect(facts).toEqual([['Lists', 'friends, readers']]);
    expect(page).toContain('<strong>a•••@example.com</strong>');
    expect(page).not.toContain('ada@');
    expect(formsIn(page)).toEqual([toLeaveByIssue, toMailLink]);
    expect(acts).toEqual([]);
  });

  it.each<[Glimpse['standing'], string]>([
    ['left', 'You are unsubscribed'],
    ['stopped', 'No issues go to you'],
    ['unlisted', 'You are on no list'],
  ])('offers no way back to whose standing is %s, but to have a link mailed', async (standing, title) => {
    const page = await pageOf({ ...glimpse, standing });
    expect(page).toContain(`<h1>${title}</h1>`);
    expect(page).not.toMatch(/Subscribe again|complaint|spam|bounce|came back|stopped/);
    expect(formsIn(page)).toEqual([toMailLink]);
  });

  it('says honestly that none can be mailed, and whom to write to', async () => {
    const page = await pageOf({ ...glimpse, standing: 'left', canMail: false });
    expect(formsIn(page)).toEqual([]);
    expect(page).toContain('No link can be mailed just now.');
    expect(page).toContain('mailto:letters@example.com?subject=My%20subscription');
  });

  it('has a link mailed, for the network of who asks, and says the same whatever comes of it', async () => {
    const { app, acts } = setUp(glimpse);
    for (const client of ['203.0.113.9', '2001:db8:1:2:3:4:5:6', null]) {
      const response = await app.request('/p/ada', form('act=link'), { client });
      expect([response.status, response.headers.get('Location')]).toEqual([303, '../p/ada?link']);
    }
    expect(acts).toEqual([{ network: '203.0.113.9' }, { network: '2001:db8:1:2::/64' }, { network: null }]);
    const page = await (await app.request('/p/ada?link')).text();
    expect(page).toContain('If <strong>a•••@example.com</strong> can be mailed, a link');
    expect(formsIn(page)).toEqual([]);
  });
});

describe('a link that was mailed by itself and whose time is over', () => {
  it('shows nothing of the reader, and has another mailed', async () => {
    const { app } = setUp({ kind: 'expired', canMail: true });
    const response = await app.request('/p/ada');
    expect(response.status).toBe(410);
    const page = await response.text();
    expect(page).toContain('This link has expired');
    expect(formsIn(page)).toEqual(['post ../p/ada act=link: Mail me a new one']);
    const asked = await app.request('/p/ada?link');
    expect([asked.status, await asked.text()]).toEqual([
      200,
      expect.stringContaining('Look into your mailbox'),
    ]);
  });
});

describe('GET of a link that was mailed by itself', () => {
  it('shows all that it is given, the address whole, and changes nothing', async () => {
    const { app, acts } = setUp();
    const response = await app.request('/p/ada');
    const page = await response.text();
    expect(response.headers.get('Content-Type')).toMatch(/^text\/html; charset=utf-8$/i);
    const facts = [...page.matchAll(/<dt>([^<]*)<\/dt><dd>([^<]*)<\/dd>/g)].map(([, ...fact]) => fact);
    expect(facts).toEqual([
      ['Address', 'ada@example.com'],
      ['Name', 'Ada &lt;Countess&gt;'],
      ['town', 'Horsley Towers'],
      ['work address', 'countess@engine.example'],
      ['Lists', 'friends, readers'],
      ['On record since', '1 March 2026'],
    ]);
    expect(page).toContain('What Tea &amp; &lt;Biscuits&gt; knows of you');
    expect(page).toContain('mailto:letters@example.com');
    expect(acts).toEqual([]);
  });

  it('gives a scanner nothing to run and nothing to follow into an act', async () => {
    const { app, acts } = setUp({ ...ada, standing: left });
    const page = await (await app.request('/p/ada')).text();
    expect(page).not.toMatch(
      /<script|\son\w+=|javascript:|http-equiv|prefetch|prerender|<img|<iframe|<link/i,
    );
    for (let visit = 0; visit < 200; visit += 1)
      await app.request('/p/ada', { method: visit % 2 === 0 ? 'GET' : 'HEAD' });
    expect(acts).toEqual([]);
  });

  it.each<[string, FollowedPreferences, string, string[]]>([
    ['is subscribed', ada, 'You are subscribed', [toLeave]],
    [
      'has come back',
      { ...ada, standing: { kind: 'welcome', since, hasReturned: true } },
      'You are back: the next issue',
      [toLeave],
    ],
    ['has left', { ...ada, standing: left }, 'You left on 1 March 2026', [toComeBack]],
    [
      'has left and is on no list any more',
      { ...ada, lists: [], standing: left },
      'takes two steps',
      [toComeBack],
    ],
    ['is on no list', { ...ada, lists: [] }, 'You are on no list', [toLeave]],
    ['is forgotten', { kind: 'forgotten' }, 'Nothing is known of you', []],
    ['got a test', { kind: 'test' }, 'test email', [toLeaveByIssue]],
  ])('tells a reader who %s, with the one button that fits', async (_, found, words, forms) => {
    const page = await pageOf(found);
    expect(page).toContain(words);
    expect(formsIn(page)).toEqual(forms);
  });

  it.each(['hard-bounce', 'repeated-soft-bounce', 'complaint', 'manual'] as const)(
    'offers no way back to whom a %s has stopped, and says whom to write to',
    async (reason) => {
      const standing = { kind: 'stopped', reason, since, hasLeft: false } as const;
      const page = await pageOf({ ...ada, standing });
      expect(page).toContain('No issues go to you');
      expect(page).toMatch(/Since 1 March 2026 .*Only the publisher can undo that\./s);
      expect(page).toContain('href="mailto:letters@example.com?subject=Please%20put%20me%20back');
      expect(formsIn(page)).toEqual([toLeave]);
      // Whoever has left already needs no way out.
      const gone = await pageOf({ ...ada, standing: { ...standing, hasLeft: true } });
      expect(gone).toContain('You have unsubscribed besides.');
      expect(formsIn(gone)).toEqual([]);
    },
  );

  it('writes to the From address where replies go there, and says nothing that it does not know', async () => {
    const page = await pageOf({
      ...ada,
      name: '',
      fields: {},
      lists: ['readers'],
      standing: { kind: 'welcome', since: null, hasReturned: false },
    });
    expect(page.match(/<dt>/g)).toHaveLength(2);
    expect(page).not.toMatch(/null|undefined|NaN|Invalid/);
  });
});

describe('POST of a preferences link', () => {
  it('brings the reader back, and shows it by GET, so that loading it again repeats nothing', async () => {
    const { app, acts } = setUp({ ...ada, standing: left });
    const userAgent = 'x'.repeat(1000);
    const request = form('act=subscribe', { 'User-Agent': userAgent });
    const response = await app.request('/p/ada', request, { client: '203.0.113.9' });
    expect(response.status).toBe(303);
    const location = response.headers.get('Location') ?? '';
    expect(new URL(location, 'https://letters.example.com/folder/p/ada').href).toBe(
      'https://letters.example.com/folder/p/ada',
    );
    expect(response.headers.get('Set-Cookie')).toBeNull();
    expect(acts).toEqual([{ via: 'mailed-link', at: now, userAgent: 'x'.repeat(300), from: '203.0.113.9' }]);
  });

  it('lets the reader leave, and shows it by GET', async () => {
    const { app, acts } = setUp();
    const response = await app.request('/p/ada', form('act=leave'));
    expect([response.status, response.headers.get('Location')]).toEqual([303, '../p/ada']);
    expect(acts).toEqual([{ left: { via: 'page', at: now } }]);
  });

  it.each([
    ['says nothing', form('')],
    ['says something else', form('act=unsubscribe')],
    ['says what every object has', form('act=constructor')],
    ['is the one-click of a mail program', form('List-Unsubscribe=One-Click')],
    ['is the form of the unsubscribe page', form('via=page')],
    [
      'is JSON',
      { method: 'POST', body: '{"act":"subscribe"}', headers: { 'Content-Type': 'application/json' } },
    ],
  ])('that %s changes nothing', async (_, request) => {
    const { app, acts } = setUp({ ...ada, standing: left });
    const response = await app.request('/p/ada', request);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Nothing has changed');
    expect(acts).toEqual([]);
  });

  it('is refused over 16 KiB', async () => {
    const { app, acts } = setUp();
    const response = await app.request('/p/ada', form(`act=subscribe&x=${'x'.repeat(16_384)}`));
    expect(response.status).toBe(413);
    expect(acts).toEqual([]);
  });
});

describe('a link that is not ours', () => {
  it.each([
    ['GET', { method: 'GET' }],
    ['POST', comeBack],
  ])('gets one and the same answer to %s, that of the unsubscribe links', async (_, request) => {
    const { app, acts } = setUp();
    const answers = [];
    for (const path of [
      '/p/forged',
      '/p/ad',
      '/p/%00',
      '/p/%E0%A4%A',
      `/p/${'a'.repeat(2000)}`,
      '/p',
      '/p/',
    ]) {
      const response = await app.request(path, request);
      answers.push([response.status, [...response.headers], await response.text()]);
    }
    const unsubscribe = await app.request('/u/forged');
    answers.push([unsubscribe.status, [...unsubscribe.headers], await unsubscribe.text()]);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.[0]).toBe(404);
    expect(acts).toEqual([]);
  });
});

describe('while the database is away', () => {
  it('nothing is shown or changed, and whoever asks is told when to come again', async () => {
    const { app, reports } = setUp(ada, { isDatabaseAway: true });
    for (const request of [{ method: 'GET' }, comeBack]) {
      const response = await app.request('/p/ada', request);
      expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '60']);
      const page = await response.text();
      expect(page).toContain('nothing has changed');
      expect(page).not.toContain('ECONNREFUSED');
      // To look again, not to do it again: an act has to be meant.
      expect(formsIn(page)).toEqual(['  =: Try again']);
    }
    expect(reports).toHaveLength(2);
  });
});

describe('every answer', () => {
  it.each([
    ['GET', '/p/ada', 200],
    ['POST', '/p/ada', 400],
    ['PUT', '/p/ada', 405],
    ['DELETE', '/p/ada', 405],
    ['GET', '/p/forged', 404],
    ['GET', '/p/ada/more', 404],
  ])('%s %s is %i and carries the security headers', async (method, path, status) => {
    await expectSecured(await setUp().app.request(path, { method }), status);
  });

  it('that sends on or is not ready carries them too', async () => {
    await expectSecured(await setUp().app.request('/p/ada', comeBack), 303);
    await expectSecured(await setUp(ada, { isDatabaseAway: true }).app.request('/p/ada'), 503);
  });

  async function expectSecured(response: Response, status: number): Promise<void> {
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex, nofollow',
      'content-security-policy': expect.stringMatching(/^default-src 'none'; .*frame-ancestors 'none'/),
    });
    if (status === 405) expect(response.headers.get('Allow')).toBe('GET, HEAD, POST');
  }
});
