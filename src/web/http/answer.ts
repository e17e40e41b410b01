import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';

export type PageStatus = 200 | 400 | 404 | 410 | 413 | 503;

export function answerPage(
  c: Context,
  content: Child,
  status: PageStatus = 200,
): Response | Promise<Response> {
  return c.html(html`<!doctype html>${content}`, status);
}

/** When what could not be done now may be asked again. */
export const retryAfterSeconds = 60;

/** For what could not be done now and may be asked again. */
export function answerUnavailable(c: Context, content: Child): Response | Promise<Response> {
  c.header('Retry-After', String(retryAfterSeconds));
  return answerPage(c, content, 503);
}

/** For a method that an address does not know; `methods` as Allow lists them. */
export function notAllowed(methods: string) {
  return (c: Context) => c.text('Method not allowed.\n', 405, { Allow: methods });
}

/** Who asks, as {@link Visitors.clientOf} says; null where that is not known. */
export function clientOf(c: Context): string | null {
  const client: unknown = c.env?.client;
  return typeof client === 'string' ? client : null;
}

const maxUserAgentLength = 300;

/** What the client calls itself, for the record of an act. */
export function userAgentOf(c: Context): { readonly userAgent?: string } {
  const userAgent = c.req.header('user-agent')?.slice(0, maxUserAgentLength);
  return userAgent ? { userAgent } : {};
}
