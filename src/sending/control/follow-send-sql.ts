import type { Database } from '../../database/database.ts';
import { type CanaryWatch, isWorkDue, readAccount, readCanary } from '../../ledger/accounts/account-sql.ts';
import type { Account } from '../../ledger/delivery.ts';
import { readSendState } from '../../ledger/sends/send-state-sql.ts';
import type { Clock } from '../clock.ts';
import { takeRefusals } from '../worker/take-refusals-sql.ts';

export interface FollowOptions {
  readonly clock: Clock;
  /** Aborted when nobody follows any more. */
  readonly stop: AbortSignal;
  readonly onAccount: (account: Account) => void;
  /** The first few are being watched, and the others wait for them. Told at every look. */
  readonly onCanary: (canary: CanaryWatch) => void;
  /** A database that is away for a while is waited for, as the deliveries themselves do. */
  readonly onTrouble: (error: unknown) => void;
}

const afterTroubleMs = 2_000;
/** A domain that is only asked more slowly has its next turn within a minute; a relay's "later" means more than that. */
const worthWaitingMs = 60_000;
const lookEveryMs = 200;
/** Counting costs as the audience grows; it may take a twentieth of the time. */
const costShare = 20;

/**
 * Resolves when only the future can bring more: all done, all deferred for longer, paused, or told to stop. The watch
 * over a canary is waited for, since it ends by itself.
 */
export async function followSend(database: Database, send: number, options: FollowOptions): Promise<void> {
  const { clock, stop } = options;
  while (!stop.aborted) {
    const asked = clock.now().getTime();
    try {
      if (await isSettled(database, send, options)) return;
    } catch (error) {
      options.onTrouble(error);
      await clock.wait(afterTroubleMs, stop);
    }
    await clock.wait(Math.max(lookEveryMs, costShare * (clock.now().getTime() - asked)), stop);
  }
}

async function isSettled(
  database: Database,
  send: number,
  { onAccount, onCanary }: FollowOptions,
): Promise<boolean> {
  const account = await readAccount(database, send);
  onAccount(account);
  const { state } = await readSendState(database, send);
  const isIdle = account.sending === 0 && (account.pending + account.held === 0 || state !== 'running');
  // Of what was refused somebody may have to be tried again, now that nobody else is left.
  if (isIdle && state === 'running' && (await takeRefusals(database))) return false;
  if (isIdle && !(state === 'running' && (await isWorkDue(database, send, worthWaitingMs)))) return true;
  const canary = account.held > 0 ? await readCanary(database, send) : null;
  if (canary) onCanary(canary);
  return false;
}
