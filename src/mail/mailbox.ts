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

/** Reads `Name <a@b.c>`, `"Name, with comma" <a@b.c>` or a bare address. */
export function parseMailbox(text: string): ParsedMailbox {
  if (/[\p{Cc}\u2028\u2029]/u.test(text)) {
    return {
      ok: false,
      problem: `${JSON.stringify(text)} has a line break or another control character in it`,
    };
  }
  const named = /^\s*(.*?)\s*<([^<>]*)>\s*$/u.exec(text);
  const parsed = parseAddress(named ? (named[2] ?? '') : text.trim());
  if (!parsed.ok) return parsed;
  return { ok: true, mailbox: { name: unquote(named?.[1] ?? ''), address: parsed.address } };
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
