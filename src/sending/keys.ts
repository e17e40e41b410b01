import type { Keyring } from '../audience/keys.ts';
import type { DkimKey } from '../mail/dkim-key.ts';

/** The keys that a server of links needs, and whoever reads what comes back. */
export interface LinkKeys {
  readonly unsubscribe: Keyring;
  readonly deliveryTag: Keyring;
}

/** The keys with which messages are made, and what else the way out wants of them. */
export interface SendingKeys extends LinkKeys {
  /** Each signs every message; none where none is configured. */
  readonly dkim: readonly DkimKey[];
  /** Header fields that repeat the Message-ID, since a relay of the newsletter hands back nothing else of ours. */
  readonly idHeaders: readonly string[];
}
