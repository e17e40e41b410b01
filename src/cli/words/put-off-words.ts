import type { PutOff } from '../../ledger/accounts/put-off-sql.ts';
import type { Account } from '../../ledger/delivery.ts';
import type { CommandContext } from '../terminal/command-context.ts';
import { oneLine } from '../terminal/one-line.ts';

/** So many in the same words are worth a line, however many were taken meanwhile. */
const worthSaying = 10;

/**
 * Tells the person who waits with what the relay puts off, each words once, and again when it holds twice as many. What
 * befalls a few of many is no news.
 */
export function putOffTeller({
  err,
}: Pick<CommandContext, 'err'>): (putOff: readonly PutOff[], account: Account) => void {
  const told = new Map<string, number>();
  return (putOff, account) => {
    for (const one of putOff) {
      const isNews = one.deliveries >= worthSaying || one.deliveries >= account.accepted;
      const words = `${one.code} ${one.enhancedStatus}`;
      if (!isNews || one.deliveries < 2 * (told.get(words) ?? 0)) continue;
      told.set(words, one.deliveries);
      err(`${describePutOff(one)}\n`);
    }
  };
}

export function describePutOff({ deliveries, said }: PutOff): string {
  return `Put off by the relay for now: ${deliveries}. It says: ${oneLine(said)}`;
}
