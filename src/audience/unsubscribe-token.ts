import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Keyring } from './keys.ts';

/** Whom a token lets leave. A test send carries a token that names nobody: it shows the pages and changes nothing. */
export type TokenHolder = { readonly kind: 'subscriber'; readonly id: number } | { readonly kind: 'nobody' };

/*
 * 24 bytes, so that base64url has no spare bits that could be altered unseen:
 * version (1), key id (1, ASCII), subscriber (6, big-endian), HMAC-SHA256 of those, its first 128 bits (16).
 */
const version = 1;
const headBytes = 8;
const macBytes = 16;
/** The 32 characters of a token, for a path of the web. */
const tokenPattern = /^[A-Za-z0-9_-]{32}$/;
const nobody = 0;

/**
 * The token of a subscriber's unsubscribe and preferences links: 32 characters of base64url. It never expires, since
 * the law asks that the link in an old issue works (CASL: 60 days), and says nothing about the address.
 */
export function unsubscribeToken(subscriberId: number, keyring: Keyring): string {
  if (!Number.isSafeInteger(subscriberId) || subscriberId < 1 || subscriberId >= 2 ** 48)
    throw new RangeError(`${subscriberId} is not the id of a subscriber.`);
  return formatToken(subscriberId, keyring);
}

/** The token of a test send. */
export function testUnsubscribeToken(keyring: Keyring): string {
  return formatToken(nobody, keyring);
}

/** Whom a token names, or null where it is none of ours: one and the same answer for every other text. */
export function readUnsubscribeToken(token: string, { keys }: Keyring): TokenHolder | null {
  if (!tokenPattern.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  const head = bytes.subarray(0, headBytes);
  const key = keys.get(String.fromCharCode(head.readUInt8(1)));
  if (head.readUInt8(0) !== version || !key) return null;
  if (!timingSafeEqual(bytes.subarray(headBytes), mac(head, key))) return null;
  const id = head.readUIntBE(2, 6);
  return id === nobody ? { kind: 'nobody' } : { kind: 'subscriber', id };
}

/** The same token where upper and lower case may be lost, as in the local part of an address: 48 hexadecimal digits. */
export function caseProofToken(token: string): string {
  return Buffer.from(token, 'base64url').toString('hex');
}

/** The inverse of {@link caseProofToken}; null where the text has not that form. */
export function readCaseProofToken(text: string): string | null {
  return /^[\da-f]{48}$/i.test(text) ? Buffer.from(text, 'hex').toString('base64url') : null;
}

function formatToken(id: number, keyring: Keyring): string {
  const head = Buffer.alloc(headBytes);
  head.writeUInt8(version, 0);
  head.write(keyring.id, 1, 'ascii');
  head.writeUIntBE(id, 2, 6);
  return Buffer.concat([head, mac(head, keyring.key)]).toString('base64url');
}

function mac(head: Buffer, key: Buffer): Buffer {
  return createHmac('sha256', key).update(head).digest().subarray(0, macBytes);
}
