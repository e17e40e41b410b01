import { findLists } from '../../audience/subscriber-file.ts';
import type { Database } from '../../database/database.ts';
import { readAccount } from '../../ledger/accounts/account-sql.ts';
import { openSend } from '../../ledger/sends/open-send-sql.ts';
import { planSend, type SendPlan } from '../../sending/control/plan-send-sql.ts';
import { sendRequest } from '../../sending/control/send-choices.ts';
import { noWayOut, type WayOut } from '../../sending/keys.ts';
import { type ChosenRelay, chooseRelay } from '../parts/choose-relay.ts';
import { despiteLostKey, refuseLostKeys } from '../parts/lost-keys.ts';
import { openLedger } from '../parts/open-ledger.ts';
import { openLinkKeys, openSecrets, openWayOut } from '../parts/sending-keys.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { confirmSend, confirmShorter } from './confirm-send.ts';
import { runSend } from './run-send.ts';
import { commandName, type SendJob } from './send-job.ts';

/** Sends to everybody on the lists, or with `--detach` leaves that to the workers. */
export async function sendToAll(job: SendJob): Promise<ExitCode> {
  const { config, context, options } = job;
  // Whatever is wrong with the keys is told before anything begins; where it is left to the workers, they sign.
  const wayOut = options.detach ? noWayOut : await openWayOut(config, context.err);
  await openSecrets(config);
  const chosen = options.detach ? null : await chooseRelay(config, options.catch ?? false);
  try {
    const database = await openLedger(config, commandName(job), context);
    try {
      return await beginAndRun(job, database, chosen, wayOut);
    } finally {
      await database.close();
    }
  } finally {
    await chosen?.close();
  }
}

async function beginAndRun(
  job: SendJob,
  database: Database,
  chosen: ChosenRelay | null,
  wayOut: WayOut,
): Promise<ExitCode> {
  const { config, context, options, rendered, choices } = job;
  const links = await openLinkKeys(config, database);
  const isDespite = options.despite?.includes(despiteLostKey) ?? false;
  await refuseLostKeys(database, links, config, isDespite, context);
  const request = sendRequest(rendered, choices);
  const { skipBadRows, acceptShorter } = choices;
  const plan = await planSend(database, await findLists(config.listsDirectory), request, {
    skipBadRows,
    acceptShorter,
    now: new Date(),
    onLeftOut: (line) => context.err(`left out: ${line}\n`),
    mayShorten: (sentences) => confirmShorter(sentences, job),
  });
  if (!(await confirmSend(job, plan, chosen?.description ?? 'the workers'))) {
    context.err('Nothing was sent.\n');
    return exitCode.mistake;
  }
  const { send } = await openSend(database, request);
  const keys = { ...links, ...wayOut };
  return chosen ? runSend(job, database, send, chosen, keys) : leaveToWorkers(job, database, send, plan);
}

async function leaveToWorkers(
  { context, options }: SendJob,
  database: Database,
  send: number,
  { count }: SendPlan,
) {
  const { audience, skipped } = await readAccount(database, send);
  context.err(`Send ${send} is left to \`pennypost work\`: ${count.wouldSend} recipients.\n`);
  context.out(options.json ? JSON.stringify({ send, audience, skipped }) : `send ${send}`);
  return exitCode.done;
}
