import { type Context, Hono } from 'hono';
import type { PreferencesLinks } from '../../feedback/consent/preferences-link.ts';
import { answerPage, answerUnavailable, notAllowed, userAgentOf } from '../http/answer.ts';
import { readForm } from '../http/read-form.ts';
import { answerDeadLink, isOwn } from './dead-link.tsx';
import type { Publisher } from './page-layout.tsx';
import { PreferencesPage } from './preferences-page.tsx';
import { PreferencesUnavailablePage, UnclearChangePage } from './preferences-trouble-page.tsx';
import { readerPath } from './reader-path.ts';

export interface PreferencesApp {
  readonly publisher: Publisher;
  readonly preferences: PreferencesLinks;
  /** Told of a link whose key is not known, for the log. */
  readonly onUnknownKey?: () => void;
  /** Takes what went wrong behind a 503, for the log. */
  report(error: unknown): void;
  now(): Date;
}

/**
 * The preferences of the reader whom a token names. GET changes nothing; POST means one thing only, to come back, and
 * only where it says so: a mail program that posts its one-click here by mistake must not bring anybody back.
 */
export function preferencesApp(given: PreferencesApp): Hono {
  const app = new Hono();
  app.get('/:token', (c) => show(c, c.req.param('token'), given));
  app.post('/:token', (c) => resubscribe(c, c.req.param('token'), given));
  app.all('/:token', notAllowed('GET, HEAD, POST'));
  app.onError((error, c) => {
    given.report(error);
    return answerUnavailable(c, <PreferencesUnavailablePage publisher={given.publisher} />);
  });
  return app;
}

async function show(c: Context, token: string, given: PreferencesApp): Promise<Response> {
  const found = await given.preferences.look(token);
  return isOwn(found)
    ? answerPage(c, <PreferencesPage publisher={given.publisher} found={found} token={token} />)
    : answerDeadLink(c, found, given);
}

async function resubscribe(c: Context, token: string, given: PreferencesApp): Promise<Response> {
  const { preferences, publisher } = given;
  const form = await readForm(c.req.raw);
  if (form?.value('act') !== 'subscribe')
    return answerPage(c, <UnclearChangePage publisher={publisher} />, form === null ? 413 : 400);
  const followed = await preferences.resubscribe(token, { via: 'page', at: given.now(), ...userAgentOf(c) });
  if (!isOwn(followed)) return answerDeadLink(c, followed, given);
  // A page that is loaded again must not bring back whoever has left since, so what is shown comes by GET.
  return c.redirect(readerPath.preferences(token), 303);
}
