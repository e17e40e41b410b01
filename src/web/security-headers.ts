import type { MiddlewareHandler } from 'hono';
import { pageStyleHash } from './page-style.ts';

/** No script, frame, image or request of any kind: a page is its text, its style sheet and a form to itself. */
const policy = [
  "default-src 'none'",
  `style-src '${pageStyleHash}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const headers: Readonly<Record<string, string>> = {
  // The address of the page is the key to it, so no cache may keep it and no other site may learn it.
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex, nofollow',
  'Content-Security-Policy': policy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Gives every answer the headers that keep a public page to itself. */
export const securityHeaders: MiddlewareHandler = async (c, next) => {
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  await next();
};
