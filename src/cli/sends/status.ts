import type { Config } from '../../config.ts';
import { readIssue } from '../../content/folder/issue-file.ts';
import type { Database } from '../../database/database.ts';
import { isFailure } from '../../failure.ts';
import { listSends, type SendRow } from '../../ledger/accounts/list-sends-sql.ts';
import { isOver } from '../../ledger/sends/earlier-send.ts';
import type { SendView } from '../../sending/control/send-control.ts';
import { sendControl } from '../../sending/control/send-control-sql.ts';
import { findPlace } from '../issues/find-place.ts';
import { readOptions, siteChoice } from '../issues/read-options.ts';
import { readLedger } from '../parts/with-ledger.ts';
import { type CommandContext, type GlobalOptions, UsageError } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { oneLine } from '../terminal/one-line.ts';
import { realClock } from '../terminal/real-clock.ts';
import { writtenTime } from '../terminal/written-time.ts';
import { accountLines } from '../words/account-report.ts';
import { describeCanary } from '../words/canary-words.ts';
import { wayOn } from '../words/next-steps.ts';
import { describePutOff } from '../words/put-off-words.ts';
import { describeWorker, replyLines } from '../words/send-changes.ts';
import { viewJson } from '../words/send-json.ts';
import { sendTable } from '../words/send-rows.ts';
import { issueKeyOf, nothingSent } from './act-on-send.ts';

export interface StatusOptions extends GlobalOptions {
  readonly watch?: boolean;
  readonly json?: boolean;
}

const watchMs = 2_000;

/** `pennypost status`: every send in a line. `pennypost status 10`: those of an issue with their accounts, the newest first. */
export async function status(
  issue: string | undefined,
  options: StatusOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (options.watch && issue === undefined)
    throw new UsageError('--watch is about the sends of one issue: name it.');
  const command = ['pennypost status', ...(issue === undefined ? [] : [issue])].join(' ');
  return readLedger(options, command, context, async (database, config) => {
    if (issue === undefined) printSends(await listSends(database), options, context);
    else if (options.watch) await watch(issue, database, options, context);
    else printViews(await look(issue, database), options, context, await sourceOf(issue, config, context));
    return exitCode.done;
  });
}

function printSends(sends: readonly SendRow[], { json }: StatusOptions, { out, err }: CommandContext): void {
  if (json) out(JSON.stringify(sends));
  else if (sends.length === 0) err('Nothing was sent yet.\n');
  else for (const line of sendTable(sends)) out(line);
}

/** The digest of what the author has written of an issue; null where there is no such issue here. */
async function sourceOf(issue: string, config: Config, context: CommandContext): Promise<string | null> {
  try {
    const { directory, wanted, shownAs } = findPlace(issue, config, context);
    const options = readOptions(config, 'look');
    return (await readIssue(directory, wanted, options, shownAs, siteChoice(config))).sourceDigest;
  } catch (error) {
    if (isFailure(error)) return null;
    throw error;
  }
}

/** @throws LedgerError `unknown-send` */
async function look(issue: string, database: Database): Promise<readonly [SendView, ...SendView[]]> {
  const [newest, ...others] = await sendControl(database).look(issueKeyOf(issue));
  if (!newest) throw nothingSent(issue);
  return [newest, ...others];
}

function printViews(
  views: readonly [SendView, ...SendView[]],
  { json }: StatusOptions,
  { out }: CommandContext,
  source: string | null = null,
): void {
  const [newest] = views;
  const edited = source === null || newest.rehearsal ? null : isEdited(newest, source);
  const told = views.map((view) => [
    ...describeSend(view),
    ...(edited && view === newest ? ['  The issue was edited since.'] : []),
  ]);
  out(
    json
      ? JSON.stringify({ ...viewJson(newest), edited })
      : told.map((lines) => lines.join('\n')).join('\n\n'),
  );
}

/** Whether the author wrote something else since; null where the send is from before that was kept. */
function isEdited({ source: its }: SendView, source: string): boolean | null {
  return its === null ? null : its !== source;
}

/** Told again whenever something has changed, so that a pipe holds the story and a terminal scrolls no more than it must. */
async function watch(
  issue: string,
  database: Database,
  options: StatusOptions,
  context: CommandContext,
): Promise<void> {
  let told = '';
  while (!context.stop.aborted) {
    const [newest] = await look(issue, database);
    const now = JSON.stringify(viewJson(newest));
    if (now !== told) printViews([newest], options, context);
    told = now;
    if (isOver(newest)) return;
    await realClock.wait(watchMs, context.stop);
  }
}

/** A send for a person, a line each. */
export function describeSend(view: SendView): string[] {
  const { issueKey, send, rehearsal, state, pauseReason, correctedAt, account } = view;
  const begun = writtenTime(new Date(view.createdAt));
  return [
    `Issue ${issueKey}, ${rehearsal ? 'rehearsal' : 'send'} ${send}: ${state}, begun ${begun}`,
    ...(pauseReason ? [`  ${pauseReason}`] : []),
    ...(correctedAt
      ? [`  Corrected ${writtenTime(new Date(correctedAt))}: who was reached before has an earlier version.`]
      : []),
    ...accountLines(account, rehearsal),
    ...putOffLines(view),
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

/** Whoever is deferred stands below with what they were told; of the others it would not show what they wait for. */
function putOffLines({ putOff, state }: SendView): string[] {
  const waiting =
    state === 'running' || state === 'paused' ? putOff.filter(({ pending }) => pending > 0) : [];
  return waiting.length === 0 ? [] : ['', ...waiting.map((one) => `  ${describePutOff(one)}`)];
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
