import { deriveKeys, deriveSerialKeys, type Secrets } from '../audience/keys.ts';
import type { TokenKeys } from '../audience/unsubscribe-token.ts';
import type { ProviderHeader, Signing } from '../email/message/compose-message.ts';
import type { KeyIds } from '../ledger/delivery-names.ts';
import type { EmailAddress } from '../mail/address.ts';
import type { TagKeys } from '../mail/delivery-tag.ts';
import type { Keyring, SigningKey } from '../mail/signed-name.ts';

/** The keys that a server of links needs, and whoever reads what comes back. */
export interface LinkKeys {
  readonly tokens: TokenKeys;
  readonly tags: TagKeys;
  /** Of the links in notices. */
  readonly noticeLink: Keyring;
}

/** What else the way out wants of a message. */
export interface WayOut {
  /** Each of its keys signs every message; none where none is configured. */
  readonly dkim: Signing;
  /** Header fields that repeat the Message-ID, since a relay of the newsletter hands back nothing else of ours. */
  readonly idHeaders: readonly string[];
  /** Header fields that the newsletter's relay wants, beside ours. */
  readonly providerHeaders: readonly ProviderHeader[];
  /** Where bounces go; null where that is as the newsletter was when the issue was rendered. */
  readonly returnPath: ReturnPathSetting | null;
}

/** One address for all deliveries, or the domain at which each has its own. */
export type ReturnPathSetting = { readonly fixed: EmailAddress } | { readonly domain: string };

/** The keys with which messages are made, and what else the way out wants of them. */
export interface SendingKeys extends LinkKeys, WayOut {}

/** What a test is made with, which belongs to no database. */
export interface TestKeys extends WayOut {
  readonly token: SigningKey;
  readonly tag: SigningKey;
}

/** Of messages that reach nobody: unsigned, and with nothing of a provider's. */
export const noWayOut: WayOut = {
  dkim: { keys: [], unsigned: [] },
  idHeaders: [],
  providerHeaders: [],
  returnPath: null,
};

/** @throws AudienceError for a secret that is too short */
export function linkKeys(secrets: Secrets, databaseId: string): LinkKeys {
  return {
    tokens: {
      random: deriveKeys(secrets, 'unsubscribe', databaseId),
      serial: deriveSerialKeys(secrets, 'unsubscribe'),
    },
    tags: {
      returnPath: deriveKeys(secrets, 'return-path', databaseId),
      messageId: deriveKeys(secrets, 'message-id', databaseId),
      serial: deriveSerialKeys(secrets, 'delivery-tag'),
    },
    noticeLink: deriveKeys(secrets, 'notice-link', databaseId),
  };
}

/** @throws AudienceError for a secret that is too short */
export function testKeys(secrets: Secrets, wayOut: WayOut): TestKeys {
  return {
    ...wayOut,
    token: deriveSerialKeys(secrets, 'unsubscribe').signing,
    tag: deriveSerialKeys(secrets, 'delivery-tag').signing,
  };
}

/** What the database knows the keys by. They are the same for every purpose. */
export function keyIds({ tags: { returnPath } }: Pick<LinkKeys, 'tags'>): KeyIds {
  return { signing: keyNumber(returnPath.signing), atHand: returnPath.keys.map(keyNumber) };
}

/** The id of a key as the database keeps it. */
export function keyNumber({ id }: SigningKey): number {
  return Number.parseInt(id, 16);
}
