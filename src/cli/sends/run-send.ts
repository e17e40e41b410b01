import type { Database } from '../../database/database.ts';
import { readAccount } from '../../ledger/accounts/account-sql.ts';
import type { OpenSend } from '../../ledger/accounts/open-sends-sql.ts';
import { followSend } from '../../sending/control/follow-send-sql.ts';
import { readSendEnd, type SendEnd } from '../../sending/control/send-end-sql.ts';
import type { SendingKeys } from '../../sending/keys.ts';
import { scopeOfSend } from '../../sending/worker/worker-setup.ts';
import type { ChosenRelay } from '../parts/choose-relay.ts';
import { workerSetup } from '../parts/worker-setup.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { oneLine } from '../terminal/one-line.ts';
import { showProgress } from '../terminal/progress.ts';
import { realClock } from '../terminal/real-clock.ts';
import { tellTrouble } from '../terminal/report-trouble.ts';
import { accountLines, isComplete, sendReport } from '../words/account-report.ts';
import { canaryTeller } from '../words/canary-words.ts';
import { quarantineLine } from '../words/feedback-lines.ts';
import { wayOn } from '../words/next-steps.ts';
import { putOffTeller } from '../words/put-off-words.ts';
import { commandName, type SendJob } from './send-job.ts';
import { workWhile } from './work-while.ts';

const unhappyShown = 10;

/** What this process delivered of the open send of another issue. */
interface Beside {
  readonly issue: string;
  readonly send: number;
  readonly accepted: number;
}

/** Delivers a send until nothing more can be done now, and prints the account. */
export async function runSend(
  job: SendJob,
  database: Database,
  send: number,
  chosen: ChosenRelay,
  keys: SendingKeys,
  others: readonly OpenSend[],
): Promise<ExitCode> {
  const started = Date.now();
  const beside = new Map<number, number>();
  await deliverUntilSettled(job, database, send, chosen, keys, beside);
  const { issueKey } = job.rendered;
  const end = await readSendEnd(database, send, { issueKey, unhappyShown });
  const besides = others
    .map((other) => ({ issue: other.issue, send: other.send, accepted: beside.get(other.send) ?? 0 }))
    .filter(({ accepted }) => accepted > 0);
  for (const one of besides)
    job.context.err(
      `Beside it ${one.accepted} got issue ${one.issue} from this command (send ${one.send}).\n`,
    );
  printEnd(job, send, chosen, { ...end, besides }, (Date.now() - started) / 1000);
  return isComplete(end.account) && end.state === 'done' ? exitCode.done : exitCode.partial;
}

async function deliverUntilSettled(
  job: SendJob,
  database: Database,
  send: number,
  { relays, outbox }: ChosenRelay,
  keys: SendingKeys,
  beside: Map<number, number>,
): Promise<void> {
  const { config, context } = job;
  const progress = showProgress(context, await readAccount(database, send));
  const setup = workerSetup(config, context, {
    command: commandName(job),
    database,
    relays,
    keys,
    scope: scopeOfSend(send, outbox !== null),
    onOutcome: (outcome, its) => {
      if (its === send) progress.note(outcome);
      else if (outcome.state === 'accepted') beside.set(its, (beside.get(its) ?? 0) + 1);
    },
  });
  const following = {
    clock: realClock,
    onAccount: progress.show,
    onCanary: canaryTeller(context),
    onPutOff: putOffTeller(context),
    onTrouble: (error: unknown) => tellTrouble(context, error),
  };
  try {
    await workWhile(setup, context, (stop) => followSend(database, send, { ...following, stop }));
  } finally {
    progress.end();
  }
}

function printEnd(
  { context, options, rendered }: SendJob,
  send: number,
  { outbox }: ChosenRelay,
  {
    account,
    state,
    pausedBy,
    pauseReason,
    unhappy,
    quarantine,
    putOff,
    besides,
  }: SendEnd & { readonly besides: readonly Beside[] },
  seconds: number,
): void {
  const { issueKey, digest } = rendered;
  for (const one of unhappy)
    context.err(`  ${one.state.padEnd(8)}  ${one.address}  ${oneLine(one.detail ?? '')}\n`);
  if (state === 'paused') context.err(`The send is paused. ${pauseReason ?? ''}\n`);
  if (state === 'cancelled') context.err(`${pauseReason ?? 'The send was cancelled.'}\n`);
  for (const burst of quarantine) context.err(`${quarantineLine(burst)}\n`);
  if (options.json) {
    const report = sendReport(send, issueKey, digest, account);
    context.out(
      JSON.stringify({
        ...report,
        state,
        pausedBy,
        pauseReason,
        putOff,
        seconds: Number(seconds.toFixed(1)),
        others: besides,
      }),
    );
  } else {
    const title = `Issue ${issueKey}, send ${send}, ${seconds.toFixed(1)} s`;
    context.out([title, ...accountLines(account, outbox !== null)].join('\n'));
  }
  if (outbox) context.err(`Caught in ${outbox}\n`);
  else for (const line of wayOn({ issueKey, state, pausedBy, account })) context.err(`${line}\n`);
}
