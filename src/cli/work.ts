import { setTimeout as wait } from 'node:timers/promises';
import { smtpTransport } from '../delivery/transport-smtp.ts';
import type { Outcome } from '../ledger/delivery.ts';
import { openQueue } from '../queue/queue-bullmq.ts';
import { chooseRelay } from './choose-relay.ts';
import { type CommandContext, type GlobalOptions, loadConfig } from './command-context.ts';
import { startDelivering } from './delivering.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import { oneLine } from './one-line.ts';
import { openLedger } from './open-ledger.ts';
import { queueName } from './queue-name.ts';
import { openSendingKeys } from './sending-keys.ts';

const reportEveryMs = 10_000;

/** `pennypost work`: one of any number of processes that deliver the running sends, until it is stopped. */
export async function work(options: GlobalOptions, context: CommandContext): Promise<ExitCode> {
  const config = loadConfig(context, options);
  const keys = await openSendingKeys(config, context.err);
  const chosen = await chooseRelay(config, false);
  const database = await openLedger(config, 'pennypost work', context);
  try {
    const scope = { rehearsal: false } as const;
    const queue = await openQueue({
      database,
      redisUrl: config.redisUrl,
      name: queueName(scope),
      warn: context.err,
    });
    const tally = new Map<Outcome['state'], number>();
    const delivering = await startDelivering({
      database,
      queue,
      scope,
      transport: smtpTransport(chosen.relay),
      keys,
      connections: config.connections,
      giveUpAfterMs: config.giveUpAfterMs,
      onOutcome: ({ state }) => tally.set(state, (tally.get(state) ?? 0) + 1),
      onTrouble: (error) => context.err(`${oneLine((error as Error).message)}; trying again.\n`),
    });
    context.err(
      `Working through ${chosen.description}, ${config.connections} messages at once. Ctrl-C stops.\n`,
    );
    await reportUntilStopped(tally, context);
    context.err('Finishing what is in flight.\n');
    await delivering.stop();
    await queue.close();
  } finally {
    await database.close();
    await chosen.close();
  }
  return exitCode.done;
}

/** A line whenever something happened, at most every ten seconds, for whoever reads the log. */
async function reportUntilStopped(
  tally: Map<Outcome['state'], number>,
  { err, stop }: CommandContext,
): Promise<void> {
  let reported = '';
  while (!stop.aborted) {
    await wait(reportEveryMs, undefined, { signal: stop }).catch(() => undefined);
    const line = [...tally].map(([state, count]) => `${count} ${state.replace('_', ' ')}`).join(', ');
    if (line !== reported) err(`${line}\n`);
    reported = line;
  }
}
