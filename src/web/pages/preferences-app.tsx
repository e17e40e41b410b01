import { type Context, Hono } from 'hono';
import { clientNetwork } from '../../delivery/listener/client-network.ts';
import type { FollowedToken, PreferencesLinks } from '../../feedback/consent/preferences-link.ts';
import { answerPage, answerUnavailable, clientOf, notAllowed, userAgentOf } from '../http/answer.ts';
import { readForm } from '../http/read-form.ts';
import { answerDeadLink, isOwn } from './dead-link.tsx';
import { LinkAskedPage } from './fresh-link-page.tsx';
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
 * The page of the reader whom a token names. GET changes nothing. POST does what it says and nothing where it says
 * nothing: a mail program that posts its one-click here by mistake must not bring anybody back. Whether a token is good
 * for it, the links know.
 */
export function preferencesApp(given: PreferencesApp): Hono {
  const app = new Hono();
  app.get('/:token', (c) => show(c, c.req.param('token'), given));
  app.post('/:token', (c) => act(c, c.req.param('token'), given));
  app.all('/:token', notAllowed('GET, HEAD, POST'));
  app.onError((error, c) => {
    given.report(error);
    return answerUnavailable(c, <PreferencesUnavailablePage publisher={given.publisher} />);
  });
  return app;
}

async function show(c: Context, token: string, given: PreferencesApp): Promise<Response> {
  const { preferences, publisher } = given;
  const found = await preferences.look(token);
  if (!isOwn(found)) return answerDeadLink(c, found, given);
  const isAsked = c.req.query('link') !== undefined;
  if (isAsked && (found.kind === 'glimpse' || found.kind === 'expired') && found.canMail)
    return answerPage(c, <LinkAskedPage publisher={publisher} found={found} token={token} />);
  const page = <PreferencesPage publisher={publisher} found={found} token={token} />;
  return answerPage(c, page, found.kind === 'expired' ? 410 : 200);
}

type Act = (c: Context, token: string, given: PreferencesApp) => Promise<FollowedToken>;

/** By the value of `act` in a form. */
const acts: Readonly<Record<string, Act>> = {
  subscribe: (c, token, { preferences, now }) => {
    const client = clientOf(c);
    const from = client === null ? {} : { from: client };
    return preferences.resubscribe(token, { via: 'mailed-link', at: now(), ...userAgentOf(c), ...from });
  },
  leave: (c, token, { preferences, now }) =>
    preferences.leave(token, { via: 'page', at: now(), ...userAgentOf(c) }),
  link: (c, token, { preferences }) => {
    const client = clientOf(c);
    return preferences.mailLink(token, client && clientNetwork(client));
  },
};

async function act(c: Context, token: string, given: PreferencesApp): Promise<Response> {
  const { publisher } = given;
  const form = await readForm(c.req.raw);
  const asked = form?.value('act') ?? '';
  const wanted = Object.hasOwn(acts, asked) ? acts[asked] : undefined;
  if (!wanted) return answerPage(c, <UnclearChangePage publisher={publisher} />, form === null ? 413 : 400);
  const followed = await wanted(c, token, given);
  if (!isOwn(followed)) return answerDeadLink(c, followed, given);
  // A page that is loaded again must not do again what was undone since, so what is shown comes by GET.
  const path = readerPath.preferences(token);
  return c.redirect(asked === 'link' ? `${path}?link` : path, 303);
}
