import type { SuppressionReason } from '../../audience/send-plan.ts';
import type { NoticeKind } from '../../email/notice-words.ts';

/** What holds for all notices of one kind. */
export interface NoticeRules {
  /** How many are sent within a day: to one address, for one of those who have them made, and in all. */
  readonly daily: { readonly address: number; readonly network: number; readonly all: number };
  /** For how long its link is good once the relay has accepted it; absent where it has none. */
  readonly linkMinutes?: number;
  /** For how long the relay is asked to take it. The words that tell a person of a link say when nobody waits for it any more. */
  readonly giveUpHours: number;
}

/** The rules of each kind; its words are in src/email/notice-words.ts. */
export const noticeKinds = {
  'fresh-link': { daily: { address: 3, network: 30, all: 2_000 }, linkMinutes: 120, giveUpHours: 24 },
  // Anybody can write a letter under any name, and the mailbox of an editor must outlast them all.
  letter: { daily: { address: 50, network: 5, all: 50 }, giveUpHours: 120 },
} as const satisfies Readonly<Record<NoticeKind, NoticeRules>>;

/** Of a kind that only a newer version knows it is the shortest. */
export function noticeGiveUpHours(kind: string | null): number {
  const known: Readonly<Record<string, NoticeRules>> = noticeKinds;
  return known[kind ?? '']?.giveUpHours ?? noticeKinds['fresh-link'].giveUpHours;
}

/**
 * Who is sent no notice. Whoever has only left is: the way back leads through one. What the publisher did by hand may
 * be what a reader asked for in a letter, and whoever has a forwarded issue could have mail sent to them.
 */
const unreachedByNotices = [
  'complaint',
  'hard-bounce',
  'manual',
] as const satisfies readonly SuppressionReason[];

/** SQL text: the reasons of suppressions that stop a notice, for `in (…)`. */
export const unreachedReasons = unreachedByNotices.map((reason) => `'${reason}'`).join(', ');
