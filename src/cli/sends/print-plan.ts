import { countAudience, readAudience } from '../../audience/audience-sql.ts';
import { describeSkip } from '../../audience/send-plan.ts';
import { findLists } from '../../audience/subscriber-file.ts';
import type { Database } from '../../database/database.ts';
import { refusalsOf, withListsApplied } from '../../sending/control/plan-send-sql.ts';
import { sendRequest } from '../../sending/control/send-choices.ts';
import { openLedger } from '../parts/open-ledger.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { commandName, type SendJob } from './send-job.ts';

/**
 * `send --dry-run`: who would get the issue, who not and why. It reads the lists into the database as a send would,
 * and takes all of it back.
 */
export async function printPlan(job: SendJob): Promise<ExitCode> {
  const { config, context, rendered, choices } = job;
  const database = await openLedger(config, commandName(job), context);
  try {
    // What a send now would be refused for is no fault of a dry run, but the editor should know it.
    for (const refusal of await refusalsOf(database, sendRequest(rendered, choices)))
      context.err(`note: ${refusal}\n`);
    const lists = await findLists(config.listsDirectory);
    const { skipBadRows } = choices;
    await withListsApplied(database, lists, { skipBadRows, now: new Date() }, async (applied, leftOut) => {
      for (const line of leftOut) context.err(`left out: ${line}\n`);
      await printAudience(job, applied);
    });
  } finally {
    await database.close();
  }
  return exitCode.done;
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
