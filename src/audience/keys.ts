import { hkdfSync } from 'node:crypto';
import { AudienceError } from './audience-error.ts';

/** What a key may be used for; a signature made for one purpose is nothing for another. */
export type KeyPurpose = 'unsubscribe' | 'delivery-tag' | 'notice-link';

/** The keys of one purpose: one signs, all verify, so that a new secret does not break the links already sent. */
export interface Keyring {
  /** Says which key signed: one character of base 36. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
  /** Every key by its id, the signing one included. */
  readonly keys: ReadonlyMap<string, Buffer>;
}

/** A key can be no better than its secret; `openssl rand -base64 32` gives 44 characters. */
const minSecretLength = 32;
const base36 = '0123456789abcdefghijklmnopqrstuvwxyz';

/**
 * Derives the keys of a purpose by HKDF-SHA256 (RFC 5869).
 *
 * @param secrets the current secret first, then the earlier ones whose links must go on working
 * @throws AudienceError for a short secret, or two whose keys would share an id
 */
export function deriveKeys(secrets: readonly [string, ...string[]], purpose: KeyPurpose): Keyring {
  const faults = secretFaults(secrets);
  if (faults.length > 0) throw new AudienceError(faults);
  const id = keyId(secrets[0]);
  const keys = new Map(secrets.map((secret) => [keyId(secret), derive(secret, purpose, 32)]));
  return { id, key: derive(secrets[0], purpose, 32), keys };
}

/** Never quotes a secret: faults are printed and logged. */
function secretFaults(secrets: readonly string[]): string[] {
  const short = secrets.filter((secret) => secret.length < minSecretLength);
  if (short.length > 0)
    return [
      `A secret has fewer than ${minSecretLength} characters, so it could be guessed: make one with "openssl rand -base64 32".`,
    ];
  const distinct = [...new Set(secrets)];
  const isClear = new Set(distinct.map(keyId)).size === distinct.length;
  return isClear
    ? []
    : [
        'Two of the secrets cannot be told apart by the one character that names their keys, as happens to one pair in 36: make another new one.',
      ];
}

function keyId(secret: string): string {
  return base36.charAt(derive(secret, 'key-id', 4).readUInt32BE() % base36.length);
}

function derive(secret: string, purpose: KeyPurpose | 'key-id', bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `pennypost/${purpose}`, bytes));
}
