import type { BounceReport, FeedbackKind, RecipientResult } from '../bounce-report.ts';

const mildestFirst: readonly FeedbackKind[] = ['other', 'autoreply', 'soft', 'hard'];

/** What a report says of one delivery. */
export interface ChosenResult {
  readonly result: RecipientResult;
  /** Whether it names somebody else, to whom the mail was passed on or who has the mailbox by another name. */
  readonly isOther: boolean;
}

/**
 * What a report about a delivery to `address` says of it. Where it speaks of several recipients, those named otherwise
 * are others, if one of them is ours. If none is, the mail went through an alias, so what failed is the delivery all
 * the same; but then it may have reached some of them, and only what is true of all counts. A complaint always does.
 */
export function chooseResult({ results }: BounceReport, address: string): ChosenResult | null {
  const key = address.toLowerCase();
  const own = results.filter(({ recipient }) => recipient?.toLowerCase() === key);
  const possible = own.length > 0 ? own : results;
  const complaint = possible.find(({ kind }) => kind === 'complaint');
  const rank = ({ kind }: RecipientResult): number => mildestFirst.indexOf(kind);
  const result = complaint ?? [...possible].sort((one, other) => rank(one) - rank(other))[0];
  return result ? { result, isOther: !isSameMailbox(result.recipient, key) } : null;
}

/** Servers write the name of the machine behind the domain, or leave the domain away. */
function isSameMailbox(recipient: string | null, key: string): boolean {
  const localPart = (address: string) =>
    address.slice(0, address.includes('@') ? address.lastIndexOf('@') : undefined);
  return recipient === null || localPart(recipient.toLowerCase()) === localPart(key);
}
