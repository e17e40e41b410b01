import { type Context, Hono } from 'hono';
import { getPath } from 'hono/utils/url';
import type { PreferencesLinks } from '../feedback/consent/preferences-link.ts';
import type { UnsubscribeLinks } from '../feedback/consent/unsubscribe-link.ts';
import { answerPage, answerUnavailable, notAllowed, userAgentOf } from './http/answer.ts';
import { answerDeadLink, isOwn } from './pages/dead-link.tsx';
import type { Publisher } from './pages/page-layout.tsx';
import { preferencesApp } from './pages/preferences-app.tsx';
import { securityHeaders } from './pages/security-headers.ts';
import {
  ConfirmPage,
  DonePage,
  InvalidLinkPage,
  NotFoundPage,
  UnavailablePage,
  UnclearRequestPage,
} from './pages/unsubscribe-page.tsx';
import { readUnsubscribeRequest } from './pages/unsubscribe-request.ts';
import { type WebhookApp, webhookApp } from './webhooks/webhook-app.ts';

/** What the public pages are given. */
export interface PublicApp {
  /** Where readers reach them. Below a path of it they answer as well, since a proxy may leave it on what it passes on. */
  readonly publicUrl: string;
  readonly publisher: Publisher;
  readonly links: UnsubscribeLinks;
  readonly preferences: PreferencesLinks;
  readonly webhooks?: WebhookApp;
  /** Told of a link whose key is not known, for the log. */
  readonly onUnknownKey?: () => void;
  /** Rejects while the process cannot do its work; `/health` tells a load balancer. */
  checkHealth(): Promise<void>;
  /** Takes what went wrong behind a 503, for the log. */
  report(error: unknown): void;
  now(): Date;
}

/**
 * What `pennypost serve` shows the world. `GET /u/TOKEN` is a page with a button and changes nothing, since scanners
 * follow every link and some of them run scripts; `POST /u/TOKEN` unsubscribes (RFC 8058), without cookie, login or
 * redirect. `/p/TOKEN` is what the newsletter knows of the reader, and the way back. `/webhooks/PROVIDER` is for machines.
 */
export function publicApp(given: PublicApp): Hono {
  const { publisher } = given;
  const app = new Hono();
  app.use(securityHeaders(publisher.colours));
  const pages = readerPages(given);
  // The longer one first: below a path called /u, /u/health is no token.
  for (const folder of new Set([folderOf(given.publicUrl), '/'])) app.route(folder, pages);
  app.notFound((c) => answerPage(c, <NotFoundPage publisher={publisher} />, 404));
  app.onError((error, c) => {
    given.report(error);
    return answerUnavailable(c, <UnavailablePage publisher={publisher} />);
  });
  return app;
}

/** As a request's path is read, so that both agree on what is percent-encoded. */
function folderOf(publicUrl: string): string {
  return getPath(new Request(publicUrl)).replace(/(?<!\/)\/+$/, '') || '/';
}

function readerPages(given: PublicApp): Hono {
  const { publisher } = given;
  const pages = new Hono();
  const invalidLink = (c: Context) => answerPage(c, <InvalidLinkPage publisher={publisher} />, 404);
  pages.get('/u/:token', (c) => showLink(c, c.req.param('token'), given));
  pages.post('/u/:token', (c) => unsubscribe(c, c.req.param('token'), given));
  pages.all('/u/:token', notAllowed('GET, HEAD, POST'));
  pages.route('/p', preferencesApp(given));
  for (const nothingLeft of ['/u', '/u/', '/p', '/p/']) pages.all(nothingLeft, invalidLink);
  if (given.webhooks) pages.route('/webhooks', webhookApp(given.webhooks));
  pages.get('/health', (c) => health(c, given));
  pages.all('/health', notAllowed('GET, HEAD'));
  return pages;
}

async function showLink(c: Context, token: string, given: PublicApp): Promise<Response> {
  const { links, publisher } = given;
  const link = await links.look(token);
  return isOwn(link)
    ? answerPage(c, <ConfirmPage publisher={publisher} link={link} token={token} />)
    : answerDeadLink(c, link, given);
}

async function unsubscribe(c: Context, token: string, given: PublicApp): Promise<Response> {
  const { links, publisher } = given;
  const via = await readUnsubscribeRequest(c.req.raw);
  if (via === 'unclear' || via === 'too-large')
    return answerPage(c, <UnclearRequestPage publisher={publisher} />, via === 'unclear' ? 400 : 413);
  const link = await links.unsubscribe(token, { via, at: given.now(), ...userAgentOf(c) });
  return isOwn(link)
    ? answerPage(c, <DonePage publisher={publisher} link={link} token={token} />)
    : answerDeadLink(c, link, given);
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
