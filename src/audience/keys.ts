import { hkdfSync } from 'node:crypto';
import { type Keyring, type SigningKey, uuidBytes } from '../mail/signed-name.ts';
import { AudienceError } from './audience-error.ts';

/** What a key may be used for; a signature made for one purpose is nothing for another. */
export type KeyPurpose = 'unsubscribe' | 'return-path' | 'message-id' | 'notice-link';

/** The purposes for which the secret alone made keys, before 0005-signed-names; tests are signed so still. */
export type SerialKeyPurpose = 'unsubscribe' | 'delivery-tag';

/** The current secret first, then the earlier ones whose links must go on working. */
export type Secrets = readonly [string, ...string[]];

/** A key can be no better than its secret; `openssl rand -base64 32` gives 44 characters. */
const minSecretLength = 32;
const base36 = '0123456789abcdefghijklmnopqrstuvwxyz';

/**
 * Derives the keys with which a database signs for a purpose, by HKDF-SHA256 (RFC 5869) with the id of the database as
 * salt: what one database signed says nothing to another, whatever secret they share.
 *
 * @param databaseId a UUID
 * @throws AudienceError for a short secret
 */
export function deriveKeys(secrets: Secrets, purpose: KeyPurpose, databaseId: string): Keyring {
  const salt = uuidBytes(databaseId);
  return ringOf(secrets, (secret) => ({
    id: derive(secret, 'key-id', salt, 3).toString('hex'),
    key: derive(secret, purpose, salt, 32),
  }));
}

/**
 * The keys of the secrets alone, which belong to no database: of the links and tags with serial numbers, and of tests,
 * which name nobody.
 *
 * @throws AudienceError for a short secret
 */
export function deriveSerialKeys(secrets: Secrets, purpose: SerialKeyPurpose): Keyring {
  const salt = Buffer.alloc(0);
  return ringOf(secrets, (secret) => ({
    id: base36.charAt(derive(secret, 'key-id', salt, 4).readUInt32BE() % base36.length),
    key: derive(secret, purpose, salt, 32),
  }));
}

function ringOf(secrets: Secrets, keyOf: (secret: string) => SigningKey): Keyring {
  checkSecrets(secrets);
  const signing = keyOf(secrets[0]);
  const [, ...earlier] = new Set(secrets);
  return { signing, keys: [signing, ...earlier.map(keyOf)] };
}

/**
 * Never quotes a secret: faults are printed and logged.
 *
 * @throws AudienceError for a short one
 */
export function checkSecrets(secrets: Secrets): void {
  if (secrets.every(isSecret)) return;
  throw new AudienceError([
    `A secret has fewer than ${minSecretLength} characters, so it could be guessed: make one with "openssl rand -base64 32".`,
  ]);
}

/** Whether it is long enough for one. */
export function isSecret(text: string): boolean {
  return text.length >= minSecretLength;
}

function derive(secret: string, purpose: string, salt: Buffer, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, `pennypost/${purpose}`, bytes));
}
