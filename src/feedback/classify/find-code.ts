import { type ProviderCode, providerCodes } from './rules/provider-codes.ts';

interface Matcher {
  readonly row: ProviderCode;
  readonly pattern: RegExp;
  readonly needsMark: boolean;
}

const status = /^[?45]\.\d\.(\d[\d?]*)$/;
/** The registry of enhanced statuses (RFC 5248) counts to some thirty; who has more made them up. */
const highestRegistered = 40;
const matchers: readonly Matcher[] = providerCodes.map((row) => ({
  row,
  pattern: new RegExp(sourceOf(row.code)),
  needsMark: Number(status.exec(row.code)?.[1]?.replaceAll('?', '0') ?? Number.NaN) <= highestRegistered,
}));
const any = new RegExp(providerCodes.map(({ code }) => sourceOf(code)).join('|'));

/** A code as it stands in a folded reply, apart from other words. */
function sourceOf(code: string): string {
  const literal = code.toLowerCase().replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const pattern = literal.replaceAll('\\?', '\\d');
  return `(?<![a-z0-9.])${pattern.replaceAll('\\*', '\\w{0,40}')}(?![a-z0-9])`;
}

/**
 * The row of the code that a reply gives, or null.
 *
 * @param reply as `foldReply` leaves it
 * @param provider who keeps the mailbox, as far as its domain tells
 */
export function findCode(reply: string, provider: string): ProviderCode | null {
  if (!any.test(reply)) return null;
  const isTheirs = ({ row, needsMark }: Matcher): boolean =>
    !needsMark || row.provider === provider || row.mark?.test(reply) === true;
  return matchers.find((one) => one.pattern.test(reply) && isTheirs(one))?.row ?? null;
}
