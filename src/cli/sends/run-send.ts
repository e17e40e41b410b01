import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '../../database/database.ts';
import { readQuarantine } from '../../feedback/record/decide-quarantine-sql.ts';
import { isRetryDue, readAccount, readUnhappyDeliveries } from '../../ledger/account-sql.ts';
import type { Account, Scope } from '../../ledger/delivery.ts';
import { readSendState } from '../../ledger/send-state-sql.ts';
import type { SendingKeys } from '../../sending/keys.ts';
import { waiting } from '../bounces/list.ts';
import { deliverWhile, tellTrouble } from '../deliver-while.ts';
import type { ChosenRelay } from '../parts/choose-relay.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { oneLine } from '../terminal/one-line.ts';
import { showProgress } from '../terminal/progress.ts';
import { accountLines, isComplete, sendReport } from '../words/account-report.ts';
import { tellCanary } from '../words/canary-words.ts';
import { wayOn } from '../words/next-steps.ts';
import { commandName, type SendJob } from './send-job.ts';

const unhappyShown = 10;
const afterTroubleMs = 2_000;
/** A domain that is only asked more slowly has its next turn within a minute; a relay's "later" means more than that. */
const worthWaitingMs = 60_000;

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
  const condition = await readSendState(database, send);
  await printEnd(job, database, send, chosen, {
    account,
    ...condition,
    seconds: (Date.now() - started) / 1000,
  });
  return isComplete(account) && condition.state === 'done' ? exitCode.done : exitCode.partial;
}

async function deliverUntilSettled(
  job: SendJob,
  database: Database,
  send: number,
  chosen: ChosenRelay,
  keys: SendingKeys,
): Promise<void> {
  const { config, context } = job;
  // An embedded process serves its own send alone; on a server every worker takes its share of every real send.
  const scope: Scope = chosen.outbox
    ? { rehearsal: true, send }
    : database.kind === 'embedded'
      ? { rehearsal: false, send }
      : { rehearsal: false };
  const progress = showProgress(context, await readAccount(database, send));
  const onOutcome = progress.note;
  try {
    const setup = { config, context, command: commandName(job), database, chosen, keys, scope, onOutcome };
    await deliverWhile(setup, () => settled(job, database, send, progress.show));
  } finally {
    progress.end();
  }
}

/**
 * Resolves when only the future can bring more: all done, all deferred for longer, paused, or told to stop. The watch over a
 * canary is waited for, since it ends by itself. A database that is away for a while is waited for, as the deliveries
 * themselves do.
 */
async function settled(
  { context }: SendJob,
  database: Database,
  send: number,
  onAccount: (account: Account) => void,
): Promise<void> {
  const { stop } = context;
  const canary = tellCanary(database, send, context);
  while (!stop.aborted) {
    const asked = Date.now();
    try {
      const account = await readAccount(database, send);
      onAccount(account);
      const { state } = await readSendState(database, send);
      const isIdle = account.sending === 0 && (account.pending + account.held === 0 || state !== 'running');
      if (isIdle && !(state === 'running' && (await isRetryDue(database, send, worthWaitingMs)))) return;
      if (account.held > 0) await canary.tell();
    } catch (error) {
      tellTrouble(context, error);
      await wait(afterTroubleMs, undefined, { signal: stop }).catch(() => undefined);
    }
    // Counting costs as the audience grows; it may take a twentieth of the time.
    await wait(Math.max(200, 20 * (Date.now() - asked)), undefined, { signal: stop }).catch(() => undefined);
  }
}

interface SendEnd extends Awaited<ReturnType<typeof readSendState>> {
  readonly account: Account;
  readonly seconds: number;
}

async function printEnd(
  { context, options, rendered }: SendJob,
  database: Database,
  send: number,
  { outbox }: ChosenRelay,
  end: SendEnd,
): Promise<void> {
  const { issueKey, digest } = rendered;
  const { account, state, pausedBy, pauseReason, seconds } = end;
  for (const unhappy of await readUnhappyDeliveries(database, send, unhappyShown)) {
    context.err(`  ${unhappy.state.padEnd(8)}  ${unhappy.address}  ${oneLine(unhappy.detail ?? '')}\n`);
  }
  if (state === 'paused') context.err(`The send is paused. ${pauseReason ?? ''}\n`);
  if (state === 'cancelled') context.err(`${pauseReason ?? 'The send was cancelled.'}\n`);
  for (const burst of await readQuarantine(database, issueKey)) context.err(`${waiting(burst)}\n`);
  if (options.json) {
    const report = sendReport(send, issueKey, digest, account);
    context.out(
      JSON.stringify({ ...report, state, pausedBy, pauseReason, seconds: Number(seconds.toFixed(1)) }),
    );
  } else {
    const title = `Issue ${issueKey}, send ${send}, ${seconds.toFixed(1)} s`;
    context.out([title, ...accountLines(account, outbox !== null)].join('\n'));
  }
  if (outbox) context.err(`Caught in ${outbox}\n`);
  else for (const line of wayOn({ issueKey, state, pausedBy, account })) context.err(`${line}\n`);
}
