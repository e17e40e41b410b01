import type { Database } from '../../database/database.ts';
import { readSends, type SendStatus } from '../../ledger/accounts/account-sql.ts';
import { readPutOff } from '../../ledger/accounts/put-off-sql.ts';
import { readTroubles, type Troubles } from '../../ledger/accounts/troubles-sql.ts';
import { readWorkers } from '../../ledger/attempts/worker-lease-sql.ts';
import { cancelSend, pauseByHand, resumeSend } from '../../ledger/sends/pause-resume-cancel-sql.ts';
import { retryFailed } from '../../ledger/sends/send-again-sql.ts';
import { putOffShown } from './follow-send-sql.ts';
import type { SendControl, SendView, WorkerView } from './send-control.ts';

const unhappyShown = 20;
const noTroubles: Troubles = { failed: [], deferred: [], unhappy: [] };

/** Control over the sends of a ledger that this process has open. */
export function sendControl(database: Database): SendControl {
  return {
    look: async (issueKey) => {
      const sends = await readSends(database, issueKey);
      const workers = await viewWorkers(database);
      return Promise.all(sends.map((send) => viewSend(database, send, workers)));
    },
    pause: (send) => pauseByHand(database, send),
    resume: (send) => resumeSend(database, send),
    cancel: (send) => cancelSend(database, send),
    retryFailed: (send) => retryFailed(database, send),
  };
}

async function viewSend(
  database: Database,
  status: SendStatus,
  workers: readonly WorkerView[],
): Promise<SendView> {
  const { createdAt, correctedAt, canary, retries, finishedAt: _, ...same } = status;
  const { failed, deferred, inDoubt } = status.account;
  // It looks through all deliveries of the send, so what the account has none of is not looked for.
  const isUnhappy = failed + deferred + inDoubt > 0;
  const [troubles, putOff] = await Promise.all([
    isUnhappy ? readTroubles(database, status.send, unhappyShown) : noTroubles,
    readPutOff(database, status.send, putOffShown),
  ]);
  return {
    ...same,
    createdAt: createdAt.toISOString(),
    correctedAt: correctedAt?.toISOString() ?? null,
    canary: canary && { ...canary, until: canary.until?.toISOString() ?? null },
    retries: retries && { first: retries.first.toISOString(), last: retries.last.toISOString() },
    failed: troubles.failed,
    deferred: troubles.deferred,
    putOff,
    unhappy: troubles.unhappy.map(({ address, state, detail }) => ({ address, state, detail: detail ?? '' })),
    workers,
  };
}

async function viewWorkers(database: Database): Promise<WorkerView[]> {
  const workers = await readWorkers(database);
  return workers.map(({ startedAt, ...rest }) => ({ ...rest, startedAt: startedAt.toISOString() }));
}
