import type { Database } from '../../database/database.ts';
import { type CanaryWatch, isWorkDue, readAccount, readCanary } from '../../ledger/accounts/account-sql.ts';
import { type PutOff, readPutOff } from '../../ledger/accounts/put-off-sql.ts';
import type { Account } from '../../ledger/delivery.ts';
import { readSendState } from '../../ledger/sends/send-state-sql.ts';
import type { Clock } from '../clock.ts';
import { takeRefusals } from '../worker/take-refusals-sql.ts';
import { nextLookMs, restAfterMs } from './next-look.ts';

export interface FollowOptions {
  readonly clock: Clock;
  /** Aborted when nobody follows any more. */
  readonly stop: AbortSignal;
  readonly onAccount: (account: Account) => void;
  /** The first few are being watched, and the others wait for them. Told at every look. */
  readonly onCanary: (canary: CanaryWatch) => void;
  /** With what the relay puts off those who are left, if any are. Told every few seconds, and at the end. */
  readonly onPutOff: (putOff: readonly PutOff[], account: Account) => void;
  /** A database that is away for a while is waited for, as the deliveries themselves do. */
  readonly onTrouble: (error: unknown) => void;
}

const afterTroubleMs = 2_000;
/** A domain that is only asked more slowly has its next turn within a minute; a relay's "later" means more than that. */
const worthWaitingMs = 60_000;
const putOffEveryMs = 3_000;
const askEndEveryMs = 1_000;
/** How many of the relay's words are told. */
export const putOffShown = 3;

/**
 * Resolves when only the future can bring more: all done, all deferred for longer, paused, or told to stop. The watch
 * over a canary is waited for, since it ends by itself.
 */
export async function followSend(database: Database, send: number, options: FollowOptions): Promise<void> {
  const { clock, stop } = options;
  let toldMs = clock.now().getTime();
  let lastTookMs = 0;
  while (!stop.aborted) {
    const asked = clock.now().getTime();
    try {
      const account = await readAccount(database, send);
      options.onAccount(account);
      const isOver = await isSettled(database, send, account, options);
      if (isOver || asked - toldMs >= putOffEveryMs) {
        options.onPutOff(await readPutOff(database, send, putOffShown), account);
        toldMs = asked;
      }
      if (isOver) return;
    } catch (error) {
      options.onTrouble(error);
      await clock.wait(afterTroubleMs, stop);
    }
    const tookMs = clock.now().getTime() - asked;
    await waitForLook(database, send, nextLookMs(tookMs, lastTookMs), options);
    lastTookMs = tookMs;
  }
}

/** Where the next look is far off, since counting costs, the end is looked for in between, which costs little. */
async function waitForLook(
  database: Database,
  send: number,
  ms: number,
  { clock, stop }: FollowOptions,
): Promise<void> {
  const untilMs = clock.now().getTime() + ms;
  for (let restMs = askEndEveryMs; !stop.aborted; ) {
    const leftMs = untilMs - clock.now().getTime();
    await clock.wait(Math.min(leftMs, restMs), stop);
    if (leftMs <= restMs) return;
    const askedMs = clock.now().getTime();
    // With a database that is away the look itself has to deal.
    const isAnyDue = await isWorkDue(database, send, worthWaitingMs).catch(() => false);
    if (!isAnyDue) return;
    restMs = Math.max(askEndEveryMs, restAfterMs(clock.now().getTime() - askedMs));
  }
}

async function isSettled(
  database: Database,
  send: number,
  account: Account,
  { onCanary }: FollowOptions,
): Promise<boolean> {
  const { state } = await readSendState(database, send);
  const isIdle = account.sending === 0 && (account.pending + account.held === 0 || state !== 'running');
  // Of what was refused somebody may have to be tried again, now that nobody else is left.
  if (isIdle && state === 'running' && (await takeRefusals(database))) return false;
  if (isIdle && !(state === 'running' && (await isWorkDue(database, send, worthWaitingMs)))) return true;
  const canary = account.held > 0 ? await readCanary(database, send) : null;
  if (canary) onCanary(canary);
  return false;
}
