import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import { smtpTransport } from '../delivery/transport-smtp.ts';
import { readAccount, readUnhappyDeliveries } from '../ledger/account-sql.ts';
import type { Account, Scope } from '../ledger/delivery.ts';
import { readSendState } from '../ledger/send-state-sql.ts';
import { openQueue } from '../queue/queue-bullmq.ts';
import { accountLines, isComplete, sendReport } from './account-report.ts';
import type { ChosenRelay } from './choose-relay.ts';
import { startDelivering } from './delivering.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import { oneLine } from './one-line.ts';
import { showProgress } from './progress.ts';
import { queueName } from './queue-name.ts';
import type { SendJob } from './send-job.ts';
import type { SendingKeys } from './sending-keys.ts';

const unhappyShown = 10;
const afterTroubleMs = 2_000;

/** Delivers a send until nothing more can be done now, and prints the account. */
export async function runSend(
  job: SendJob,
  database: Database,
  send: number,
  chosen: ChosenRelay,
  keys: SendingKeys,
): Promise<ExitCode> {
  const started = Date.now();
  await deliverUntilSettled(job, database, send, chosen, keys);
  const account = await readAccount(database, send);
  const { state, pauseReason } = await readSendState(database, send);
  await printEnd(job, database, send, chosen, {
    account,
    pauseReason,
    seconds: (Date.now() - started) / 1000,
  });
  return isComplete(account) && state === 'done' ? exitCode.done : exitCode.partial;
}

async function deliverUntilSettled(
  { config, context, rendered }: SendJob,
  database: Database,
  send: number,
  chosen: ChosenRelay,
  keys: SendingKeys,
): Promise<void> {
  // An embedded process serves its own send alone; on a server every worker takes its share of every real send.
  const scope: Scope = chosen.outbox
    ? { rehearsal: true, send }
    : database.kind === 'embedded'
      ? { rehearsal: false, send }
      : { rehearsal: false };
  const queue = await openQueue({
    database,
    redisUrl: config.redisUrl,
    name: queueName(scope),
    warn: context.err,
  });
  const onTrouble = (error: unknown) => context.err(`${oneLine((error as Error).message)}; trying again.\n`);
  const progress = showProgress(context, await readAccount(database, send));
  try {
    if (database.kind === 'embedded') await queue.clear();
    const delivering = await startDelivering({
      database,
      queue,
      scope,
      transport: smtpTransport(chosen.relay),
      keys,
      connections: config.connections,
      giveUpAfterMs: config.giveUpAfterMs,
      onOutcome: progress.note,
      onTrouble,
    });
    try {
      await settled(database, send, context.stop, progress.show, onTrouble);
      if (context.stop.aborted)
        context.err(`Finishing what is in flight; go on later with --issue ${rendered.issueKey}.\n`);
    } finally {
      await delivering.stop();
    }
  } finally {
    progress.end();
    if (scope.rehearsal) await queue.clear();
    await queue.close();
  }
}

/**
 * Resolves when only the future can bring more: all done, all deferred, paused, or told to stop. A database that is
 * away for a while is waited for, as the deliveries themselves do.
 */
async function settled(
  database: Database,
  send: number,
  stop: AbortSignal,
  onAccount: (account: Account) => void,
  onTrouble: (error: unknown) => void,
): Promise<void> {
  while (!stop.aborted) {
    const asked = Date.now();
    try {
      const account = await readAccount(database, send);
      onAccount(account);
      const { state } = await readSendState(database, send);
      if (account.sending === 0 && (account.pending === 0 || state !== 'running')) return;
    } catch (error) {
      onTrouble(error);
      await wait(afterTroubleMs, undefined, { signal: stop }).catch(() => undefined);
    }
    // Counting costs as the audience grows; it may take a twentieth of the time.
    await wait(Math.max(200, 20 * (Date.now() - asked)), undefined, { signal: stop }).catch(() => undefined);
  }
}

interface SendEnd {
  readonly account: Account;
  readonly pauseReason: string | null;
  readonly seconds: number;
}

async function printEnd(
  { context, options, rendered }: SendJob,
  database: Database,
  send: number,
  { outbox }: ChosenRelay,
  { account, pauseReason, seconds }: SendEnd,
): Promise<void> {
  for (const { address, state, detail } of await readUnhappyDeliveries(database, send, unhappyShown)) {
    context.err(`  ${state.padEnd(8)}  ${address}  ${oneLine(detail ?? '')}\n`);
  }
  if (pauseReason) context.err(`The send is paused. ${pauseReason}\n`);
  if (options.json) {
    const { issueKey, digest } = rendered;
    context.out(
      JSON.stringify({ ...sendReport(send, issueKey, digest, account), seconds: Number(seconds.toFixed(1)) }),
    );
    return;
  }
  context.out(
    [
      `Issue ${rendered.issueKey}, send ${send}, ${seconds.toFixed(1)} s`,
      ...accountLines(account, outbox !== null),
    ].join('\n'),
  );
  if (outbox) context.err(`Caught in ${outbox}\n`);
  else if (!isComplete(account)) context.err(`See \`pennypost status ${rendered.issueKey}\`.\n`);
}
