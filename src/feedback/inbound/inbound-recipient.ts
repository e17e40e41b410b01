import { addressToken, type UnsubscribeMailbox } from '../../audience/unsubscribe-mailbox.ts';
import { readUnsubscribeToken, type TokenKeys } from '../../audience/unsubscribe-token.ts';
import type { Refusal } from '../../delivery/listener/mail-listener-smtp.ts';
import type { EmailAddress } from '../../mail/address.ts';
import { type TagKeys, verifyDeliveryTag } from '../../mail/delivery-tag.ts';
import { returnPathTag } from '../../mail/return-path.ts';
import { isTestTag } from '../../mail/serial-tag.ts';

/** The addresses at which mail comes back to a newsletter. */
export interface InboundAddresses {
  readonly returnPathDomain: string;
  /** The one of all deliveries; null where each has its own. */
  readonly returnPath: EmailAddress | null;
  readonly unsubscribeMailboxes: readonly UnsubscribeMailbox[];
  readonly tags: TagKeys;
  /** Of the tokens that an address of the unsubscribe mailbox can hold. */
  readonly tokens: TokenKeys;
  /** Where a person reads: told to whoever wants one. */
  readonly contact: EmailAddress;
}

/**
 * `mailbox`: the one return path of all deliveries or the unsubscribe mailbox, to which people may write as well; `test`:
 * the return path of a message to the editor alone, whose bounces change nothing; `unknown key`: signed by a key that is
 * not at hand, so whose it is can be said another time.
 */
export type InboundRecipient = 'return path' | 'mailbox' | 'test' | 'unknown key' | 'nobody';

/** Whose an address is that the envelope of an incoming message names. */
export function inboundRecipient(address: string, ours: InboundAddresses): InboundRecipient {
  const tag = returnPathTag(address, ours.returnPathDomain);
  const path = tag === null ? 'none' : verifyDeliveryTag(tag, ours.tags, 'return path').kind;
  if (path === 'ours') return 'return path';
  if (tag !== null && isTestTag(tag, ours.tags.serial.keys)) return 'test';
  if (address.toLowerCase() === ours.returnPath?.toLowerCase()) return 'mailbox';
  const kinds = ours.unsubscribeMailboxes.map((mailbox) => {
    if (address.toLowerCase() === mailbox.address.toLowerCase()) return 'ours';
    const token = addressToken(address, mailbox);
    return token === null ? 'none' : readUnsubscribeToken(token, ours.tokens).kind;
  });
  if (kinds.includes('ours')) return 'mailbox';
  return path === 'unknown key' || kinds.includes('unknown key') ? 'unknown key' : 'nobody';
}

/**
 * Why a recipient is refused, or null. RFC 5321 section 4.5.1 wants a postmaster wherever mail is delivered; nothing
 * is delivered here, there is no mailbox that a person reads, and to take the mail and lose it would be worse than to
 * say where it can be sent.
 */
export function refuseRecipient(address: string, ours: InboundAddresses): Refusal | null {
  const whose = inboundRecipient(address, ours);
  if (whose === 'unknown key') return leftWithSender;
  if (whose !== 'nobody') return null;
  const isForPerson = /^(postmaster|abuse)(@|$)/i.test(address);
  return isForPerson ? `Nobody reads mail here: write to ${ours.contact}` : 'No such mailbox here';
}

/** A server keeps what it is refused for now, for days: until then the secret may be given back. */
export const leftWithSender = { forNow: 'Not known here now, try again later' } as const satisfies Refusal;

/** For who writes by hand to a mailbox where a program looks for the token of a link and no person reads. */
export function refuseLetter({ contact }: InboundAddresses): string {
  return `Nobody reads mail here: leave by the unsubscribe link of any issue, or write to ${contact}`;
}
