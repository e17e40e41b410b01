import { base32, readBase32 } from './base32.ts';
import { type SerialName, verifySerialTag } from './serial-tag.ts';
import {
  type Keyring,
  readSigned,
  type Signed,
  type SigningKey,
  signatureBytes,
  signName,
  uuidBytes,
  uuidOf,
} from './signed-name.ts';

/** What a delivery is called outside: the random ids of its send and of its subscriber, of which no other has both. */
export interface DeliveryName {
  /** 12 hexadecimal digits. */
  readonly send: string;
  /** A UUID. */
  readonly subscriber: string;
}

/** A delivery as a tag names it. */
export type TaggedDelivery =
  | ({ readonly kind: 'random' } & DeliveryName)
  | ({ readonly kind: 'serial' } & SerialName);

/** What a tag is good for. Everybody who was given the message can copy its Message-ID, and few see its return path. */
export type TagPurpose = 'return path' | 'Message-ID';

/** One key for each purpose, so that the tag of one is none of the other. */
export interface TagKeys {
  readonly returnPath: Keyring;
  readonly messageId: Keyring;
  /** Of the tags from before 0005-signed-names, which are the same for both. */
  readonly serial: Keyring;
}

const sendBytes = 6;
const nameBytes = sendBytes + 16;
/** 35 bytes, so that base 32 has no spare bits; with its prefix below the 64 octets of RFC 5321 section 4.5.3.1.1. */
const tagCharacters = ((nameBytes + signatureBytes) * 8) / 5;

/** 56 characters of base 32: key id, send, subscriber and 80 bits of HMAC-SHA256. */
export function formatDeliveryTag({ send, subscriber }: DeliveryName, key: SigningKey): string {
  return base32(signName(Buffer.concat([Buffer.from(send, 'hex'), uuidBytes(subscriber)]), key));
}

/** Case does not count. */
export function verifyDeliveryTag(text: string, keys: TagKeys, purpose: TagPurpose): Signed<TaggedDelivery> {
  if (text.includes('.')) {
    const serial = verifySerialTag(text, keys.serial.keys);
    return serial.kind === 'ours' ? { kind: 'ours', name: { kind: 'serial', ...serial.name } } : serial;
  }
  const bytes = text.length === tagCharacters ? readBase32(text) : null;
  if (!bytes) return { kind: 'none' };
  const signed = readSigned(bytes, (purpose === 'return path' ? keys.returnPath : keys.messageId).keys);
  return signed.kind === 'ours' ? { kind: 'ours', name: nameOf(signed.name) } : signed;
}

function nameOf(bytes: Buffer): TaggedDelivery {
  return {
    kind: 'random',
    send: bytes.toString('hex', 0, sendBytes),
    subscriber: uuidOf(bytes.subarray(sendBytes)),
  };
}
