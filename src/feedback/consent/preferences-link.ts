import type { SuppressionReason } from '../../audience/send-plan.ts';
import type { Followed, UnsubscribeEvidence } from './unsubscribe-link.ts';

/** What a preferences link turns out to be; `forgotten` was a subscriber of whom nothing is kept any more. */
export type FollowedPreferences = Followed<{ readonly kind: 'forgotten' } | ReaderPreferences>;

/** What the newsletter knows of a reader, and whether its issues go to them. */
export interface ReaderPreferences {
  readonly kind: 'reader';
  readonly address: string;
  readonly name: string;
  /** The further columns of the lists. */
  readonly fields: Readonly<Record<string, string>>;
  /** The lists that name them today, by name. Who is on none gets nothing, whatever the standing. */
  readonly lists: readonly string[];
  readonly standing: Standing;
}

/** What a claim would find of a reader: nothing in the way, their own wish, or what only the publisher can lift. */
export type Standing =
  /** `hasReturned`: they had left before. `since` is null where no record says. */
  | { readonly kind: 'welcome'; readonly since: Date | null; readonly hasReturned: boolean }
  | { readonly kind: 'left'; readonly since: Date }
  /** `hasLeft`: they have unsubscribed besides. */
  | {
      readonly kind: 'stopped';
      readonly reason: StopReason;
      readonly since: Date;
      readonly hasLeft: boolean;
    };

/** Why somebody is not mailed that is no wish of theirs. */
export type StopReason = Exclude<SuppressionReason, 'unsubscribe'>;

/** How a person told us that they want to be back, and when. */
export interface ResubscribeEvidence extends UnsubscribeEvidence {
  readonly via: 'page';
}

/** What a preferences link can do. Both reject where the database cannot be asked; nothing has changed then. */
export interface PreferencesLinks {
  /** Changes nothing. */
  look(token: string): Promise<FollowedPreferences>;
  /** Says only whose link it is: what has become of them is for a look to tell. */
  resubscribe(token: string, evidence: ResubscribeEvidence): Promise<Followed<{ readonly kind: 'reader' }>>;
}
