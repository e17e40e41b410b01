import { domainToASCII } from 'node:url';
import { invisibleCharacter } from './invisible-character.ts';

/**
 * One mailbox address in the form the envelope uses: `local@domain`, the local part composed (NFC, RFC 6532 section 3.1),
 * the domain in lower case and in ASCII (RFC 5890 A-labels). Made by {@link parseAddress} only, so whoever holds one need not check it again.
 */
export type EmailAddress = string & { readonly __brand: 'EmailAddress' };

export type ParsedAddress =
  | { readonly ok: true; readonly address: EmailAddress }
  | { readonly ok: false; readonly problem: string };

/** RFC 5321 section 4.5.3.1: 64 octets of local part, 255 of domain; 254 in all follows from the path limit of 256. */
const maxLocalOctets = 64;
const maxOctets = 254;
/** Of a domain that is not in ASCII yet: beyond it none can fit, and to encode it costs the square of its length. */
const maxDomainLength = 1_000;
/**
 * The longest addresses there can be, of characters that HTML and quoted-printable make longer still: for reckoning
 * what a message can weigh.
 */
export const longestAddresses: readonly string[] = ['&', '='].map((character) => {
  const local = character.repeat(maxLocalOctets);
  return `${local}@${`${'d'.repeat(61)}.`.repeat(3)}example`.slice(0, maxOctets);
});

/** RFC 5322 dot-atom; quoted local parts are refused, since relays and lists disagree about them. */
const dotAtom = /^[^\s"(),:;<>@[\\\].\p{Cc}\p{Cf}]+(?:\.[^\s"(),:;<>@[\\\].\p{Cc}\p{Cf}]+)*$/u;
const hostLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Reads an address given by a person or a file. Strict on purpose: what an SMTP client would take for two recipients
 * or for a command (a comma, a line break, angle brackets) is refused here, at the door.
 */
export function parseAddress(text: string): ParsedAddress {
  const problem = (why: string): ParsedAddress => ({ ok: false, problem: `${quote(text)} ${why}` });
  if (text === '') return { ok: false, problem: 'the address is empty' };
  if (/[\p{Cc}\u2028\u2029]/u.test(text))
    return problem('has a line break or another control character in it');
  if (/[,;<>]/.test(text))
    return problem('has a comma, semicolon or angle bracket in it: give one bare address');
  const unseen = invisibleCharacter(text);
  if (unseen !== null) return problem(`has a character in it that nobody sees (${unseen}): write it anew`);
  const at = text.lastIndexOf('@');
  if (at < 1 || at === text.length - 1)
    return problem('is not an address: it needs the form name@example.com');
  const localPart = text.slice(0, at).normalize('NFC');
  if (!dotAtom.test(localPart)) return problem(`has a part before the @ that mail does not allow`);
  if (Buffer.byteLength(localPart) > maxLocalOctets)
    return problem(`has over ${maxLocalOctets} bytes before the @`);
  if (text.length - at > maxDomainLength) return problem(`is longer than ${maxOctets} bytes`);
  const domain = asciiDomain(text.slice(at + 1));
  if (domain === null) return problem('has no valid domain after the @');
  const address = `${localPart}@${domain}`;
  if (Buffer.byteLength(address) > maxOctets) return problem(`is longer than ${maxOctets} bytes`);
  return { ok: true, address: address as EmailAddress };
}

/** The key under which two spellings are one subscriber: mail treats local parts as case-insensitive in practice. */
export function addressKey(address: EmailAddress): string {
  return address.toLowerCase().normalize('NFC');
}

export function domainOf(address: EmailAddress): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** RFC 6531: a local part outside ASCII can be sent only to a relay that offers SMTPUTF8. */
export function needsSmtpUtf8(address: EmailAddress): boolean {
  return /[^\p{ASCII}]/u.test(address);
}

/** The A-label form of a host name with at least two labels, or null. */
export function asciiDomain(text: string): string | null {
  // domainToASCII reads a URL's host: it would cut off a path, and decode what is percent-encoded.
  if (/[\s/\\?#%:@[\]]/.test(text)) return null;
  const domain = domainToASCII(text).toLowerCase();
  const labels = domain.split('.');
  const isHost = labels.length > 1 && labels.every((label) => hostLabel.test(label));
  return isHost && domain.length <= 253 && !/^\d+$/.test(labels.at(-1) ?? '') ? domain : null;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}…` : text);
}
