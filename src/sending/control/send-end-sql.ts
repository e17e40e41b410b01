import type { Database } from '../../database/database.ts';
import { type QuarantinedBurst, readQuarantine } from '../../feedback/record/decide-quarantine-sql.ts';
import { readAccount } from '../../ledger/accounts/account-sql.ts';
import { type PutOff, readPutOff } from '../../ledger/accounts/put-off-sql.ts';
import { readTroubles, type UnhappyDelivery } from '../../ledger/accounts/troubles-sql.ts';
import type { Account } from '../../ledger/delivery.ts';
import { readSendState, type SendCondition } from '../../ledger/sends/send-state-sql.ts';
import { putOffShown } from './follow-send-sql.ts';

/** How a send stands when whoever waited for it stops waiting. */
export interface SendEnd extends SendCondition {
  readonly account: Account;
  /** The first of those who did not get it, and why. */
  readonly unhappy: readonly UnhappyDelivery[];
  /** What came back of the issue and waits for a decision. */
  readonly quarantine: readonly QuarantinedBurst[];
  readonly putOff: readonly PutOff[];
}

export async function readSendEnd(
  database: Database,
  send: number,
  { issueKey, unhappyShown }: { readonly issueKey: string; readonly unhappyShown: number },
): Promise<SendEnd> {
  return {
    account: await readAccount(database, send),
    ...(await readSendState(database, send)),
    unhappy: (await readTroubles(database, send, unhappyShown)).unhappy,
    putOff: await readPutOff(database, send, putOffShown),
    quarantine: await readQuarantine(database, issueKey),
  };
}
