import type { SendView } from '../../sending/control/send-control.ts';
import { sendControl } from '../../sending/control/send-control-sql.ts';
import { openLedger } from '../parts/open-ledger.ts';
import { type CommandContext, type GlobalOptions, loadConfig } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { oneLine } from '../terminal/one-line.ts';
import { writtenTime } from '../terminal/written-time.ts';
import { accountLines } from '../words/account-report.ts';
import { describeCanary } from '../words/canary-words.ts';
import { wayOn } from '../words/next-steps.ts';
import { describeWorker, replyLines } from '../words/send-changes.ts';
import { viewJson } from '../words/send-json.ts';
import { issueKeyOf, nothingSent } from './act-on-send.ts';

export interface StatusOptions extends GlobalOptions {
  readonly json?: boolean;
}

/** `pennypost status 10`: every send of an issue with its account, the newest first. */
export async function status(
  issue: string,
  options: StatusOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const config = loadConfig(context, options);
  const database = await openLedger(config, `pennypost status ${issue}`, context);
  try {
    const views = await sendControl(database).look(issueKeyOf(issue));
    const [newest] = views;
    if (!newest) throw nothingSent(issue);
    context.out(
      options.json
        ? JSON.stringify(viewJson(newest))
        : views.map((view) => describeSend(view).join('\n')).join('\n\n'),
    );
    return exitCode.done;
  } finally {
    await database.close();
  }
}

/** A send for a person, a line each. */
export function describeSend(view: SendView): string[] {
  const { issueKey, send, rehearsal, state, pauseReason, account } = view;
  const begun = writtenTime(new Date(view.createdAt));
  return [
    `Issue ${issueKey}, ${rehearsal ? 'rehearsal' : 'send'} ${send}: ${state}, begun ${begun}`,
    ...(pauseReason ? [`  ${pauseReason}`] : []),
    ...accountLines(account, rehearsal),
    ...replies('Failed, by what they were told:', view.failed),
    ...replies(`Deferred, ${retriesOf(view)}, by what they were told:`, view.deferred),
    ...(view.unhappy.length > 0 ? [''] : []),
    ...view.unhappy.map(
      ({ state: is, address, detail }) => `  ${is.padEnd(8)}  ${address}  ${oneLine(detail)}`,
    ),
    ...(rehearsal ? [] : outlook(view)),
  ];
}

function replies(title: string, groups: SendView['failed']): string[] {
  return groups.length === 0 ? [] : ['', `  ${title}`, ...replyLines(groups).map((line) => `  ${line}`)];
}

function retriesOf({ retries }: SendView): string {
  if (!retries) return 'tried again now';
  const [first, last] = [retries.first, retries.last].map((time) => writtenTime(new Date(time)));
  return first === last ? `tried again at ${first}` : `tried again from ${first} to ${last}`;
}

/** What the send waits for, who delivers it, and what the editor can do. */
function outlook(view: SendView): string[] {
  const { state, canary, workers } = view;
  const isRunning = state === 'running';
  const until = canary?.until ? new Date(canary.until) : null;
  const lines = [
    ...(isRunning && canary ? [describeCanary({ ...canary, until })] : []),
    ...(isRunning ? workers.map((worker) => `Delivered by ${describeWorker(worker)}.`) : []),
    ...wayOn(view, workers.length),
  ];
  return lines.length === 0 ? [] : ['', ...lines.map((line) => `  ${line}`)];
}
