import { asciiDomain, type EmailAddress } from './address.ts';

/** The return path of one delivery (VERP): a bounce to it says by itself whose it is. */
export function returnPath(tag: string, domain: string): EmailAddress {
  return `b+${tag}@${domain}` as EmailAddress;
}

/**
 * The tag in one of our return paths, in lower case since mail systems on the way change that, or null for any other
 * address. It proves nothing before its signature does.
 */
export function returnPathTag(address: string, domain: string): string | null {
  const at = address.lastIndexOf('@');
  if (asciiDomain(address.slice(at + 1)) !== domain) return null;
  return /^b\+([^"]+)$/i.exec(address.slice(0, Math.max(at, 0)))?.[1]?.toLowerCase() ?? null;
}

/** Whether an address has the form of a return path of ours, whatever its domain. Proves nothing: who made it is unknown. */
export function isReturnPath(address: string): boolean {
  return /^b\+[0-9a-z.]{12,60}@/i.test(address);
}

/** RFC 5322 section 3.6.4, with the brackets. The same on every attempt, since the tag is. */
export function messageId(tag: string, domain: string): string {
  return `<${tag}@${domain}>`;
}
