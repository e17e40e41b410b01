import type { AskedLists } from '../../audience/choose-lists.ts';
import type { RenderedIssue } from '../../email/rendered-issue.ts';
import { storeRenderedIssue } from '../../email/stored-issue.ts';
import type { CanaryPlan, SendRequest } from '../../ledger/sends/open-send-sql.ts';

/** What a person decides about a send; the rest follows from the issue and the lists. */
export interface SendChoices {
  /** Into the outbox and to nobody. */
  readonly rehearsal: boolean;
  /** The issue as it is now to those whom the send of an earlier version has not reached. */
  readonly correction: boolean;
  /** The issue as it is now to the whole list, whoever has an earlier version. */
  readonly everybody: boolean;
  /** Also mail those who subscribed after the audience was frozen. */
  readonly includeNew: boolean;
  /** Also send again to those of whom only the relay knows whether they have it. */
  readonly resendInDoubt: boolean;
  /** The first few, who go before the others; null where all go at once. */
  readonly canary: CanaryPlan | null;
  /** Take the good rows of a list that has bad ones. */
  readonly skipBadRows: boolean;
  /** Believe a list that has lost most of its people. */
  readonly acceptShorter: boolean;
}

/** @param source the digest of what the author wrote */
export function sendRequest(
  rendered: RenderedIssue,
  source: string,
  choices: SendChoices,
  lists?: AskedLists,
): SendRequest {
  const { issueKey, digest, subject } = rendered;
  const { skipBadRows: _, acceptShorter: __, ...chosen } = choices;
  return {
    ...(lists ? { lists } : {}),
    issueKey,
    digest,
    source,
    subject,
    content: storeRenderedIssue(rendered),
    ...chosen,
  };
}
