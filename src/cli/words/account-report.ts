import { isSuppression } from '../../audience/send-plan.ts';
import { type Account, notYetSent, openDeliveries } from '../../ledger/delivery.ts';

/** The contract of `send --json` and `status --json`. */
export interface SendReport {
  readonly send: number;
  readonly issue: string;
  readonly digest: string;
  readonly audience: number;
  readonly accepted: number;
  readonly deferred: number;
  readonly failed: number;
  readonly skipped: number;
  /** `skipped`, by why; only the reasons there are. */
  readonly skippedFor: Readonly<Record<string, number>>;
  readonly inDoubt: number;
  /** Whoever the send has not got to yet, those included that are held. */
  readonly pending: number;
  readonly held: number;
}

export function sendReport(send: number, issue: string, digest: string, account: Account): SendReport {
  const { audience, accepted, deferred, failed, skipped, skippedFor, inDoubt, held } = account;
  return {
    send,
    issue,
    digest,
    audience,
    accepted,
    deferred,
    failed,
    skipped,
    skippedFor,
    inDoubt,
    pending: notYetSent(account),
    held,
  };
}

/** Whether everybody is accounted for, and nobody in a way that an editor must look at. */
export function isComplete(account: Account): boolean {
  return openDeliveries(account) === 0 && account.failed === 0 && account.inDoubt === 0;
}

/** The account as a table that can be added up by eye. Lines that say zero are left out, but for the first two. */
export function accountLines(account: Account, isRehearsal: boolean): string[] {
  const rows: [string, number][] = [
    [isRehearsal ? 'caught in the outbox' : 'accepted by the relay', account.accepted],
    ['failed, refused for good', account.failed],
    ['deferred, to be tried again', account.deferred],
    ...skippedRows(account.skippedFor),
    ['in doubt, only the relay knows', account.inDoubt],
    ['not yet sent', account.pending + account.sending],
    ['held until the first have gone well', account.held],
  ];
  const shown = rows.filter(([, count], at) => at === 0 || count > 0);
  const width = Math.max(...shown.map(([label]) => label.length), 'audience'.length);
  const line = (label: string, count: number) => `  ${label.padEnd(width)}  ${String(count).padStart(9)}`;
  return [...shown.map(([label, count]) => line(label, count)), line('audience', account.audience)];
}

/** A line a reason, but that every suppression is one: whoever is told this need not be told of what. */
function skippedRows(skippedFor: Account['skippedFor']): [string, number][] {
  const rows = new Map<string, number>();
  for (const [reason, count] of Object.entries(skippedFor)) {
    const label = `skipped, ${isSuppression(reason) ? 'must not be mailed' : reason}`;
    rows.set(label, (rows.get(label) ?? 0) + count);
  }
  return [...rows];
}
