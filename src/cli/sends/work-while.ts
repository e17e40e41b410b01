import { startWorker } from '../../sending/worker/start-worker-sql.ts';
import type { WorkerSetup } from '../../sending/worker/worker-setup.ts';
import type { CommandContext } from '../terminal/command-context.ts';

const finishing = 'Finishing what is in flight, for half a minute at most. Ctrl-C again ends at once.';

/**
 * Delivers for as long as `during` takes or until the process is told to stop, and then finishes what is in flight.
 *
 * @param during given a signal that is aborted when nobody delivers any more
 * @throws DatabaseError where a newer version has changed the tables meanwhile, so that this one may not go on
 */
export async function workWhile(
  setup: Omit<WorkerSetup, 'onRetired'>,
  { stop, err }: Pick<CommandContext, 'stop' | 'err'>,
  during: (stop: AbortSignal) => Promise<void>,
): Promise<void> {
  const retired = new AbortController();
  const over = AbortSignal.any([stop, retired.signal]);
  const worker = await startWorker({ ...setup, stop: over, onRetired: (why) => retired.abort(why) });
  try {
    await during(over);
    if (stop.aborted) err(`${finishing}\n`);
  } finally {
    await worker.stop();
  }
  if (retired.signal.aborted) throw retired.signal.reason;
}
