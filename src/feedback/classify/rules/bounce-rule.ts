import type { Category } from '../../bounce-report.ts';

/** One phrase of mail systems and what it means. */
export interface BounceRule {
  /** Matched against the reply as {@link foldReply} leaves it: lower case, one line, single spaces. */
  readonly pattern: RegExp;
  readonly category: Category;
  /** A reply that it is for. The tests hold every rule to its example. */
  readonly example: string;
}

/** The rules for the replies of one provider or one kind of mail system. */
export interface RuleGroup {
  readonly provider: string;
  /** Where the replies are documented, or how they became known. */
  readonly source: string;
  readonly rules: readonly BounceRule[];
}
