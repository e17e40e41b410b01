import { createHmac } from 'node:crypto';
import { isOneOf } from './webhook-secret.ts';
import { isWithin, parseSeconds, windows } from './webhook-time.ts';

function hmac(secret: string, signed: string | Buffer): string {
  return createHmac('sha256', secret).update(signed).digest('hex');
}

/** `t=1700000000,v1=…`: the form that docs/webhooks.md gives to senders of our own form. */
const signatureHeader = 'x-pennypost-signature';

interface GivenSignature {
  readonly timestamp: string;
  /** Several while a secret is being replaced. */
  readonly hexes: readonly string[];
}

function parseSignature(headers: Headers): GivenSignature | null {
  const fields = (headers.get(signatureHeader) ?? '').split(',').map((field) => field.trim().split('='));
  const timestamp = fields.find(([name]) => name === 't')?.[1];
  const hexes = fields.filter(([name]) => name === 'v1').map(([, hex = '']) => hex.toLowerCase());
  return timestamp === undefined || hexes.length === 0 ? null : { timestamp, hexes: hexes.slice(0, 5) };
}

export function refuseSignatureHeader(headers: Headers, at: Date): string | null {
  const given = parseSignature(headers);
  if (given === null) return 'it has no X-Pennypost-Signature of the form t=…,v1=…';
  return isWithin(parseSeconds(given.timestamp), windows.signedNow, at)
    ? null
    : 'its signature is older than five minutes, or of the future';
}

/** HMAC-SHA256 over the timestamp, a full stop and the raw body. */
export function isSignature(secrets: readonly string[], headers: Headers, body: Buffer): boolean {
  const given = parseSignature(headers);
  if (given === null) return false;
  const signed = Buffer.concat([Buffer.from(`${given.timestamp}.`), body]);
  const right = secrets.map((secret) => hmac(secret, signed));
  return given.hexes.map((hex) => isOneOf(right, hex)).includes(true);
}

/** What stands under `signature` in a call of Mailgun. */
export interface MailgunSignature {
  readonly timestamp: string;
  readonly token: string;
  readonly signature: string;
}

/**
 * https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks: HMAC-SHA256 over timestamp and
 * token. The event beside it is not covered.
 */
export function isMailgunSignature(keys: readonly string[], given: MailgunSignature): boolean {
  const right = keys.map((key) => hmac(key, given.timestamp + given.token));
  return isOneOf(right, given.signature.toLowerCase());
}
