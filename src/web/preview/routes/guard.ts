import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { privacyHeaders, withHeaders } from '../../pages/security-headers.ts';

const loopbackNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Gives every answer the headers that keep a draft on this machine. */
export const privateHeaders: MiddlewareHandler = withHeaders({
  ...privacyHeaders,
  // What shows more than its own text says so itself.
  'Content-Security-Policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  // A browser looks up the hosts of the links on a plain HTTP page beforehand: that would tell of a draft.
  'X-DNS-Prefetch-Control': 'off',
  'X-Frame-Options': 'SAMEORIGIN',
});

/**
 * Lets through what comes from this machine's own browser and from our own page. A name that a stranger's DNS points
 * here is refused (DNS rebinding), and so is a request that another site makes (CSRF): a browser tells of both.
 */
export const loopbackOnly: MiddlewareHandler = async (c, next) => {
  const host = c.req.header('host') ?? '';
  if (!loopbackNames.has(host.replace(/:\d+$/, '')))
    return c.text(`This preview answers to 127.0.0.1 and localhost, not to ${JSON.stringify(host)}.\n`, 421);
  if (!isOwnOrigin(c.req.header('origin'), host) || !isOwnSite(c.req.header('sec-fetch-site'), c.req.method))
    return c.text('This preview takes no requests from other sites.\n', 403);
  return next();
};

/** A same-origin GET has no Origin, and curl has none at all. */
function isOwnOrigin(origin: string | undefined, host: string): boolean {
  return origin === undefined || origin === `http://${host}`;
}

/** `none` is an address that was typed; a link on another site may lead to the page, but no more. */
function isOwnSite(site: string | undefined, method: string): boolean {
  if (site === undefined || site === 'same-origin') return true;
  return site === 'none' && method === 'GET';
}

/** Whether somebody knows the token, told in the same time for every wrong one. */
export function isToken(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}
