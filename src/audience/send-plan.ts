/** Why an address must not be mailed. */
export interface Suppressed {
  readonly reason: SuppressionReason;
  /** Null where it is not known, or does not stand any more. */
  readonly since: Date | null;
}

export type SuppressionReason =
  | 'unsubscribe'
  | 'hard-bounce'
  | 'repeated-soft-bounce'
  | 'complaint'
  | 'manual';

const said: Readonly<Record<SuppressionReason, string>> = {
  unsubscribe: 'unsubscribed',
  'hard-bounce': 'mail to this address came back for good',
  'repeated-soft-bounce': 'mail to this address came back again and again',
  complaint: 'reported a mail as spam',
  manual: 'was taken off by hand',
};

export function isSuppression(reason: string): reason is SuppressionReason {
  return Object.hasOwn(said, reason);
}

/** `unsubscribed, 2026-03-01`: for a person who reads a plan. */
export function describeSuppression({ reason, since }: Suppressed): string {
  return since === null ? said[reason] : `${said[reason]}, ${since.toISOString().slice(0, 10)}`;
}
