import type { MiddlewareHandler } from 'hono';
import { type PageColours, pageStyleHash } from './page-style.ts';

/** No script, frame, image or request of any kind: a page is its text, its style sheet and a form to itself. */
function policy(colours?: PageColours): string {
  return [
    "default-src 'none'",
    `style-src '${pageStyleHash(colours)}'`,
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

/** What no page of ours may do: its address is the key to it, so no cache may keep it and no other site may learn it. */
export const privacyHeaders: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex, nofollow',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Gives every answer these headers. */
export function withHeaders(headers: Readonly<Record<string, string>>): MiddlewareHandler {
  return async (c, next) => {
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    await next();
  };
}

/** Gives every answer the headers that keep a public page to itself. */
export function securityHeaders(colours?: PageColours): MiddlewareHandler {
  return withHeaders({
    ...privacyHeaders,
    'Content-Security-Policy': policy(colours),
    'X-Frame-Options': 'DENY',
  });
}
