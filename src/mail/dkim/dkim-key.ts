import { createPrivateKey, type KeyObject } from 'node:crypto';

/** RFC 6376 section 3.3 and RFC 8463; RFC 8301 forbids rsa-sha1. */
export type DkimAlgorithm = 'rsa-sha256' | 'ed25519-sha256';

/** What one signature of every message is made with. The key is an object of the crypto library: nothing prints it. */
export interface DkimKey {
  /** `d=`, an A-label form. */
  readonly domain: string;
  /** `s=` */
  readonly selector: string;
  readonly algorithm: DkimAlgorithm;
  readonly privateKey: KeyObject;
}

export type ParsedPrivateKey =
  | {
      readonly ok: true;
      readonly privateKey: KeyObject;
      readonly algorithm: DkimAlgorithm;
      /** Of the modulus; null for Ed25519, which has one size. */
      readonly bits: number | null;
    }
  | { readonly ok: false; readonly problem: string };

/** RFC 8301 section 3.2: signers must not use less than the first, and should use the second at least. */
const minRsaBits = 1024;
export const recommendedRsaBits = 2048;

/** Reads a private key in PEM, PKCS#8 or PKCS#1. A problem never quotes what was read, which may be a secret. */
export function parsePrivateKey(pem: string): ParsedPrivateKey {
  const problem = (why: string): ParsedPrivateKey => ({ ok: false, problem: why });
  if (/-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(pem))
    return problem('holds a public key, not a private one');
  // RFC 7468 section 11, and what RFC 1421 made of PKCS#1.
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem))
    return problem('is locked with a passphrase: take it off with `openssl pkey -in FILE -out NEWFILE`');
  const privateKey = readPem(pem);
  if (privateKey === null) return problem('holds no private key in PEM form (PKCS#8 or PKCS#1)');
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = privateKey;
  if (type === 'ed25519') return { ok: true, privateKey, algorithm: 'ed25519-sha256', bits: null };
  if (type !== 'rsa') return problem(`is a key of type ${type}: DKIM knows RSA and Ed25519`);
  const bits = details?.modulusLength ?? 0;
  if (bits < minRsaBits)
    return problem(
      `is an RSA key of ${bits} bits, which receivers refuse (RFC 8301): use ${recommendedRsaBits}`,
    );
  return { ok: true, privateKey, algorithm: 'rsa-sha256', bits };
}

function readPem(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}
