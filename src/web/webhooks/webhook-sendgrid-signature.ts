import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { isWithin, parseSeconds, windows } from './webhook-time.ts';

/**
 * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features:
 * ECDSA with P-256 and SHA-256 over the timestamp and the raw body.
 */
const sendGridHeaders = {
  signature: 'x-twilio-email-event-webhook-signature',
  timestamp: 'x-twilio-email-event-webhook-timestamp',
} as const;

/** The key as SendGrid's page shows it, base64 of a SubjectPublicKeyInfo, or as PEM. Null where it is no key of P-256. */
export function parseSendGridKey(text: string): KeyObject | null {
  const base64 = text.replace(/-----(?:BEGIN|END) PUBLIC KEY-----/g, '').replace(/\s+/g, '');
  try {
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : null;
  } catch {
    return null;
  }
}

export function refuseSendGridHeaders(headers: Headers, at: Date): string | null {
  const timestamp = headers.get(sendGridHeaders.timestamp);
  if (timestamp === null || !headers.has(sendGridHeaders.signature)) return 'it is not signed';
  return isWithin(parseSeconds(timestamp), windows.signedOnce, at)
    ? null
    : 'its signature is too old, or of the future';
}

export function isSendGridSignature(keys: readonly KeyObject[], headers: Headers, body: Buffer): boolean {
  const timestamp = Buffer.from(headers.get(sendGridHeaders.timestamp) ?? '');
  const signature = Buffer.from(headers.get(sendGridHeaders.signature) ?? '', 'base64');
  const signed = Buffer.concat([timestamp, body]);
  return keys.some((key) => verify('sha256', signed, key, signature));
}
