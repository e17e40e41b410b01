import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type CheckLinksOptions,
  checkLinks,
  type LinkProgress,
} from '../../../src/content/links/check-links-http.ts';
import { followLink } from '../../../src/content/links/follow-link.ts';
import { hostGate } from '../../../src/content/links/host-gate.ts';
import {
  type Answer,
  describeUnverified,
  judgeAnswer,
  linkFindings,
} from '../../../src/content/links/link-check.ts';
import { isPublicAddress } from '../../../src/content/links/public-address-socket.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

interface Site {
  readonly url: string;
  readonly port: number;
  /** `HEAD /path`, in the order in which they came. */
  readonly asked: string[];
  readonly requests: IncomingMessage[];
}

type Reply = (request: IncomingMessage, response: ServerResponse) => unknown;

async function site(reply: Reply): Promise<Site> {
  const asked: string[] = [];
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    requests.push(request);
    reply(request, response);
  });
  open.push(() => server.closeAllConnections());
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, port, asked, requests };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** Answers every request alike, whatever the method. */
const answering = (status: number, headers: Record<string, string> = {}): Reply => {
  return (_, response) => response.writeHead(status, headers).end();
};

/** The loopback may be asked, and nothing waits for politeness. */
const local: CheckLinksOptions = { mayConnect: (address) => address === '127.0.0.1', gapMs: 0 };

async function checkOne(url: string, options: CheckLinksOptions = {}) {
  const [check] = await checkLinks([url], { ...local, ...options });
  return check;
}

/** Names under `.test` lead to this machine. */
const byName = async (host: string) => {
  if (!host.endsWith('.test')) throw Object.assign(new Error(host), { code: 'ENOTFOUND' });
  return [{ address: '127.0.0.1', family: 4 }];
};

describe('a link', () => {
  it('that answers HEAD is alive, and is asked no more', async () => {
    const { url, asked, requests } = await site(answering(200));
    expect(await checkOne(`${url}/a?b=c#d`)).toEqual({ url: `${url}/a?b=c#d`, kind: 'alive' });
    expect(asked).toEqual(['HEAD /a?b=c']);
    expect(requests[0]?.headers['user-agent']).toContain('Pennypost');
  });

  it.each([405, 501, 403, 404, 500])('that refuses HEAD with %d and answers GET is alive', async (status) => {
    const { url, asked } = await site((request, response) => {
      response.writeHead(request.method === 'HEAD' ? status : 200).end('x'.repeat(1000));
    });
    expect(await checkOne(url)).toEqual({ url, kind: 'alive' });
    expect(asked).toEqual(['HEAD /', 'GET /']);
  });

  it('whose body never ends is alive all the same, and its connection is cut', async () => {
    let isCut = false;
    const { url } = await site((request, response) => {
      if (request.method === 'HEAD') {
        response.writeHead(405).end();
        return;
      }
      response.writeHead(200);
      const flood = setInterval(() => response.write('x'.repeat(10_000)), 1);
      response.on('close', () => {
        isCut = true;
        clearInterval(flood);
      });
    });
    expect(await checkOne(url)).toMatchObject({ kind: 'alive' });
    await expect.poll(() => isCut).toBe(true);
  });

  it.each([404, 410])('that answers %d is dead', async (status) => {
    const { url, asked } = await site(answering(status));
    expect(await checkOne(url)).toEqual({ url, kind: 'dead', why: `answers ${status}` });
    expect(asked).toEqual(['HEAD /', 'GET /']);
  });

  it.each([401, 403, 405, 429, 451, 500, 503, 999])('that answers %d cannot be verified', async (status) => {
    const { url } = await site(answering(status));
    expect(await checkOne(url)).toEqual({ url, kind: 'unverified', why: `answers ${status}` });
  });

  it('that hangs up on HEAD is asked with GET', async () => {
    const { url } = await site((request, response) => {
      if (request.method === 'HEAD') request.socket.destroy();
      else response.end();
    });
    expect(await checkOne(url)).toMatchObject({ kind: 'alive' });
  });

  it('that hangs up on everybody cannot be verified', async () => {
    const { url } = await site((request) => request.socket.destroy());
    expect(await checkOne(url)).toMatchObject({
      kind: 'unverified',
      why: expect.stringContaining('ECONNRESET'),
    });
  });

  it('that speaks no HTTP cannot be verified', async () => {
    const server = createTcpServer((socket) => socket.end('220 mail.example ESMTP\r\n'));
    const url = `http://127.0.0.1:${await listen(server)}`;
    expect(await checkOne(url)).toMatchObject({ kind: 'unverified' });
  });

  it('that is slow is waited for', async () => {
    const { url } = await site((_, response) => setTimeout(() => response.end(), 150));
    expect(await checkOne(url)).toMatchObject({ kind: 'alive' });
  });

  it('that hangs cannot be verified', async () => {
    const { url } = await site(() => undefined);
    expect(await checkOne(url, { timeoutMs: 50 })).toMatchObject({
      kind: 'unverified',
      why: 'did not answer in time',
    });
  });

  it('whose name nobody can look up in time cannot be verified', async () => {
    const resolve = () => new Promise<never>(() => undefined);
    expect(await checkOne('http://slow.test/', { resolve, timeoutMs: 50 })).toMatchObject({
      kind: 'unverified',
      why: 'did not answer in time',
    });
  });

  it('of a host that does not exist or refuses connections is dead', async () => {
    const closed = await site(answering(200));
    for (const close of open.splice(0)) close();
    const found = await site(answering(200));
    const checks = await checkLinks(
      ['http://nowhere.invalid/', `http://a.test:${closed.port}/`, `http://a.test:${found.port}/`],
      { ...local, resolve: byName },
    );
    expect(checks.map(({ kind }) => kind)).toEqual(['dead', 'dead', 'alive']);
  });

  it('without a valid certificate is dead', async () => {
    const { port } = await site(answering(200));
    expect(await checkOne(`https://127.0.0.1:${port}/`)).toMatchObject({
      kind: 'dead',
      why: expect.stringContaining('certificate'),
    });
  });

  it('gets no name and password that stand in it', async () => {
    const { url, requests } = await site(answering(200));
    await checkOne(url.replace('//', '//ann:secret@'));
    expect(requests[0]?.headers.authorization).toBeUndefined();
  });
});

