import type { Database } from '../../database/database.ts';
import { readAccount } from '../../ledger/accounts/account-sql.ts';
import { openSend } from '../../ledger/sends/open-send-sql.ts';
import { refuseUnsettledRestore } from '../../ledger/sends/restored-sql.ts';
import { planSend, type SendPlan } from '../../sending/control/plan-send-sql.ts';
import { type LinkKeys, noWayOut, type WayOut } from '../../sending/keys.ts';
import { tryQueue } from '../../sending/worker/open-queue-bullmq.ts';
import { type ChosenRelay, chooseRelay } from '../parts/choose-relay.ts';
import { tryDataDirectory } from '../parts/data-directory.ts';
import { refuseLostKeys } from '../parts/lost-keys.ts';
import { openLedger } from '../parts/open-ledger.ts';
import { openLinkKeys, openSecrets, openWayOut } from '../parts/sending-keys.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { printFailure } from '../terminal/print-failure.ts';
import { confirmSend, confirmShorter, type Route } from './confirm-send.ts';
import { runSend } from './run-send.ts';
import { commandName, fileLists, isDespiteLostKey, requestOf, type SendJob } from './send-job.ts';

/**
 * Sends to everybody on the lists, or with `--detach` leaves that to the workers. Whatever the send needs is tried before
 * anything is frozen: the keys, the relay, the data folder, the database, the queue. So where one of them is out of order,
 * no send is open that would go out with the next.
 */
export async function sendToAll(job: SendJob): Promise<ExitCode> {
  const { config, context, options } = job;
  // Whatever is wrong with the keys is told before anything begins; where it is left to the workers, they sign.
  const wayOut = options.detach ? noWayOut : await openWayOut(config, context.err);
  const secrets = await openSecrets(config);
  if (config.databaseUrl === null || options.catch) await tryDataDirectory(config.dataDirectory);
  const chosen = options.detach ? null : await chooseRelay(config, options.catch ?? false);
  try {
    const database = await openLedger(config, commandName(job), context, 'may make one');
    try {
      await tryQueue({ database, redisUrl: config.redisUrl, warn: context.err });
      return await beginAndRun(job, database, chosen, await openLinkKeys(secrets, database), wayOut);
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
  links: LinkKeys,
  wayOut: WayOut,
): Promise<ExitCode> {
  const { config, context, options, choices } = job;
  if (!choices.rehearsal) await refuseUnsettledRestore(database);
  await refuseLostKeys(database, links, config, isDespiteLostKey(options), context);
  const lists = await fileLists(job);
  const request = requestOf(job, lists);
  const { skipBadRows, acceptShorter } = choices;
  const plan = await planSend(database, lists, request, {
    keptLists: config.keptLists.map(({ name }) => name),
    skipBadRows,
    acceptShorter,
    now: new Date(),
    onLeftOut: (line) => context.err(`left out: ${line}\n`),
    mayShorten: (sentences) => confirmShorter(sentences, job),
  });
  if (!(await confirmSend(job, plan, routeOf(job, chosen)))) {
    context.err('Nothing was sent.\n');
    return exitCode.mistake;
  }
  // From here on a signal is heard, so that a send that is opened is ended as one that is under way.
  if (context.stop.aborted) return exitCode.mistake;
  // Somebody may have taken their time to answer.
  await tryQueue({ database, redisUrl: config.redisUrl, warn: context.err });
  const { send } = await openSend(database, request);
  const opened = { ...job, rendered: plan.stored ?? job.rendered };
  const keys = { ...links, ...wayOut };
  return orTellOpen(opened, send, () =>
    chosen
      ? runSend(opened, database, send, chosen, keys, plan.others)
      : leaveToWorkers(job, database, send, plan),
  );
}

function routeOf({ choices }: SendJob, chosen: ChosenRelay | null): Route {
  if (!chosen) return { description: 'the workers', others: 'workers' };
  return { description: chosen.description, others: choices.rehearsal ? 'nobody' : 'this' };
}

/** Whatever fails from here on, the send is open, and whoever reads that it failed must not believe that it is not. */
async function orTellOpen(
  { context, rendered: { issueKey }, choices }: SendJob,
  send: number,
  run: () => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await run();
  } catch (error) {
    if (choices.rehearsal) throw error;
    const code = printFailure(error, context.err);
    context.err(
      `Send ${send} of issue ${issueKey} is open all the same: \`pennypost send ${issueKey}\` goes on with it, ` +
        `\`pennypost cancel ${issueKey}\` calls it off. Until then whatever delivers may go on with it.\n`,
    );
    // What the other codes say of a send is not so: something may have been sent, and more will be.
    return code === exitCode.bug ? code : exitCode.temporary;
  }
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
