import type { NoticeKind } from './notice-words.ts';
import type { SlotProgram } from './slot-program.ts';

/** Who the newsletter is, as its emails say it. From the config; part of what the digest covers. */
export interface Newsletter {
  readonly name: string;
  /** The From mailbox, RFC 5322 section 3.4: `"The Gazette" <letters@example.com>` in its parts. */
  readonly from: { readonly name: string; readonly address: string };
  readonly replyTo: string | null;
  /** The postal address that the law asks for (CAN-SPAM), one line a line. */
  readonly postalAddress: readonly string[];
  /** Why the reader gets this, one sentence. */
  readonly reason: string;
  /** RFC 2919 list identifier without brackets: `gazette.example.com`. */
  readonly listId: string;
  /** The SenderId of Feedback-ID, 5 to 15 characters; without one it is made of the list identifier. */
  readonly feedbackId?: string;
  /** Where the site lives, without a slash at the end, or null. */
  readonly siteUrl: string | null;
  /** Where somebody subscribes to whom an issue was forwarded; without it, the site. */
  readonly subscribeUrl?: string;
  /** Where `pennypost serve` is reachable for subscribers, https, without a slash at the end. */
  readonly publicUrl: string;
  /** The mailbox of the mailto form of List-Unsubscribe (RFC 2369); null where none is read, so that none is named. */
  readonly unsubscribeMailbox: string | null;
  /** The domain of the return path (VERP). */
  readonly returnPathDomain: string;
  readonly language: string;
}

/** Both parts of an issue as those recipients get it who have the same of its conditions. */
export interface Variant {
  readonly html: SlotProgram;
  readonly text: SlotProgram;
}

/**
 * What all recipients of an issue, or of a kind of notice, share; stored once, in the form of stored-issue.ts, and named by
 * its digest.
 */
export interface RenderedIssue {
  /** sha256 over everything below, hex. The same source, template and config give the same digest anywhere. */
  readonly digest: string;
  /** Of what kind it is, where it is mail that is no issue. */
  readonly notice?: NoticeKind;
  readonly issueKey: string;
  readonly subject: string;
  readonly preheader: string;
  readonly newsletter: Newsletter;
  /** The fields of a subscriber that the template asks for, sorted; most templates ask for none. */
  readonly conditions: readonly string[];
  /** 2 to the power of the number of conditions: in the number of each, bit n says that field n is not empty. */
  readonly variants: readonly Variant[];
}
