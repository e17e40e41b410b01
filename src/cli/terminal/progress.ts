import cliProgress from 'cli-progress';
import type { Account, Outcome } from '../../ledger/delivery.ts';
import type { CommandContext } from './command-context.ts';

export interface Progress {
  /** One attempt of this process ended. */
  note(outcome: Outcome): void;
  /** The ledger's own count, which holds what other workers did as well. */
  show(account: Account): void;
  end(): void;
}

/** A bar on stderr where a person watches; nothing in a pipe. */
export function showProgress(
  { isInteractive, screen }: Pick<CommandContext, 'isInteractive' | 'screen'>,
  account: Account,
): Progress {
  if (!isInteractive) return { note: () => undefined, show: () => undefined, end: () => undefined };
  const bar = new cliProgress.SingleBar({
    format: '  {bar} {percentage}%  {value} of {total}  {trouble}',
    barCompleteChar: '━',
    barIncompleteChar: '─',
    hideCursor: true,
    stream: screen,
  });
  let done = settledOf(account);
  bar.start(account.audience, done, { trouble: troubleOf(account) });
  return {
    note: ({ state }) => {
      if (state === 'pending') return;
      done += 1;
      bar.update(done);
    },
    show: (now) => {
      done = settledOf(now);
      bar.update(done, { trouble: troubleOf(now) });
    },
    end: () => bar.stop(),
  };
}

function settledOf({ audience, pending, sending }: Account): number {
  return audience - pending - sending;
}

function troubleOf({ deferred, failed, inDoubt }: Account): string {
  const parts = [
    [deferred, 'deferred'],
    [failed, 'failed'],
    [inDoubt, 'in doubt'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`)
    .join(', ');
}
