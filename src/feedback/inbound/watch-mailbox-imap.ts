import { setTimeout as wait } from 'node:timers/promises';
import { isFailure } from '../../failure.ts';
import { type EmptyingOptions, emptyMailbox, newMemory } from './empty-mailbox.ts';
import { openMailbox } from './mailbox-imap.ts';
import type { MailboxAccount } from './mailbox-url.ts';

export interface WatchingOptions extends Omit<EmptyingOptions, 'memory'> {
  /** Told what went wrong before it is tried again. */
  readonly report: (error: unknown) => void;
  /** How often the mailbox is looked into even if the server says nothing. */
  readonly pollMs?: number;
}

/** Longer than a server's restart, shorter than an editor's patience. */
const maxBackoffMs = 5 * 60_000;

/** Records and files whatever comes into a mailbox until it is stopped, through lost connections and databases. */
export async function watchMailbox(account: MailboxAccount, options: WatchingOptions): Promise<void> {
  const { stop, report, pollMs = 5 * 60_000 } = options;
  const emptying = { ...options, memory: newMemory() };
  for (let failures = 0; !stop.aborted; ) {
    try {
      const mailbox = await openMailbox(account);
      try {
        while (!stop.aborted) {
          await emptyMailbox(mailbox, emptying);
          failures = 0;
          await mailbox.news(pollMs, stop);
        }
      } finally {
        await mailbox.close();
      }
    } catch (error) {
      report(error);
      failures += 1;
      await wait(backoff(failures), undefined, { signal: stop }).catch(() => undefined);
    }
  }
}

/** Enough to find out over which message a server hangs up, and to take all the others. */
const maxAttempts = 4;

/**
 * Records and files what is in a mailbox now.
 *
 * @throws FeedbackError where the mailbox cannot be had, or what the intake rejects with
 */
export async function fetchMailbox(
  account: MailboxAccount,
  options: Omit<EmptyingOptions, 'memory'>,
): Promise<void> {
  const emptying = { ...options, memory: newMemory() };
  for (let attempt = 1; ; attempt += 1) {
    const mailbox = await openMailbox(account);
    try {
      await emptyMailbox(mailbox, emptying);
      return;
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
