import type { Subscriber } from './subscriber.ts';

/** Why somebody on a list gets nothing. */
export interface SkipReason {
  readonly kind: 'suppressed';
  readonly reason: SuppressionReason;
  readonly since: Date;
}

export type SuppressionReason =
  | 'unsubscribe'
  | 'hard-bounce'
  | 'repeated-soft-bounce'
  | 'complaint'
  | 'manual';

/** Somebody on at least one list, and what a send begun now would do about them. */
export interface Candidate {
  readonly subscriber: Subscriber;
  /** Null for a recipient. */
  readonly skip: SkipReason | null;
}

/** Everybody on the lists, in numbers: `recipients + skipped` of them. */
export interface AudienceCount {
  readonly recipients: number;
  readonly skipped: number;
  /** Only the reasons there are. */
  readonly skippedFor: Readonly<Partial<Record<SuppressionReason, number>>>;
}

const said: Readonly<Record<SuppressionReason, string>> = {
  unsubscribe: 'unsubscribed',
  'hard-bounce': 'mail to this address came back for good',
  'repeated-soft-bounce': 'mail to this address came back again and again',
  complaint: 'reported a mail as spam',
  manual: 'was taken off by hand',
};

/** `unsubscribed, 2026-03-01`: for a person who reads a plan. */
export function describeSkip({ reason, since }: SkipReason): string {
  return `${said[reason]}, ${since.toISOString().slice(0, 10)}`;
}
