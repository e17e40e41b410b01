import { createHmac, timingSafeEqual } from 'node:crypto';

/** A key, and what names it in what it has signed. */
export interface SigningKey {
  /** Six hexadecimal digits; of the keys that signed serial numbers one character of base 36. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** The keys of one purpose: one signs, all verify, so that a new secret does not break the links already sent. */
export interface Keyring {
  readonly signing: SigningKey;
  /** The signing one included. */
  readonly keys: readonly SigningKey[];
}

/** What a text turns out to be that may be a name which we signed. */
export type Signed<Name> =
  | { readonly kind: 'ours'; readonly name: Name }
  /** Of another database, or by a secret that is not at hand: nothing can be said of it. */
  | { readonly kind: 'unknown key' }
  /** Names a key that is known, which did not sign it. */
  | { readonly kind: 'forged' }
  /** Has not the form of a signed name at all. */
  | { readonly kind: 'none' };

const keyIdBytes = 3;
const macBytes = 10;
/** What signing adds to a name, in bytes. */
export const signatureBytes = keyIdBytes + macBytes;

/** Key id (3 bytes), the name, HMAC-SHA256 of both, its first 80 bits (10 bytes). */
export function signName(name: Uint8Array, { id, key }: SigningKey): Buffer {
  const head = Buffer.concat([Buffer.from(id, 'hex'), name]);
  return Buffer.concat([head, mac(head, key)]);
}

/** The name in what {@link signName} made. */
export function readSigned(bytes: Buffer, keys: readonly SigningKey[]): Signed<Buffer> {
  if (bytes.length <= signatureBytes) return { kind: 'none' };
  const id = bytes.toString('hex', 0, keyIdBytes);
  const head = bytes.subarray(0, -macBytes);
  const given = bytes.subarray(-macBytes);
  return verifyWith(id, keys, head.subarray(keyIdBytes), (key) => timingSafeEqual(mac(head, key), given));
}

/** Judges a name by those of the keys that have this id; ids are short, so two keys may share one. */
export function verifyWith<Name>(
  id: string,
  keys: readonly SigningKey[],
  name: Name,
  isSignedBy: (key: Buffer) => boolean,
): Signed<Name> {
  const named = keys.filter((key) => key.id === id);
  if (named.length === 0) return { kind: 'unknown key' };
  return named.some(({ key }) => isSignedBy(key)) ? { kind: 'ours', name } : { kind: 'forged' };
}

function mac(head: Uint8Array, key: Buffer): Buffer {
  return createHmac('sha256', key).update(head).digest().subarray(0, macBytes);
}

/** The 16 bytes of a UUID (RFC 9562). */
export function uuidBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

/** The UUID of 16 bytes, as a database writes it. */
export function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
