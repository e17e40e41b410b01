import { readPlan } from '../../ledger/audience/plan-audience-sql.ts';
import { describeUnsettled, readUnsettledRestore } from '../../ledger/sends/restored-sql.ts';
import { type TriedPlan, tryPlan } from '../../sending/control/plan-send-sql.ts';
import { lostKeyRefusals } from '../parts/lost-keys.ts';
import { openLedger } from '../parts/open-ledger.ts';
import { openLinkKeys, openSecrets } from '../parts/sending-keys.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { describePassedOver } from '../words/skip-words.ts';
import { commandName, fileLists, isDespiteLostKey, requestOf, type SendJob } from './send-job.ts';

/**
 * `send --dry-run`: who would get the issue, who has it, who does not get it and why. It reads the lists into the
 * database as a send would, and takes all of it back. What a send would ask or be refused for is no fault of a dry run,
 * but the editor should know it.
 */
export async function printPlan(job: SendJob): Promise<ExitCode> {
  const { config, context, choices } = job;
  const database = await openLedger(config, commandName(job), context, 'may make one');
  try {
    const lists = await fileLists(job);
    const { skipBadRows } = choices;
    const keys = await openLinkKeys(await openSecrets(config), database);
    const refusals = isDespiteLostKey(job.options) ? [] : await lostKeyRefusals(database, keys, config);
    const restore = choices.rehearsal ? null : await readUnsettledRestore(database);
    if (restore) context.err(`note: ${describeUnsettled(restore)}\n`);
    const options = {
      keptLists: config.keptLists.map(({ name }) => name),
      skipBadRows,
      now: new Date(),
      refusals,
    };
    await tryPlan(database, lists, requestOf(job, lists), options, async (plan) => {
      for (const line of notesOf(plan, choices.acceptShorter)) context.err(`${line}\n`);
      await printAudience(job, plan);
    });
  } finally {
    await database.close();
  }
  return exitCode.done;
}

function notesOf({ leftOut, shorter, refusals, notes }: TriedPlan, acceptShorter: boolean): string[] {
  const asked =
    'A send asks first whether that is right, and without a terminal wants --accept-shorter-list.';
  return [
    ...[...refusals, ...notes].map((sentence) => `note: ${sentence}`),
    ...leftOut.map((line) => `left out: ${line}`),
    ...shorter.map((sentence) => `note: ${sentence}${acceptShorter ? '' : ` ${asked}`}`),
  ];
}

async function printAudience({ options, rendered, context }: SendJob, plan: TriedPlan): Promise<void> {
  const { issueKey: issue, digest, subject } = plan.stored ?? rendered;
  const { audience, wouldSend, alreadySent, skipped, again } = plan.count;
  if (options.json) {
    const others = plan.others.map(({ issue: other, send, left }) => ({ issue: other, send, left }));
    const counts = { audience, wouldSend, alreadySent, skipped, again };
    context.out(JSON.stringify({ issue, digest, subject, ...counts, others }));
    return;
  }
  for (const other of plan.others)
    context.err(
      `note: issue ${other.issue} is open as well, with ${other.left} left (send ${other.send}).\n`,
    );
  const others = [
    ...(again > 0 ? [`${again} of them have an earlier version`] : []),
    ...(alreadySent > 0 ? [`${alreadySent} have it already`] : []),
    ...(audience > wouldSend + alreadySent ? [`${audience - wouldSend - alreadySent} do not get it`] : []),
  ];
  const rest = others.length > 0 ? `; ${others.join(', ')}` : '';
  context.err(`Issue ${issue}, "${subject}", would go to ${wouldSend}${rest}.\n`);
  const isRefused = plan.refusals.length > 0;
  for await (const reader of readPlan(plan.database, plan.planned)) {
    const { address } = reader;
    if (reader.does === 'skip')
      context.out(`skip  ${address}  ${describePassedOver(reader.reason, reader.since)}`);
    else if (isRefused && reader.does === 'send')
      context.out(`skip  ${address}  ${describePassedOver('refused', null)}`);
    else context.out(`${reader.does}  ${address}`);
  }
}