describe('a redirect', () => {
  /** `/301/308/200` answers 301 to `/308/200`, and so on. */
  const chain: Reply = (request, response) => {
    const [, status = '', ...rest] = (request.url ?? '').split('/');
    response.writeHead(Number(status), rest.length > 0 ? { location: `/${rest.join('/')}` } : {}).end();
  };

  it.each([
    ['/301/200', '/200'],
    ['/308/301/200', '/200'],
    ['/301/302/200', '/302/200'],
  ])('for good is told: %s', async (path, to) => {
    const { url } = await site(chain);
    expect(await checkOne(url + path)).toEqual({ url: url + path, kind: 'moved', to: url + to });
  });

  it.each(['/302/200', '/303/200', '/307/200', '/302/301/200'])('for now is not: %s', async (path) => {
    const { url } = await site(chain);
    expect(await checkOne(url + path)).toEqual({ url: url + path, kind: 'alive' });
  });

  it('keeps the fragment of the link', async () => {
    const { url } = await site(chain);
    const checks = await checkLinks([`${url}/301/200#a`, `${url}/301/200`], local);
    expect(checks).toEqual([
      { url: `${url}/301/200#a`, kind: 'moved', to: `${url}/200#a` },
      { url: `${url}/301/200`, kind: 'moved', to: `${url}/200` },
    ]);
  });

  it('to nothing is dead, and says where it ended', async () => {
    const { url } = await site(chain);
    expect(await checkOne(`${url}/301/404`)).toEqual({
      url: `${url}/301/404`,
      kind: 'dead',
      why: `redirects to ${url}/404, which answers 404`,
    });
  });

  it('without end cannot be verified, and ends', async () => {
    const { url, asked } = await site(answering(302, { location: '/again' }));
    expect(await checkOne(url)).toMatchObject({ kind: 'unverified', why: 'redirects more than 10 times' });
    expect(asked).toHaveLength(11);
  });

  it.each(['mailto:a@b.example', 'file:///etc/passwd', 'http://', ''])(
    'to "%s" cannot be followed',
    async (location) => {
      const { url } = await site(answering(302, location === '' ? {} : { location }));
      expect(await checkOne(url)).toEqual({ url, kind: 'unverified', why: 'answers 302' });
    },
  );
});

