import { createHash } from 'node:crypto';

/** Remembers which token came with which body. */
export interface TokenStore {
  /** Whether a token may go with this body: it is new, or came with the same bytes before. */
  claim(token: string, body: Buffer, at: Date): boolean;
}

interface Claimed {
  readonly digest: string;
  readonly atMs: number;
}

/**
 * A signature over a token and not over the body would vouch for any body, so the first body that comes with a token is
 * the only one that it stands for. The same body again is the provider's second attempt, after an answer that got lost
 * or a 503 of ours, and the intake counts it once.
 *
 * @param forMs no token is taken for longer, whatever this remembers
 * @param most the oldest is forgotten for one more; only who has the key can fill it
 */
export function tokenStore(forMs: number, most: number): TokenStore {
  const claimed = new Map<string, Claimed>();
  return {
    claim(token, body, at) {
      for (const [old, { atMs }] of claimed) {
        if (at.getTime() - atMs <= forMs && claimed.size < most) break;
        claimed.delete(old);
      }
      const digest = createHash('sha256').update(body).digest('base64');
      const before = claimed.get(token);
      if (before === undefined) claimed.set(token, { digest, atMs: at.getTime() });
      return before === undefined || before.digest === digest;
    },
  };
}
