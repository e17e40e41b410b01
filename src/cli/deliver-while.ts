import type { Config } from '../config.ts';
import type { Database } from '../database/database.ts';
import type { Outcome, Scope } from '../ledger/delivery.ts';
import { openQueue } from '../queue/queue-bullmq.ts';
import type { SendingKeys } from '../sending/keys.ts';
import { queueName } from '../sending/worker/queue-name.ts';
import { startDelivering } from '../sending/worker/start-worker-sql.ts';
import type { ChosenRelay } from './parts/choose-relay.ts';
import { openPace } from './parts/open-pace.ts';
import type { CommandContext } from './terminal/command-context.ts';
import { oneLine } from './terminal/one-line.ts';

/** What a process that delivers needs, whichever command it is. */
export interface DeliverySetup {
  readonly config: Config;
  readonly context: CommandContext;
  /** What this process was started as. */
  readonly command: string;
  readonly database: Database;
  readonly chosen: ChosenRelay;
  readonly keys: SendingKeys;
  readonly scope: Scope;
  readonly onOutcome: (outcome: Outcome) => void;
}

/** Delivers for as long as `during` takes or until the process is told to stop, and then finishes what is in flight. */
export async function deliverWhile(setup: DeliverySetup, during: () => Promise<void>): Promise<void> {
  const { config, context, database, chosen, scope } = setup;
  const queue = await openQueue({
    database,
    redisUrl: config.redisUrl,
    name: queueName(scope),
    warn: context.err,
  });
  const pace = openPace(config, database, scope, (error) => tellTrouble(context, error));
  try {
    // Whoever holds an embedded database is alone with it: the jobs in it are left over from a process that is gone.
    if (database.kind === 'embedded') await queue.clear();
    const delivering = await startDelivering({
      database,
      queue,
      scope,
      relays: chosen.relays,
      keys: setup.keys,
      connections: config.connections,
      giveUpAfterMs: config.giveUpAfterMs,
      paceStore: pace.store,
      command: setup.command,
      stop: context.stop,
      onOutcome: setup.onOutcome,
      onTrouble: (error) => tellTrouble(context, error),
    });
    try {
      await during();
      if (context.stop.aborted) context.err(`${finishing}\n`);
    } finally {
      await delivering.stop();
    }
  } finally {
    pace.close();
    if (scope.rehearsal) await queue.clear();
    await queue.close();
  }
}

const finishing = 'Finishing what is in flight, for half a minute at most. Ctrl-C again ends at once.';

/** Trouble that passes by itself. */
export function tellTrouble({ err }: Pick<CommandContext, 'err'>, error: unknown): void {
  err(`${oneLine((error as Error).message)}; trying again.\n`);
}
