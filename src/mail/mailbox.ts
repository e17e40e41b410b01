import { type EmailAddress, parseAddress } from './address.ts';
import { encodeHeaderText, isPlainHeaderText } from './header.ts';

/** A display name and an address, RFC 5322 section 3.4. An empty name means none. */
export interface Mailbox {
  readonly name: string;
  readonly address: EmailAddress;
}

export type ParsedMailbox =
  | { readonly ok: true; readonly mailbox: Mailbox }
  | { readonly ok: false; readonly problem: string };

/** RFC 5322 section 2.1.1: no line of a header is longer. */
const maxLength = 998;

/** Reads `Name <a@b.c>`, `"Name, with comma" <a@b.c>` or a bare address. */
export function parseMailbox(text: string): ParsedMailbox {
  if (/[\p{Cc}\u2028\u2029]/u.test(text)) {
    return {
      ok: false,
      problem: `${JSON.stringify(text)} has a line break or another control character in it`,
    };
  }
  if (text.length > maxLength)
    return {
      ok: false,
      problem: `it is ${text.length} characters long, and a line of a header holds ${maxLength}`,
    };
  const { name, address } = splitMailbox(text.trim());
  const parsed = parseAddress(address);
  if (!parsed.ok) return parsed;
  return { ok: true, mailbox: { name: unquote(name), address: parsed.address } };
}

/** What stands before the last angle bracket and what in it; all of the text where it does not end in brackets. */
function splitMailbox(text: string): { name: string; address: string } {
  const open = text.lastIndexOf('<');
  const inside = text.slice(open + 1, -1);
  if (open < 0 || !text.endsWith('>') || inside.includes('>')) return { name: '', address: text };
  return { name: text.slice(0, open).trim(), address: inside };
}

/** The header form: a display name and the address in brackets, or the bare address. */
export function formatMailbox({ name, address }: Mailbox): string {
  return name === '' ? address : `${formatPhrase(name)} <${address}>`;
}

/** A display name for a header: atoms, a quoted string (RFC 5322 section 3.2.5), or RFC 2047 encoded words. */
export function formatPhrase(name: string): string {
  if (!isPlainHeaderText(name)) return encodeHeaderText(name);
  const isAtoms = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+$/.test(name);
  return isAtoms ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
}

function unquote(name: string): string {
  const quoted = /^"(.*)"$/u.exec(name);
  return quoted ? (quoted[1] ?? '').replace(/\\(.)/gu, '$1') : name;
}
