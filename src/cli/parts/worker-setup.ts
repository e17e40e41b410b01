import type { Config } from '../../config.ts';
import { mxResolver } from '../../delivery/pace/mail-host-dns.ts';
import type { WorkerSetup } from '../../sending/worker/worker-setup.ts';
import type { CommandContext } from '../terminal/command-context.ts';
import { realClock } from '../terminal/real-clock.ts';
import { tellTrouble } from '../terminal/report-trouble.ts';

/** What a command adds to the configuration to start a worker. */
export type WorkerChoices = Pick<
  WorkerSetup,
  'command' | 'database' | 'relays' | 'keys' | 'scope' | 'onOutcome'
>;

export function workerSetup(
  { redisUrl, connections, giveUpAfterMs }: Config,
  context: CommandContext,
  choices: WorkerChoices,
): Omit<WorkerSetup, 'onRetired'> {
  return {
    ...choices,
    redisUrl,
    connections,
    giveUpAfterMs,
    stop: context.stop,
    clock: realClock,
    resolveMx: mxResolver(),
    random: Math.random,
    onTrouble: (error) => tellTrouble(context, error),
    warn: context.err,
  };
}
