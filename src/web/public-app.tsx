import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { UnsubscribeEvidence, UnsubscribeLinks } from '../feedback/unsubscribe-link.ts';
import type { Publisher } from './page-layout.tsx';
import { securityHeaders } from './security-headers.ts';
import {
  ConfirmPage,
  DonePage,
  InvalidLinkPage,
  NotFoundPage,
  UnavailablePage,
  UnclearRequestPage,
} from './unsubscribe-page.tsx';
import { readUnsubscribeRequest } from './unsubscribe-request.ts';

/** What the public pages are given. */
export interface PublicApp {
  readonly publisher: Publisher;
  readonly links: UnsubscribeLinks;
  /** Rejects while the process cannot do its work; `/health` tells a load balancer. */
  checkHealth(): Promise<void>;
  /** Takes what went wrong behind a 503, for the log. */
  report(error: unknown): void;
  now(): Date;
}

const retryAfterSeconds = 60;
const maxUserAgentLength = 300;

/**
 * What `pennypost serve` shows the world. `GET /u/TOKEN` is a page with a button and changes nothing, since scanners
 * follow every link and some of them run scripts; `POST /u/TOKEN` unsubscribes (RFC 8058), without cookie, login or
 * redirect.
 */
export function publicApp(given: PublicApp): Hono {
  const { publisher } = given;
  const app = new Hono();
  const invalidLink = (c: Context) => page(c, <InvalidLinkPage publisher={publisher} />, 404);
  app.use(securityHeaders);
  app.get('/u/:token', (c) => showLink(c, c.req.param('token'), given));
  app.post('/u/:token', (c) => unsubscribe(c, c.req.param('token'), given));
  app.all('/u/:token', notAllowed('GET, HEAD, POST'));
  app.all('/u', invalidLink);
  app.all('/u/', invalidLink);
  app.get('/health', (c) => health(c, given));
  app.all('/health', notAllowed('GET, HEAD'));
  app.notFound((c) => page(c, <NotFoundPage publisher={publisher} />, 404));
  app.onError((error, c) => {
    given.report(error);
    c.header('Retry-After', String(retryAfterSeconds));
    return page(c, <UnavailablePage publisher={publisher} />, 503);
  });
  return app;
}

async function showLink(c: Context, token: string, { links, publisher }: PublicApp): Promise<Response> {
  const link = await links.look(token);
  return link.kind === 'invalid'
    ? page(c, <InvalidLinkPage publisher={publisher} />, 404)
    : page(c, <ConfirmPage publisher={publisher} link={link} />);
}

async function unsubscribe(c: Context, token: string, given: PublicApp): Promise<Response> {
  const { links, publisher } = given;
  const via = await readUnsubscribeRequest(c.req.raw);
  if (via === 'unclear' || via === 'too-large')
    return page(c, <UnclearRequestPage publisher={publisher} />, via === 'unclear' ? 400 : 413);
  const link = await links.unsubscribe(token, evidenceOf(c, via, given.now()));
  return link.kind === 'invalid'
    ? page(c, <InvalidLinkPage publisher={publisher} />, 404)
    : page(c, <DonePage publisher={publisher} link={link} />);
}

function evidenceOf(c: Context, via: UnsubscribeEvidence['via'], at: Date): UnsubscribeEvidence {
  const userAgent = c.req.header('user-agent')?.slice(0, maxUserAgentLength);
  return userAgent ? { via, at, userAgent } : { via, at };
}

async function health(c: Context, given: PublicApp): Promise<Response> {
  try {
    await given.checkHealth();
    return c.json({ status: 'ok' });
  } catch (error) {
    given.report(error);
    return c.json({ status: 'unavailable' }, 503);
  }
}

function notAllowed(methods: string) {
  return (c: Context) => c.text('Method not allowed.\n', 405, { Allow: methods });
}

type PageStatus = 200 | 400 | 404 | 413 | 503;

function page(c: Context, content: Child, status: PageStatus = 200): Response | Promise<Response> {
  return c.html(html`<!doctype html>${content}`, status);
}
