import { createHash, createHmac } from 'node:crypto';
import type { Keyring, SigningKey } from '../mail/signed-name.ts';

/** 32 bytes as base64url, which no other token of ours is. */
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/**
 * The token of a link that a notice carries. It is made anew of the notice's nonce by whoever composes the message, on
 * every attempt the same, so the database holds its hash alone and a copy of the database opens no link.
 */
export function linkToken(nonce: string, { key }: Pick<SigningKey, 'key'>): string {
  return createHmac('sha256', key).update(nonce).digest('base64url');
}

/** Whether a text has the form of such a token. Whether it is one, its hash says. */
export function isLinkToken(text: string): boolean {
  return tokenPattern.test(text);
}

/** sha256 as hex: what is kept of a token, and found by. */
export function hashLinkToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The token with this hash, by whichever key made it; null where that key is gone. */
export function recoverLinkToken(nonce: string, linkHash: string, { keys }: Keyring): string | null {
  const tokens = keys.map((key) => linkToken(nonce, key));
  return tokens.find((token) => hashLinkToken(token) === linkHash) ?? null;
}
