import { countAudience, readAudience } from '../../audience/audience-sql.ts';
import { describeSkip } from '../../audience/send-plan.ts';
import { findLists } from '../../audience/subscriber-file.ts';
import { applyLists } from '../../audience/sync-lists-sql.ts';
import { tallyLines } from '../../audience/tally.ts';
import type { Database } from '../../database/database.ts';
import { LedgerError } from '../../ledger/ledger-error.ts';
import { findSend } from '../../ledger/open-send-sql.ts';
import { openLedger } from '../parts/open-ledger.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { commandName, type SendJob, sendRequest } from './send-job.ts';

/**
 * `send --dry-run`: who would get the issue, who not and why. It reads the lists into the database as a send would,
 * and takes all of it back.
 */
export async function printPlan(job: SendJob): Promise<ExitCode> {
  const { config, context, options } = job;
  const database = await openLedger(config, commandName(job), context);
  try {
    await tellRefusal(job, database);
    const lists = await findLists(config.listsDirectory);
    const tables = await database.tables.startTransaction().execute();
    try {
      const skipBadRows = options.skipBadRows ?? false;
      const { badRows, duplicates } = await applyLists(tables, lists, { skipBadRows, now: new Date() });
      for (const left of [...tallyLines(badRows), ...tallyLines(duplicates)])
        context.err(`left out: ${left}\n`);
      await printAudience(job, { ...database, tables });
    } finally {
      await tables.rollback().execute();
    }
  } finally {
    await database.close();
  }
  return exitCode.done;
}

/** What a send now would be refused for is no fault of a dry run, but the editor should know it. */
async function tellRefusal(job: SendJob, database: Database): Promise<void> {
  try {
    await findSend(database, sendRequest(job));
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    for (const fault of error.faults) job.context.err(`note: ${fault}\n`);
  }
}

async function printAudience({ options, rendered, context }: SendJob, database: Database): Promise<void> {
  const { issueKey: issue, digest, subject } = rendered;
  const { recipients, skipped, skippedFor } = await countAudience(database);
  if (options.json) {
    context.out(JSON.stringify({ issue, digest, subject, recipients, skipped, skippedFor }));
    return;
  }
  const left = skipped === 0 ? '' : `, and not to ${skipped} who must not be mailed`;
  context.err(`Issue ${issue}, "${subject}", would go to ${recipients}${left}.\n`);
  for await (const { subscriber, skip } of readAudience(database)) {
    context.out(skip ? `skip  ${subscriber.address}  ${describeSkip(skip)}` : `send  ${subscriber.address}`);
  }
}
