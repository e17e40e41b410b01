import { type EmailAddress, parseAddress } from '../../mail/address.ts';
import { quoteCell } from '../quote-cell.ts';

export type FoundAddress =
  | {
      readonly ok: true;
      readonly address: EmailAddress;
      /** What stood beside it; empty where nothing did. */
      readonly name: string;
      /** Whether invisible or foreign characters were taken out. */
      readonly isCleaned: boolean;
    }
  | { readonly ok: false; readonly reason: string };

const maxCellLength = 2_000;

/**
 * The address in a cell, as mail programs, spreadsheets and lists write one: `Anna <a@b.example>`, `mailto:`, brackets,
 * a name beside it, characters that nobody sees. Two addresses are refused: which of them agreed?
 */
export function readAddress(cell: string): FoundAddress {
  if (cell.length > maxCellLength)
    return { ok: false, reason: `${quoteCell(cell)} is longer than an address can be.` };
  const plain = plainText(cell);
  const isCleaned = plain !== cell.trim();
  if (plain === '') return { ok: false, reason: 'there is no address.' };
  const direct = parseAddress(plain);
  if (direct.ok) return { ok: true, address: direct.address, name: '', isCleaned };
  const { bare, name } = takeApart(plain);
  const several = addressesIn(plain);
  if (several.length > 1)
    return {
      ok: false,
      reason: `there are several addresses (${several.join(', ')}): which of them agreed?`,
    };
  const parsed = parseAddress(bare);
  return parsed.ok
    ? { ok: true, address: parsed.address, name, isCleaned }
    : { ok: false, reason: `${parsed.problem}.` };
}

/** Without what nobody sees; full width letters as they are typed elsewhere. */
function plainText(cell: string): string {
  const seen = /[^\x20-\x7e]/.test(cell)
    ? cell
        .replace(/[\p{Cf}\u115f\u1160\u3164\uffa0]/gu, '')
        .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
        .replace(/[\u3002\uff61](?=[A-Za-z])/g, '.')
        .replace(/[\s\u0085\u2028\u2029]+/gu, ' ')
    : cell;
  return seen.trim();
}

/** The part that may be an address, and the name beside it. */
function takeApart(text: string): { bare: string; name: string } {
  const bracketed = /^([^<>]*)<\s*([^<>\s]+)\s*>[,;]?$/.exec(text);
  if (bracketed) return { bare: withoutScheme(bracketed[2] ?? ''), name: unquote(bracketed[1] ?? '') };
  const inParentheses = /^([^()]*)\(\s*([^()\s@]+@[^()\s@]+)\s*\)$/.exec(text);
  if (inParentheses)
    return { bare: withoutScheme(inParentheses[2] ?? ''), name: unquote(inParentheses[1] ?? '') };
  const commented = /^([^()\s@]+@[^()\s@]+)\s*\(([^()]*)\)$/.exec(text);
  if (commented) return { bare: withoutScheme(commented[1] ?? ''), name: unquote(commented[2] ?? '') };
  return { bare: withoutScheme(unquote(text).replace(/(?<![,;])[,;]+$/, '')), name: '' };
}

function withoutScheme(text: string): string {
  const target = /^mailto:([^?]*)/i.exec(text)?.[1];
  return (target ?? text).trim();
}

function unquote(text: string): string {
  const inner = /^(["'«»“”„‘’])(.*)["'«»“”‘’]$/u.exec(text.trim())?.[2] ?? text.trim();
  return inner.replace(/\\(.)/gu, '$1').replaceAll('""', '"').trim();
}

function addressesIn(text: string): string[] {
  const found = text.match(/(?<![^\s,;:<>()"'/|@])[^\s,;:<>()"'/|@]+@[^\s,;:<>()"'/|@]+/gu) ?? [];
  return [...new Map(found.map((one) => [one.toLowerCase(), one])).values()];
}

/** Whether a cell is an address and nothing else worth a doubt: for finding the column of addresses. */
export function isAddress(cell: string): boolean {
  return cell.includes('@') && cell.length < 400 && readAddress(cell).ok;
}

const roles = new Set(
  'noreply no-reply no_reply donotreply do-not-reply mailer-daemon mailerdaemon postmaster abuse bounce bounces devnull nobody'.split(
    ' ',
  ),
);

/** Whether an address is a program's, or one that no reader has (RFC 2142): mail to it annoys somebody or nobody. */
export function isRoleAddress(address: string): boolean {
  const local = address.slice(0, address.lastIndexOf('@')).toLowerCase();
  return (
    roles.has(local) || /^.+-(?:request|bounces|owner|subscribe|unsubscribe|confirm|leave|join)$/.test(local)
  );
}
