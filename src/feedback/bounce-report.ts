import type { DsnAction } from '../mail/reports/dsn.ts';

/** What a message that came back is, in the one word that others count by. */
export type FeedbackKind = 'hard' | 'soft' | 'complaint' | 'autoreply' | 'other';

/** Whose fault a refusal is, which decides who pays for it: nobody loses a subscription for a fault of the sender. */
export type Scope = 'recipient' | 'sender' | 'message' | 'transport' | 'none';

/** Why, in the words of the project. `kind` is the one of a permanent refusal; a temporary one is always soft. */
export const categories = {
  invalid_recipient: { kind: 'hard', scope: 'recipient' },
  invalid_domain: { kind: 'hard', scope: 'recipient' },
  moved: { kind: 'hard', scope: 'recipient' },
  disabled: { kind: 'soft', scope: 'recipient' },
  recipient_refused: { kind: 'soft', scope: 'recipient' },
  mailbox_full: { kind: 'soft', scope: 'recipient' },
  /** Refused for good without a reason that we know. */
  undetermined: { kind: 'soft', scope: 'recipient' },
  relay_denied: { kind: 'soft', scope: 'sender' },
  spam: { kind: 'soft', scope: 'sender' },
  blocklist: { kind: 'soft', scope: 'sender' },
  policy: { kind: 'soft', scope: 'sender' },
  auth_failure: { kind: 'soft', scope: 'sender' },
  sender_rejected: { kind: 'soft', scope: 'sender' },
  sender_config: { kind: 'soft', scope: 'sender' },
  rate_limited: { kind: 'soft', scope: 'sender' },
  content: { kind: 'soft', scope: 'message' },
  message_too_large: { kind: 'soft', scope: 'message' },
  timeout: { kind: 'soft', scope: 'transport' },
  network: { kind: 'soft', scope: 'transport' },
  system: { kind: 'soft', scope: 'transport' },
  tls: { kind: 'soft', scope: 'transport' },
  complaint: { kind: 'complaint', scope: 'recipient' },
  auto_reply: { kind: 'autoreply', scope: 'none' },
  challenge: { kind: 'autoreply', scope: 'none' },
  delivered: { kind: 'other', scope: 'none' },
  read_receipt: { kind: 'other', scope: 'none' },
  auth_report: { kind: 'other', scope: 'none' },
  not_spam: { kind: 'other', scope: 'none' },
  /** The reader left by the provider's own link or button. */
  unsubscribed: { kind: 'other', scope: 'none' },
  not_feedback: { kind: 'other', scope: 'none' },
  unreadable: { kind: 'other', scope: 'none' },
} as const satisfies Record<string, { kind: FeedbackKind; scope: Scope }>;

export type Category = keyof typeof categories;

/** What became of the message for one recipient. */
export interface RecipientResult {
  /** Null where the report names nobody. */
  readonly recipient: string | null;
  readonly kind: FeedbackKind;
  readonly category: Category;
  /** RFC 3463, or null where nobody gave one. */
  readonly status: string | null;
  /** `delayed` says that the reporter still tries: it never counts against a subscriber. */
  readonly action: DsnAction | null;
  /** The reply that was decided on, shortened; in the reporter's words. */
  readonly why: string;
}

/** What one message is about: the worst of its recipients, and each of them. */
export interface BounceReport {
  readonly kind: FeedbackKind;
  readonly category: Category;
  readonly status: string | null;
  readonly recipients: readonly string[];
  readonly results: readonly RecipientResult[];
  readonly why: string;
}

const worstFirst: readonly FeedbackKind[] = ['complaint', 'hard', 'soft', 'autoreply', 'other'];

/** @param results at least one */
export function summarize(results: readonly [RecipientResult, ...RecipientResult[]]): BounceReport {
  const rank = ({ kind }: RecipientResult): number => worstFirst.indexOf(kind);
  const worst = results.reduce((worse, result) => (rank(result) < rank(worse) ? result : worse));
  const recipients = results.flatMap(({ recipient }) => (recipient === null ? [] : [recipient]));
  const { kind, category, status, why } = worst;
  return { kind, category, status, why, recipients: [...new Set(recipients)], results };
}

/** A report on a message as a whole: one result for each recipient, or one about nobody. */
export function reportOf(category: Category, why: string, recipients: readonly string[] = []): BounceReport {
  const { kind } = categories[category];
  const about = recipients.length > 0 ? recipients : [null];
  const results = about.map((recipient) => ({ recipient, kind, category, status: null, action: null, why }));
  return { kind, category, status: null, why, recipients, results };
}
