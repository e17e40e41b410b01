import type { RenderedIssue } from '../../email/rendered-issue.ts';
import type { CanaryPlan, SendRequest } from '../../ledger/sends/open-send-sql.ts';

/** What a person decides about a send; the rest follows from the issue and the lists. */
export interface SendChoices {
  /** Into the outbox and to nobody. */
  readonly rehearsal: boolean;
  /** Send an issue again that was edited after an earlier send of it. */
  readonly correction: boolean;
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

export function sendRequest(rendered: RenderedIssue, choices: SendChoices): SendRequest {
  const { issueKey, digest } = rendered;
  const { skipBadRows: _, acceptShorter: __, ...chosen } = choices;
  return { issueKey, digest, content: JSON.stringify(rendered), ...chosen };
}
