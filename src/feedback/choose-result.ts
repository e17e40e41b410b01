import type { BounceReport, FeedbackKind, RecipientResult } from './bounce-report.ts';

const mildestFirst: readonly FeedbackKind[] = ['other', 'autoreply', 'soft', 'hard'];

/**
 * What a report about a delivery to `address` says of it. Where it speaks of several recipients, those named otherwise
 * are others, if one of them is ours. If none is, the mail went through an alias, so what failed is the delivery all
 * the same; but then it may have reached some of them, and only what is true of all counts. A complaint always does.
 */
export function chooseResult({ results }: BounceReport, address: string): RecipientResult | null {
  const key = address.toLowerCase();
  const own = results.filter(({ recipient }) => recipient?.toLowerCase() === key);
  const possible = own.length > 0 ? own : results;
  const complaint = possible.find(({ kind }) => kind === 'complaint');
  const rank = ({ kind }: RecipientResult): number => mildestFirst.indexOf(kind);
  return complaint ?? [...possible].sort((one, other) => rank(one) - rank(other))[0] ?? null;
}
