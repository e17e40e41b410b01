import { createHmac, timingSafeEqual } from 'node:crypto';
import { base32 } from './base32.ts';
import { type Signed, type SigningKey, verifyWith } from './signed-name.ts';

/** A delivery by its serial numbers, as return paths and Message-IDs named them before 0005-signed-names. */
export interface SerialName {
  readonly send: number;
  readonly subscriber: number;
}

const macCharacters = 20;

/**
 * `<send>.<subscriber>.<key id><mac>`, for example `a.2s.0k7q…`: numbers in base 36, then 100 bits of HMAC-SHA256 in
 * base 32. At most 43 characters. The same in the return path and in the Message-ID.
 */
export function formatSerialTag(name: SerialName, { id, key }: SigningKey): string {
  const ids = `${name.send.toString(36)}.${name.subscriber.toString(36)}`;
  return `${ids}.${id}${mac(ids, key)}`;
}

/** Case does not count. */
export function verifySerialTag(text: string, keys: readonly SigningKey[]): Signed<SerialName> {
  const parts = /^([0-9a-z]{1,7})\.([0-9a-z]{1,11})\.([0-9a-z])([a-z2-7]{20})$/.exec(text.toLowerCase());
  if (!parts) return { kind: 'none' };
  const [, send = '', subscriber = '', id = '', given = ''] = parts;
  const name = { send: Number.parseInt(send, 36), subscriber: Number.parseInt(subscriber, 36) };
  return verifyWith(id, keys, name, (key) => isMac(given, `${send}.${subscriber}`, key));
}

/**
 * `test.<nonce>.<key id><mac>`: the tag of a message that belongs to no send and to no database. It is signed as well,
 * since some systems ask at once whether its return path exists, and nobody else's return path does.
 *
 * @param nonce up to 20 characters of base 36
 */
export function formatTestTag(nonce: string, { id, key }: SigningKey): string {
  return `test.${nonce}.${id}${mac(testText(nonce), key)}`;
}

/** Whether one of the keys signed it as the tag of a test. Case does not count. */
export function isTestTag(text: string, keys: readonly SigningKey[]): boolean {
  const parts = /^test\.([0-9a-z]{1,20})\.([0-9a-z])([a-z2-7]{20})$/.exec(text.toLowerCase());
  if (!parts) return false;
  const [, nonce = '', id = '', given = ''] = parts;
  return verifyWith(id, keys, nonce, (key) => isMac(given, testText(nonce), key)).kind === 'ours';
}

/** With a space, which no ids have: a test's signature is none for a delivery. */
function testText(nonce: string): string {
  return `test ${nonce}`;
}

function isMac(given: string, text: string, key: Buffer): boolean {
  return timingSafeEqual(Buffer.from(mac(text, key)), Buffer.from(given));
}

function mac(text: string, key: Buffer): string {
  return base32(createHmac('sha256', key).update(text).digest()).slice(0, macCharacters);
}
