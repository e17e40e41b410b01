import { createHash, timingSafeEqual } from 'node:crypto';
import { parseJson } from '../../feedback/webhooks/json.ts';
import type { OpenedCall } from './webhook-source.ts';

/** Whether a text is one of the secrets; takes as long whichever it is, and wherever it differs. */
export function isOneOf(secrets: readonly string[], given: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const wanted = digest(given);
  return secrets.map((secret) => timingSafeEqual(digest(secret), wanted)).includes(true);
}

/**
 * Why a call shows none of the secrets, or null where it does: as the password of basic authentication (RFC 7617, the
 * user name does not count), as a bearer token (RFC 6750), or in a header `X-Webhook-Secret`.
 */
export function refuseSecret(headers: Headers, secrets: readonly string[]): string | null {
  const given = secretOf(headers);
  if (given === null) return 'it has neither an Authorization nor an X-Webhook-Secret header';
  return isOneOf(secrets, given) ? null : 'its secret is not ours';
}

function secretOf(headers: Headers): string | null {
  const [, scheme, credentials = ''] =
    /^(bearer|basic) +(.*)$/i.exec(headers.get('authorization') ?? '') ?? [];
  if (scheme === undefined) return headers.get('x-webhook-secret');
  return /^bearer$/i.test(scheme) ? credentials : passwordOf(Buffer.from(credentials, 'base64').toString());
}

function passwordOf(userAndPassword: string): string {
  const colon = userAndPassword.indexOf(':');
  return colon === -1 ? '' : userAndPassword.slice(colon + 1);
}

/** The JSON of a body that is known to be its sender's. */
export function openJson(body: Buffer): OpenedCall {
  const payload = parseJson(body.toString());
  return payload === null
    ? { kind: 'settled', why: 'what it sent is no JSON object or list' }
    : { kind: 'payload', payload };
}
