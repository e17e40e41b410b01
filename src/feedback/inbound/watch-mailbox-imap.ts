import { setTimeout as wait } from 'node:timers/promises';
import { isFailure } from '../../failure.ts';
import { type EmptyingOptions, emptyMailbox, newMemory } from './empty-mailbox.ts';
import { isLoginRefused } from './mailbox-fault.ts';
import { openMailbox } from './mailbox-imap.ts';
import type { MailboxAccount } from './mailbox-url.ts';

export interface WatchingOptions extends Omit<EmptyingOptions, 'memory'> {
  /** Told what went wrong before it is tried again. */
  readonly report: (error: unknown) => void;
  /** How often the mailbox is looked into even if the server says nothing. */
  readonly pollMs?: number;
  /** How long a server is left alone that refused the login. */
  readonly refusedMs?: number;
}

/** Longer than a server's restart, shorter than an editor's patience. */
const maxBackoffMs = 5 * 60_000;
/** Servers lock an account to which somebody logs in wrongly eight times in two minutes, and some for a dozen a day. */
const usualRefusedMs = 3 * 3_600_000;

/**
 * Records and files whatever comes into a mailbox until it is stopped, through lost connections and databases. What time
 * will not mend is told once, and a login that was refused is seldom tried again.
 */
export async function watchMailbox(account: MailboxAccount, options: WatchingOptions): Promise<void> {
  const { stop, report, refusedMs = usualRefusedMs } = options;
  const emptying = { ...options, memory: newMemory() };
  let told = '';
  let failures = 0;
  const onEmptied = () => {
    told = '';
    failures = 0;
  };
  while (!stop.aborted) {
    try {
      await emptyAsItFills(account, emptying, onEmptied);
    } catch (error) {
      const isLasting = isFailure(error) && error.failure === 'mistake';
      if (!isLasting || error.message !== told) report(error);
      told = isLasting ? error.message : '';
      failures += 1;
      const ms = isLoginRefused(error) ? refusedMs : backoff(failures);
      await wait(ms, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}

/** Over one connection, until it is lost or we are stopped. */
async function emptyAsItFills(
  account: MailboxAccount,
  emptying: EmptyingOptions & Pick<WatchingOptions, 'pollMs'>,
  onEmptied: () => void,
): Promise<void> {
  const { stop, pollMs = 5 * 60_000 } = emptying;
  const mailbox = await openMailbox(account);
  try {
    while (!stop.aborted) {
      await emptyMailbox(mailbox, emptying);
      onEmptied();
      await mailbox.news(pollMs, stop);
    }
  } finally {
    await mailbox.close();
  }
}

/** Enough to find out over which message a server hangs up, and to take all the others. */
const maxAttempts = 4;

/**
 * Records and files what is in a mailbox now.
 *
 * @returns how many messages stay there since they wait for a key
 * @throws FeedbackError where the mailbox cannot be had, or what the intake rejects with
 */
export async function fetchMailbox(
  account: MailboxAccount,
  options: Omit<EmptyingOptions, 'memory'>,
): Promise<number> {
  const emptying = { ...options, memory: newMemory() };
  for (let attempt = 1; ; attempt += 1) {
    const mailbox = await openMailbox(account);
    try {
      await emptyMailbox(mailbox, emptying);
      return emptying.memory.waiting.size;
    } catch (error) {
      const isLost = isFailure(error) && error.failure === 'temporary';
      if (!isLost || attempt === maxAttempts) throw error;
    } finally {
      await mailbox.close();
    }
  }
}

/** From one second on twice as long each time, and never the same for all who lost the same server. */
function backoff(failures: number): number {
  return Math.min(maxBackoffMs, 1_000 * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}
