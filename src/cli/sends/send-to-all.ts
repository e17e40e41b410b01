import { findLists } from '../../audience/subscriber-file.ts';
import { syncLists } from '../../audience/sync-lists-sql.ts';
import { tallyLines } from '../../audience/tally.ts';
import type { Database } from '../../database/database.ts';
import { sweepRefusals } from '../../feedback/record/sweep-refusals-sql.ts';
import { readAccount } from '../../ledger/account-sql.ts';
import { findSend, openSend } from '../../ledger/open-send-sql.ts';
import type { SendingKeys } from '../../sending/keys.ts';
import { type ChosenRelay, chooseRelay } from '../parts/choose-relay.ts';
import { openLedger } from '../parts/open-ledger.ts';
import { openLinkKeys, openSendingKeys } from '../parts/sending-keys.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { confirmSend } from './confirm-send.ts';
import { runSend } from './run-send.ts';
import { commandName, type SendJob, sendRequest } from './send-job.ts';

/** Sends to everybody on the lists, or with `--detach` leaves that to the workers. */
export async function sendToAll(job: SendJob): Promise<ExitCode> {
  const { config, context, options } = job;
  // Whatever is wrong with the keys is told before anything begins; where it is left to the workers, they sign.
  const keys = options.detach
    ? { ...(await openLinkKeys(config)), dkim: [], idHeaders: [] }
    : await openSendingKeys(config, context.err);
  const chosen = options.detach ? null : await chooseRelay(config, options.catch ?? false);
  try {
    const database = await openLedger(config, commandName(job), context);
    try {
      return await beginAndRun(job, database, chosen, keys);
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
  keys: SendingKeys,
): Promise<ExitCode> {
  const { config, context, options } = job;
  const skipBadRows = options.skipBadRows ?? false;
  const lists = await findLists(config.listsDirectory);
  const { badRows, duplicates } = await syncLists(database, lists, { skipBadRows, now: new Date() });
  for (const left of [...tallyLines(badRows), ...tallyLines(duplicates)]) context.err(`left out: ${left}\n`);
  // What the relay refused just before a process was killed is known, and must be before the audience is frozen.
  await sweepRefusals(database);
  const request = sendRequest(job);
  const continued = await findSend(database, request);
  if (!(await confirmSend(job, database, continued, chosen?.description ?? 'the workers'))) {
    context.err('Nothing was sent.\n');
    return exitCode.mistake;
  }
  const { send } = await openSend(database, request);
  if (chosen) return runSend(job, database, send, chosen, keys);
  const { audience, skipped } = await readAccount(database, send);
  context.err(`Send ${send} is left to \`pennypost work\`: ${audience - skipped} recipients.\n`);
  context.out(options.json ? JSON.stringify({ send, audience, skipped }) : `send ${send}`);
  return exitCode.done;
}
