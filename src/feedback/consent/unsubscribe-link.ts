/** A link that lets nobody leave. */
export type DeadLink =
  /** None of ours: cut short, or forged. */
  | { readonly kind: 'invalid' }
  /**
   * Nobody's here: of another database, or of this one as it was before it was restored. Where the key is not known, it
   * may be one of ours whose secret is not at hand.
   */
  | { readonly kind: 'unknown'; readonly isKeyKnown: boolean };

/** What a link of an email turns out to be when it is followed, whoever `Reader` is told about. */
export type Followed<Reader> =
  | DeadLink
  /** From a test send: it names nobody. */
  | { readonly kind: 'test' }
  | Reader;

export type FollowedLink = Followed<FollowedByReader>;

export interface FollowedByReader {
  readonly kind: 'reader';
  /** Null where we no longer know the person. */
  readonly address: string | null;
  /** Whether they have unsubscribed, by this very act or before it. */
  readonly hasLeft: boolean;
}

/** How a person told us to stop, and when. */
export interface UnsubscribeEvidence {
  /**
   * `one-click` is the mail program's own button (RFC 8058), `mailto` a mail to the unsubscribe mailbox (RFC 2369),
   * `provider` what the relay's provider tells of a link or a list of its own.
   */
  readonly via: 'one-click' | 'page' | 'mailto' | 'provider';
  readonly at: Date;
  readonly userAgent?: string;
}

/** The two things a link can do. Both reject where the database cannot be asked; nothing has changed then. */
export interface UnsubscribeLinks {
  /** Changes nothing. */
  look(token: string): Promise<FollowedLink>;
  unsubscribe(token: string, evidence: UnsubscribeEvidence): Promise<FollowedLink>;
}
