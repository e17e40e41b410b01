import { caseProofToken, readCaseProofToken } from './unsubscribe-token.ts';

/** RFC 5321 section 4.5.3.1.1. */
const maxLocalPart = 64;

/** Where readers write to leave. */
export interface UnsubscribeMailbox {
  readonly address: string;
  /** The domain whose every address is ours to read: there, and nowhere else, an address can hold a token. */
  readonly returnPathDomain: string | null;
  /** Whether it is the return path of every delivery as well, where reports come that no reader wrote. */
  readonly takesReports?: boolean;
}

/**
 * The mailto form of List-Unsubscribe (RFC 2369 section 3.2). The token is in the address where that reaches us, since
 * some programs change the subject or leave it out; elsewhere it is the subject's, a tagged address (RFC 5233) being
 * refused by many systems.
 */
export function unsubscribeMailto(mailbox: UnsubscribeMailbox, token: string): string {
  const [local, domain] = split(mailbox.address);
  const tagged = `${local}+${caseProofToken(token)}`;
  const holdsToken = isAtReturnPath(mailbox) && tagged.length <= maxLocalPart;
  // RFC 6068 section 2 has the plus as it is, and programs leave encoded what they find encoded.
  const address = `${encodeURIComponent(holdsToken ? tagged : local).replaceAll('%2B', '+')}@${domain}`;
  return `mailto:${address}?subject=${holdsToken ? 'unsubscribe' : `unsubscribe%20${token}`}`;
}

/** The token that an address holds to which a reader wrote, not verified; null where it holds none. */
export function addressToken(address: string, mailbox: UnsubscribeMailbox): string | null {
  if (!isAtReturnPath(mailbox)) return null;
  const [local, domain] = split(mailbox.address.toLowerCase());
  const [given, givenDomain] = split(address.toLowerCase());
  if (givenDomain !== domain || !given.startsWith(`${local}+`)) return null;
  return readCaseProofToken(given.slice(local.length + 1));
}

function isAtReturnPath({ address, returnPathDomain }: UnsubscribeMailbox): boolean {
  return split(address)[1].toLowerCase() === returnPathDomain?.toLowerCase();
}

function split(address: string): readonly [local: string, domain: string] {
  const at = address.lastIndexOf('@');
  return [address.slice(0, at), address.slice(at + 1)];
}

/**
 * Every mailbox to which a reader of any issue may write to leave: the one that is named now or would be, and the one
 * that issues named before it was a setting.
 */
export function unsubscribeMailboxes(newsletter: {
  readonly unsubscribeMailbox: string | null;
  readonly returnPathDomain: string;
  readonly fromDomain: string;
  /** The one of all deliveries; null where each has its own. */
  readonly returnPath: string | null;
}): readonly UnsubscribeMailbox[] {
  const { unsubscribeMailbox, returnPathDomain, fromDomain, returnPath } = newsletter;
  const takesReports = (address: string) => address.toLowerCase() === returnPath?.toLowerCase();
  const addresses = [
    unsubscribeMailbox,
    `unsubscribe@${returnPathDomain}`,
    `unsubscribe@${fromDomain}`,
  ].filter((address) => address !== null);
  return [...new Set(addresses)].map((address) => ({
    address,
    returnPathDomain,
    takesReports: takesReports(address),
  }));
}
