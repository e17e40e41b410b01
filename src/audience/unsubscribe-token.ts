import { createHmac, timingSafeEqual } from 'node:crypto';
import { base32, readBase32 } from '../mail/base32.ts';
import {
  type Keyring,
  readSigned,
  type Signed,
  type SigningKey,
  signName,
  uuidBytes,
  uuidOf,
  verifyWith,
} from '../mail/signed-name.ts';

/** Whom a token lets leave. A test send carries a token that names nobody: it shows the pages and changes nothing. */
export type TokenHolder =
  /** By the subscriber's random id, a UUID. */
  | { readonly kind: 'subscriber'; readonly name: string }
  /** By the subscriber's serial number, as tokens named them before 0005-signed-names. */
  | { readonly kind: 'serial'; readonly id: number }
  | { readonly kind: 'nobody' };

/** What tokens are verified with. */
export interface TokenKeys {
  readonly random: Keyring;
  /** Of tokens with serial numbers, and of tests. */
  readonly serial: Keyring;
}

/*
 * 30 bytes, of which neither base64url nor base 32 leaves spare bits that could be altered unseen:
 * version (1), then what signName makes of the 16 bytes of the id: key id (3), id (16), MAC (10).
 * The version stands in front of what is signed, and no key signs for two versions.
 */
const version = Buffer.from([2]);
const tokenPattern = /^[A-Za-z0-9_-]{40}$/;

/**
 * The token of a subscriber's unsubscribe and preferences links: 40 characters of base64url. It never expires, since
 * the law asks that the link in an old issue works (CASL: 60 days), and says nothing about the subscriber or the list.
 *
 * @param name the subscriber's random id, a UUID
 */
export function unsubscribeToken(name: string, key: SigningKey): string {
  return Buffer.concat([version, signName(uuidBytes(name), key)]).toString('base64url');
}

/** Whom a token names. */
export function readUnsubscribeToken(token: string, { random, serial }: TokenKeys): Signed<TokenHolder> {
  if (serialPattern.test(token)) return readSerialToken(token, serial);
  if (!tokenPattern.test(token)) return { kind: 'none' };
  const bytes = Buffer.from(token, 'base64url');
  if (bytes[0] !== version[0]) return { kind: 'none' };
  const signed = readSigned(bytes.subarray(1), random.keys);
  return signed.kind === 'ours'
    ? { kind: 'ours', name: { kind: 'subscriber', name: uuidOf(signed.name) } }
    : signed;
}

/*
 * A token with a serial number is 24 bytes:
 * version (1), key id (1, ASCII), subscriber (6, big-endian), HMAC-SHA256 of those, its first 128 bits (16).
 */
const serialVersion = 1;
const headBytes = 8;
const macBytes = 16;
const serialPattern = /^[A-Za-z0-9_-]{32}$/;
const nobody = 0;

/** The token of a subscriber in links from before 0005-signed-names: 32 characters of base64url. */
export function serialToken(subscriberId: number, key: SigningKey): string {
  if (!Number.isSafeInteger(subscriberId) || subscriberId < 1 || subscriberId >= 2 ** 48)
    throw new RangeError(`${subscriberId} is not the id of a subscriber.`);
  return formatSerial(subscriberId, key);
}

/** The token of a test send. */
export function testUnsubscribeToken(key: SigningKey): string {
  return formatSerial(nobody, key);
}

function readSerialToken(token: string, { keys }: Keyring): Signed<TokenHolder> {
  const bytes = Buffer.from(token, 'base64url');
  const head = bytes.subarray(0, headBytes);
  if (head.readUInt8(0) !== serialVersion) return { kind: 'none' };
  const id = head.readUIntBE(2, 6);
  const holder: TokenHolder = id === nobody ? { kind: 'nobody' } : { kind: 'serial', id };
  const given = bytes.subarray(headBytes);
  return verifyWith(String.fromCharCode(head.readUInt8(1)), keys, holder, (key) =>
    timingSafeEqual(mac(head, key), given),
  );
}

function formatSerial(id: number, { id: keyId, key }: SigningKey): string {
  const head = Buffer.alloc(headBytes);
  head.writeUInt8(serialVersion, 0);
  head.write(keyId, 1, 'ascii');
  head.writeUIntBE(id, 2, 6);
  return Buffer.concat([head, mac(head, key)]).toString('base64url');
}

function mac(head: Buffer, key: Buffer): Buffer {
  return createHmac('sha256', key).update(head).digest().subarray(0, macBytes);
}

/**
 * The same token where upper and lower case may be lost, as in the local part of an address: 48 characters, of base 32,
 * or hexadecimal digits where it is one with a serial number.
 */
export function caseProofToken(token: string): string {
  const bytes = Buffer.from(token, 'base64url');
  return bytes[0] === serialVersion ? bytes.toString('hex') : base32(bytes);
}

/** The inverse of {@link caseProofToken}; null where the text has not that form. */
export function readCaseProofToken(text: string): string | null {
  // Base 32 has neither 0 nor 1, with which the version begins.
  if (/^01[\da-f]{46}$/i.test(text)) return Buffer.from(text, 'hex').toString('base64url');
  return text.length === 48 ? (readBase32(text)?.toString('base64url') ?? null) : null;
}
