import { startWorker } from '../../sending/worker/start-worker-sql.ts';
import type { WorkerSetup } from '../../sending/worker/worker-setup.ts';
import type { CommandContext } from '../terminal/command-context.ts';

const finishing = 'Finishing what is in flight, for half a minute at most. Ctrl-C again ends at once.';

/** Delivers for as long as `during` takes or until the process is told to stop, and then finishes what is in flight. */
export async function workWhile(
  setup: WorkerSetup,
  { stop, err }: Pick<CommandContext, 'stop' | 'err'>,
  during: () => Promise<void>,
): Promise<void> {
  const worker = await startWorker(setup);
  try {
    await during();
    if (stop.aborted) err(`${finishing}\n`);
  } finally {
    await worker.stop();
  }
}
