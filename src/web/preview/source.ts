import type { Finding } from '../../content/finding.ts';
import type { Issue } from '../../content/issue.ts';
import type { LinkCheck } from '../../content/links/link-check.ts';
import type { EmailSize } from '../../email/message/email-size.ts';
import type { RenderedIssue } from '../../email/rendered-issue.ts';
import type { SlotValues } from '../../email/slot-program.ts';
import type { Mailbox } from '../../mail/mailbox.ts';

/** What the preview shows at one moment. The version grows with every change; what has no change keeps its identity. */
export interface PreviewRevision {
  readonly version: number;
  /** The last rendering that succeeded; null as long as none has. */
  readonly email: PreviewEmail | null;
  /** Null while the email is still being looked over. */
  readonly inspection: PreviewInspection | null;
  /** Why the last change does not render, with file and line; empty where it does. */
  readonly faults: readonly string[];
}

export interface PreviewEmail {
  readonly issue: Issue;
  readonly rendered: RenderedIssue;
  readonly renderedInMs: number;
}

/** What is known of an email a moment after it is there. */
export interface PreviewInspection {
  readonly size: EmailSize;
  readonly findings: readonly Finding[];
}

/** Whose mail is wanted; fields typed in by hand win over those of the lists. */
export interface ReaderRequest {
  /** Null for a reader of whom nothing is known. */
  readonly address: string | null;
  readonly fields: SlotValues;
}

/** One reader's own mail. */
export interface PreviewMail {
  readonly to: Mailbox;
  readonly isListed: boolean;
  readonly fields: SlotValues;
  /** What fills the slots. */
  readonly values: SlotValues;
  /** The message as it would be delivered, but for its date; a DKIM signature is the relay's to add. */
  readonly message: Uint8Array;
  readonly ids: MailIds;
}

/** Whose Message-ID and links the message has: those of a delivery that the database knows, or a test's. */
export type MailIds =
  | { readonly kind: 'delivery'; readonly send: number; readonly isRehearsal: boolean }
  | { readonly kind: 'test'; readonly why: string };

export interface FoundReader {
  readonly address: string;
  readonly name: string;
  readonly list: string;
}

export interface TestOutcome {
  readonly isAccepted: boolean;
  /** Where it went and what was answered, in a sentence. */
  readonly said: string;
}

export interface CheckOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly check: LinkCheck }) => void;
}

/** Everything the preview asks of the world. Rejections with `faults` are the editor's to mend, and shown. */
export interface PreviewSource {
  revision(): PreviewRevision;
  /** Calls the listener after every change of the revision, until the returned function is called. */
  onChange(listener: () => void): () => void;
  mail(email: PreviewEmail, request: ReaderRequest): Promise<PreviewMail>;
  /** At most `limit` subscribers whose address or name holds the text, in any case. */
  findReaders(text: string, limit: number): Promise<readonly FoundReader[]>;
  /** How many addresses the lists hold, each counted once. */
  countReaders(): Promise<number>;
  /** Columns of the lists, beside name and address. */
  listFields(): Promise<readonly string[]>;
  /** Where a test would go, for the label of its button. */
  testRoute(): string;
  sendTest(email: PreviewEmail, address: string, fields: SlotValues): Promise<TestOutcome>;
  /** Asks the web for every address, and tells what became of each; the answer is what holds in the end. */
  checkLinks(urls: readonly string[], options: CheckOptions): Promise<readonly LinkCheck[]>;
  /** Aborts when the preview ends, so that no page keeps it waiting. */
  readonly closing: AbortSignal;
  /** A file of the browser's script, or null where there is none of that name. */
  clientFile(name: string): Promise<string | null>;
}
