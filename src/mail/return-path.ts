import type { EmailAddress } from './address.ts';

/** The return path of one delivery (VERP): a bounce to it says by itself whose it is. */
export function returnPath(tag: string, domain: string): EmailAddress {
  return `b+${tag}@${domain}` as EmailAddress;
}

/** RFC 5322 section 3.6.4, with the brackets. The same on every attempt, since the tag is. */
export function messageId(tag: string, domain: string): string {
  return `<${tag}@${domain}>`;
}
