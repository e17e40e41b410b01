import type { SendStatus } from '../../ledger/accounts/account-sql.ts';
import type { PutOff } from '../../ledger/accounts/put-off-sql.ts';
import type { ReplyGroup } from '../../ledger/accounts/troubles-sql.ts';
import type { Retried } from '../../ledger/sends/send-again-sql.ts';
import type { SendCondition } from '../../ledger/sends/send-state-sql.ts';

/**
 * What people do to a send from another process than those that deliver it. Everything that goes in and comes out is
 * plain JSON, since the process that holds an embedded database does it for others that ask it to.
 */
export interface SendControl {
  /** Every send of an issue, the newest first. */
  look(issueKey: string): Promise<readonly SendView[]>;
  /** How the send stood before; and so do the next two. */
  pause(send: number): Promise<SendCondition>;
  resume(send: number): Promise<SendCondition>;
  cancel(send: number): Promise<SendCondition>;
  retryFailed(send: number): Promise<Retried>;
}

/** A send as it is shown. Times are ISO 8601. */
export interface SendView
  extends Pick<
    SendStatus,
    'send' | 'issueKey' | 'digest' | 'source' | 'rehearsal' | 'state' | 'pausedBy' | 'pauseReason' | 'account'
  > {
  readonly createdAt: string;
  /** When those who were left were given a new version; null where that never was. */
  readonly correctedAt: string | null;
  readonly canary: {
    readonly size: number;
    readonly watchMinutes: number;
    readonly until: string | null;
  } | null;
  /** When the deferred are tried again: the first and the last of them. */
  readonly retries: { readonly first: string; readonly last: string } | null;
  readonly failed: readonly ReplyGroup[];
  readonly deferred: readonly ReplyGroup[];
  /** With what the relay puts off whom it has not taken yet, the most frequent first. */
  readonly putOff: readonly PutOff[];
  readonly unhappy: readonly { readonly address: string; readonly state: string; readonly detail: string }[];
  /** The workers that deliver real sends and are alive. */
  readonly workers: readonly WorkerView[];
}

export interface WorkerView {
  readonly host: string;
  readonly pid: number;
  readonly command: string;
  readonly startedAt: string;
}
