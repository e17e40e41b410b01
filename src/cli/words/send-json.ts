import type { SendView } from '../../sending/control/send-control.ts';
import { type SendReport, sendReport } from './account-report.ts';

/** A send for programs: the contract of `status --json`, and of the commands that change a send. */
export function viewJson(view: SendView): SendReport & Record<string, unknown> {
  const { send, issueKey, digest, account, state, pausedBy, pauseReason, rehearsal } = view;
  const { canary, retries, failed, deferred, putOff, workers, correctedAt } = view;
  return {
    ...sendReport(send, issueKey, digest, account),
    state,
    pausedBy,
    pauseReason,
    rehearsal,
    correctedAt,
    canary,
    nextRetryAt: retries?.first ?? null,
    lastRetryAt: retries?.last ?? null,
    replies: { failed, deferred },
    putOff,
    workers,
  };
}