describe('a private network', () => {
  it('is never asked, by number or by name', async () => {
    const { port, asked } = await site(answering(200));
    const rebound = async () => [{ address: '127.0.0.1', family: 4 }];
    for (const host of [
      '127.0.0.1',
      '0x7f.1',
      '2130706433',
      '[::1]',
      '[::ffff:127.0.0.1]',
      'public.example',
    ]) {
      expect(
        await checkOne(`http://${host}:${port}/`, {
          mayConnect: isPublicAddress,
          ...(host === 'public.example' ? { resolve: rebound } : {}),
        }),
      ).toMatchObject({
        kind: 'unverified',
        why: expect.stringContaining('private network'),
      });
    }
    expect(asked).toEqual([]);
  });

  it('is not reached by a redirect either', async () => {
    const inside = await site(answering(200));
    const { url } = await site(answering(302, { location: `http://inside.test:${inside.port}/` }));
    const resolve = async (host: string) => [
      { address: host === 'inside.test' ? '127.0.0.2' : host, family: 4 },
    ];
    expect(await checkOne(url, { resolve })).toMatchObject({
      kind: 'unverified',
      why: expect.stringMatching(
        /^redirects to http:\/\/inside\.test:\d+\/, which leads into a private network/,
      ),
    });
    expect(inside.asked).toEqual([]);
  });

  it('stays closed to a name that leads elsewhere the second time', async () => {
    const { port, asked } = await site(answering(302, { location: '/again' }));
    let times = 0;
    const resolve = async () => [{ address: times++ === 0 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
    await checkOne(`http://rebinding.test:${port}/`, { resolve });
    expect(times).toBe(1);
    expect(asked).toHaveLength(11);
  });

  it('is left out where a name has public addresses besides', async () => {
    const { port } = await site(answering(200));
    const resolve = async () => [
      { address: '10.0.0.1', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    expect(await checkOne(`http://both.test:${port}/`, { resolve })).toMatchObject({ kind: 'alive' });
  });

  it.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.9.9.9', '169.254.169.254', '172.16.0.1', '172.31.255.255'],
    ...['192.0.0.1', '192.168.1.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1'],
    ...['fc00::1', 'fd12::1', 'ff02::1', '::ffff:10.0.0.1', '64:ff9b::a00:1', '2002:a00:1::', '2001::1'],
    ...['2001:db8::1', 'not an address', ''],
  ])('holds %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '192.0.3.1', '2606:4700::1111', '2a00:1450:4001::1'])(
    'does not hold %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe('many links', () => {
  it('on one host are all asked, once each and two at a time', async () => {
    let inside = 0;
    let most = 0;
    const { url, asked } = await site((_, response) => {
      inside += 1;
      most = Math.max(most, inside);
      setTimeout(() => {
        inside -= 1;
        response.end();
      }, 2);
    });
    const urls = Array.from({ length: 200 }, (_, number) => `${url}/${number}`);
    const steps: LinkProgress[] = [];
    const checks = await checkLinks([...urls, ...urls, `${url}/7#part`, 'mailto:a@b.example', 'no address'], {
      ...local,
      onProgress: (step) => steps.push(step),
    });
    expect(checks.map((check) => check.url)).toEqual([...urls, `${url}/7#part`]);
    expect(new Set(checks.map(({ kind }) => kind))).toEqual(new Set(['alive']));
    expect([...asked].sort()).toEqual(urls.map((_, number) => `HEAD /${number}`).sort());
    expect(most).toBe(2);
    expect(steps.map(({ checked }) => checked)).toEqual(Array.from({ length: 201 }, (_, index) => index + 1));
    expect(steps.every(({ total }) => total === 201)).toBe(true);
  });

  it('do not reach one host faster through the redirects of many', async () => {
    let inside = 0;
    let most = 0;
    const { port } = await site((request, response) => {
      if (!request.headers.host?.startsWith('target.')) {
        response.writeHead(302, { location: `http://target.test:${port}${request.url}` }).end();
        return;
      }
      inside += 1;
      most = Math.max(most, inside);
      setTimeout(() => {
        inside -= 1;
        response.end();
      }, 5);
    });
    const urls = Array.from(
      { length: 30 },
      (_, number) => `http://host${number % 10}.test:${port}/${number}`,
    );
    const checks = await checkLinks(urls, { ...local, resolve: byName });
    expect(checks.map(({ kind }) => kind)).toEqual(urls.map(() => 'alive'));
    expect(most).toBe(2);
  });

  it('go to no more hosts at once than allowed', async () => {
    const inside = new Map<string, number>();
    let most = 0;
    const { port } = await site((request, response) => {
      const host = request.headers.host ?? '';
      inside.set(host, (inside.get(host) ?? 0) + 1);
      most = Math.max(most, inside.size);
      setTimeout(() => {
        const left = (inside.get(host) ?? 1) - 1;
        if (left === 0) inside.delete(host);
        else inside.set(host, left);
        response.end();
      }, 5);
    });
    const urls = Array.from({ length: 24 }, (_, number) => `http://host${number}.test:${port}/`);
    await checkLinks(urls, { ...local, resolve: byName, hosts: 3 });
    expect(most).toBe(3);
  });

  it('on a host that answers nobody do not each wait in vain', async () => {
    const { url, asked } = await site(() => undefined);
    const alive = await site(answering(200));
    const urls = Array.from({ length: 50 }, (_, number) => `${url}/${number}`);
    const checks = await checkLinks([...urls, alive.url], { ...local, timeoutMs: 400, perHost: 1 });
    expect(asked).toHaveLength(2);
    expect(checks.map(({ kind }) => kind)).toEqual([...urls.map(() => 'unverified'), 'alive']);
    expect(describeUnverified(checks)).toMatch(
      /^50 links could not be verified: 48 because it was not asked.*; 2 because it did not answer/,
    );
  });

  it('whose time runs out are told apart', async () => {
    const { url } = await site((request, response) => {
      if (request.url !== '/hang') response.end();
    });
    const checks = await checkLinks([`${url}/1`, `${url}/hang`, `${url}/hang2`], {
      ...local,
      perHost: 1,
      totalTimeoutMs: 1000,
    });
    expect(checks).toMatchObject([
      { kind: 'alive' },
      { kind: 'unverified', why: expect.stringContaining('ran out') },
      { kind: 'unverified', why: expect.stringContaining('ran out') },
    ]);
  });

  it('of which no name is found are not called dead', async () => {
    const urls = ['http://a.invalid/', 'http://b.invalid/', 'http://127.0.0.2/'];
    const checks = await checkLinks(urls, { ...local, resolve: byName });
    expect(checks).toMatchObject([
      { kind: 'unverified', why: expect.stringContaining('offline') },
      { kind: 'unverified', why: expect.stringContaining('offline') },
      { kind: 'unverified' },
    ]);
  });

  it('are left at once when the editor has seen enough', async () => {
    const enough = new AbortController();
    const { url, asked } = await site((_, response) => {
      if (asked.length < 10) response.end();
      else enough.abort(new Error('enough'));
    });
    const urls = Array.from({ length: 100 }, (_, number) => `${url}/${number}`);
    await expect(checkLinks(urls, { ...local, signal: enough.signal })).rejects.toThrow('enough');
    // What was on its way may still arrive.
    await wait(50);
    const before = asked.length;
    expect(before).toBeLessThan(15);
    await wait(50);
    await expect(checkLinks(urls, { ...local, signal: enough.signal })).rejects.toThrow('enough');
    expect(asked.length).toBe(before);
  });

  it('survive a server that closes kept connections', async () => {
    const { url } = await site((request, response) => {
      response.end(() => setTimeout(() => request.socket.destroy(), 1));
    });
    const urls = Array.from({ length: 60 }, (_, number) => `${url}/${number}`);
    const checks = await checkLinks(urls, { ...local, gapMs: 1 });
    expect(checks.filter(({ kind }) => kind !== 'alive')).toEqual([]);
  });
});

describe('a host that asks for patience', () => {
  const url = new URL('https://a.example/');
  const busy = (retryAfter: string | null, status = 429): Answer => ({
    kind: 'answered',
    status,
    location: null,
    retryAfter,
  });
  const fine: Answer = { kind: 'answered', status: 200, location: null, retryAfter: null };
  const noon = Date.parse('2026-11-22T12:00:00Z');

  async function follow(...answers: Answer[]) {
    const log: string[] = [];
    const verdict = await followLink(
      url,
      {
        ask: async (method) => {
          log.push(method);
          return answers.shift() ?? fine;
        },
        postpone: (host, ms) => log.push(`${host} ${ms}`),
      },
      () => noon,
    );
    return { verdict: verdict.kind, log };
  }

  it.each([
    ['2', 2000],
    ['Sun, 22 Nov 2026 12:00:03 GMT', 3000],
    ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
  ])('for a moment (%s) gets it, once', async (retryAfter, ms) => {
    expect(await follow(busy(retryAfter))).toEqual({
      verdict: 'alive',
      log: ['HEAD', `a.example ${ms}`, 'GET'],
    });
    expect(await follow(busy(retryAfter, 503), busy(retryAfter))).toMatchObject({
      verdict: 'unverified',
      log: ['HEAD', expect.anything(), 'GET'],
    });
  });

  it.each([null, '3600', 'Sun, 22 Nov 2026 13:00:00 GMT', 'soon'])(
    'for long, or for how long it does not say (%s), is left alone',
    async (retryAfter) => {
      expect(await follow(busy(retryAfter))).toEqual({ verdict: 'unverified', log: ['HEAD'] });
    },
  );
});

describe('the gate of a host', () => {
  /** A clock that jumps whenever somebody waits. */
  function gateWithClock(most: number, gapMs: number) {
    let time = 0;
    const wait = async (ms: number) => {
      time += ms;
    };
    return { gate: hostGate({ most, gapMs, now: () => time, wait }), now: () => time };
  }

  it('leaves a gap between the starts of two', async () => {
    const { gate, now } = gateWithClock(1, 100);
    const starts = await Promise.all([1, 2, 3].map(() => gate.pass(async () => now())));
    expect(starts).toEqual([0, 100, 200]);
  });

  it('lets nobody in while it is closed, whoever waited before', async () => {
    const { gate, now } = gateWithClock(1, 0);
    const first = gate.pass(async () => gate.close(700));
    const second = gate.pass(async () => now());
    await first;
    expect(await second).toBe(700);
    gate.close(0);
    expect(await gate.pass(async () => now())).toBe(700);
  });

  it('opens again after somebody who failed inside', async () => {
    const { gate } = gateWithClock(1, 0);
    await expect(gate.pass(() => Promise.reject(new Error('inside')))).rejects.toThrow('inside');
    expect(await gate.pass(async () => 'next')).toBe('next');
  });
});

describe('what the editor is told', () => {
  it.each([
    ['CERT_HAS_EXPIRED', 'dead'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'dead'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'dead'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unverified'],
    ['EAI_AGAIN', 'unverified'],
    ['EHOSTUNREACH', 'unverified'],
    ['ETIMEDOUT', 'unverified'],
  ])('of %s: %s', (code, kind) => {
    expect(judgeAnswer({ kind: 'failed', code }).kind).toBe(kind);
  });

  it('is a warning with its line for what can be mended, and one sentence for the rest', () => {
    const checks = [
      { url: 'https://a.example/1', kind: 'alive' },
      { url: 'https://a.example/2', kind: 'dead', why: 'answers 404' },
      { url: 'https://a.example/3', kind: 'moved', to: 'https://b.example/3' },
      { url: 'https://b.example/4', kind: 'unverified', why: 'answers 403' },
    ] as const;
    expect(linkFindings(checks, (url) => Number(url.at(-1)))).toEqual([
      {
        rule: 'dead-link',
        severity: 'warning',
        line: 2,
        message: '"https://a.example/2" is dead: it answers 404. Correct it, or take it out.',
      },
      {
        rule: 'redirected-link',
        severity: 'warning',
        line: 3,
        message: '"https://a.example/3" has moved for good: link to "https://b.example/3".',
      },
    ]);
    expect(describeUnverified(checks)).toBe(
      '1 link could not be verified: 1 because it answers 403 (b.example).',
    );
    expect(describeUnverified(checks.slice(0, 3))).toBeNull();
  });
});
