import type { Context } from 'hono';
import type { DeadLink } from '../../feedback/consent/unsubscribe-link.ts';
import { answerPage } from '../http/answer.ts';
import type { Publisher } from './page-layout.tsx';
import { InvalidLinkPage, UnknownLinkPage } from './unsubscribe-page.tsx';

interface DeadLinkAnswer {
  readonly publisher: Publisher;
  readonly onUnknownKey?: () => void;
}

/** Whether a link lets somebody leave, or shows a test how it would. */
export function isOwn<Link extends { readonly kind: string }>(link: Link): link is Exclude<Link, DeadLink> {
  return link.kind !== 'invalid' && link.kind !== 'unknown';
}

/** 404, by GET and POST alike: a mail program must not take it for done. */
export function answerDeadLink(
  c: Context,
  link: DeadLink,
  { publisher, onUnknownKey }: DeadLinkAnswer,
): Response | Promise<Response> {
  if (link.kind === 'invalid') return answerPage(c, <InvalidLinkPage publisher={publisher} />, 404);
  if (!link.isKeyKnown) onUnknownKey?.();
  return answerPage(c, <UnknownLinkPage publisher={publisher} />, 404);
}
