import type { Keyring } from '../audience/keys.ts';
import type { ProviderHeader, Signing } from '../email/message/compose-message.ts';

/** The keys that a server of links needs, and whoever reads what comes back. */
export interface LinkKeys {
  readonly unsubscribe: Keyring;
  readonly deliveryTag: Keyring;
  /** Of the links in notices. */
  readonly noticeLink: Keyring;
}

/** The keys with which messages are made, and what else the way out wants of them. */
export interface SendingKeys extends LinkKeys {
  /** Each of its keys signs every message; none where none is configured. */
  readonly dkim: Signing;
  /** Header fields that repeat the Message-ID, since a relay of the newsletter hands back nothing else of ours. */
  readonly idHeaders: readonly string[];
  /** Header fields that the newsletter's relay wants, beside ours. */
  readonly providerHeaders: readonly ProviderHeader[];
}

/** Keys for messages that reach nobody: unsigned, and with nothing of a provider's. */
export function keysForNobody(links: LinkKeys): SendingKeys {
  return { ...links, dkim: { keys: [], unsigned: [] }, idHeaders: [], providerHeaders: [] };
}
