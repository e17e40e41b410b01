import { createHmac, timingSafeEqual } from 'node:crypto';

/** Names one delivery in a return path and a Message-ID, so that what comes back finds its way home. */
export interface DeliveryTag {
  readonly send: number;
  readonly subscriber: number;
}

/** Lower case only, since mail systems on the way change the case of local parts. */
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const macCharacters = 20;

/**
 * `<send>.<subscriber>.<key id><mac>`, for example `a.2s.0k7q…`: numbers in base 36, then 100 bits of HMAC-SHA256 in
 * base 32. At most 43 characters, so that with a prefix it fits the 64 octets of a local part (RFC 5321 4.5.3.1.1).
 *
 * @param keyId one character of base 36 that says which key signed
 */
export function formatDeliveryTag(tag: DeliveryTag, key: Buffer, keyId: string): string {
  const ids = `${tag.send.toString(36)}.${tag.subscriber.toString(36)}`;
  return `${ids}.${keyId}${mac(ids, key)}`;
}

/** The tag if one of the keys signed it, else null. Case does not count. */
export function verifyDeliveryTag(text: string, keys: ReadonlyMap<string, Buffer>): DeliveryTag | null {
  const parts = /^([0-9a-z]{1,7})\.([0-9a-z]{1,11})\.([0-9a-z])([a-z2-7]{20})$/.exec(text.toLowerCase());
  const key = keys.get(parts?.[3] ?? '');
  if (!parts || !key) return null;
  const [, send = '', subscriber = '', , given = ''] = parts;
  const expected = mac(`${send}.${subscriber}`, key);
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(given))) return null;
  return { send: Number.parseInt(send, 36), subscriber: Number.parseInt(subscriber, 36) };
}

/**
 * `test.<nonce>.<key id><mac>`: the tag of a message that belongs to no send. It is signed as well, since some systems
 * ask at once whether its return path exists, and nobody else's return path does.
 *
 * @param nonce up to 20 characters of base 36
 */
export function formatTestTag(nonce: string, key: Buffer, keyId: string): string {
  return `test.${nonce}.${keyId}${mac(testText(nonce), key)}`;
}

/** Whether one of the keys signed it as the tag of a test. Case does not count. */
export function isTestTag(text: string, keys: ReadonlyMap<string, Buffer>): boolean {
  const parts = /^test\.([0-9a-z]{1,20})\.([0-9a-z])([a-z2-7]{20})$/.exec(text.toLowerCase());
  const key = keys.get(parts?.[2] ?? '');
  if (!parts || !key) return false;
  const [, nonce = '', , given = ''] = parts;
  return timingSafeEqual(Buffer.from(mac(testText(nonce), key)), Buffer.from(given));
}

/** With a space, which no ids have: a test's signature is none for a delivery. */
function testText(nonce: string): string {
  return `test ${nonce}`;
}

function mac(ids: string, key: Buffer): string {
  return base32(createHmac('sha256', key).update(ids).digest(), macCharacters);
}

/** The first characters of the bytes in base 32, five bits each. */
function base32(bytes: Buffer, characters: number): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5 && text.length < characters; bits -= 5)
      text += alphabet[(held >> (bits - 5)) & 31];
    if (text.length === characters) break;
    held &= (1 << bits) - 1;
  }
  return text;
}
