import type { SuppressionReason } from '../../audience/send-plan.ts';
import type { Followed, UnsubscribeEvidence } from './unsubscribe-link.ts';

/**
 * What a link to a reader's page turns out to be. The link of an issue gives a glimpse, since issues are forwarded; one
 * that was mailed by itself, a fresh link, gives the reader. `expired` was a fresh link; `forgotten` was a subscriber of
 * whom nothing is kept any more.
 */
export type FollowedPreferences = Followed<
  { readonly kind: 'forgotten' } | ExpiredLink | Glimpse | ReaderPreferences
>;

export interface ExpiredLink {
  readonly kind: 'expired';
  readonly canMail: boolean;
}

/** What whoever holds an issue may see of its reader, and no more is read. */
export interface Glimpse {
  readonly kind: 'glimpse';
  /** Whole, to be masked where it is shown. */
  readonly address: string;
  readonly lists: readonly string[];
  /** `stopped`: no issues go to them, for a reason that is nobody's business. */
  readonly standing: 'mailed' | 'left' | 'stopped' | 'unlisted';
  /** Whether a process is there that could mail a fresh link. */
  readonly canMail: boolean;
}

/** What the newsletter knows of a reader, and whether its issues go to them. */
export interface ReaderPreferences {
  readonly kind: 'reader';
  readonly address: string;
  /** Empty where the newsletter does not show it. */
  readonly name: string;
  /** Those of the further columns of the lists that the newsletter shows. */
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

/** How a person told us that they want to be back, when, and from where. */
export interface ResubscribeEvidence extends Omit<UnsubscribeEvidence, 'via'> {
  readonly via: 'mailed-link';
  /** The address of whoever asked, where it was seen. */
  readonly from?: string;
}

/** What a link to a reader's page can do. All reject where the database cannot be asked; nothing has changed then. */
export interface PreferencesLinks {
  /** Changes nothing. */
  look(token: string): Promise<FollowedPreferences>;
  /**
   * Has a fresh link mailed to the address whose link this is, an issue's or an earlier one, if it may be mailed and the
   * caps allow it. Whether it was is told to nobody.
   *
   * @param network who asks, as clientNetwork says; null where that is not known
   */
  mailLink(token: string, network: string | null): Promise<FollowedToken>;
  /** Does nothing by any other than a fresh link. What has become of them is for a look to tell. */
  resubscribe(token: string, evidence: ResubscribeEvidence): Promise<FollowedToken>;
  /** As `resubscribe`. An issue's link has its own way out. */
  leave(token: string, evidence: UnsubscribeEvidence): Promise<FollowedToken>;
}

/** Says only whose link it is. */
export type FollowedToken = Followed<{ readonly kind: 'reader' }>;
