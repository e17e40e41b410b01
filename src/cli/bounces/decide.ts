import { findSubscriber, undoSuppression } from '../../feedback/consent/undo-suppression-sql.ts';
import { FeedbackError } from '../../feedback/feedback-error.ts';
import {
  decideQuarantine,
  type QuarantinedBurst,
  readQuarantine,
} from '../../feedback/record/decide-quarantine-sql.ts';
import { type UndoneIssue, undoIssue } from '../../feedback/record/undo-issue-sql.ts';
import { withLedger } from '../parts/with-ledger.ts';
import { issueKeyOf } from '../sends/act-on-send.ts';
import { type CommandContext, type GlobalOptions, UsageError } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';

interface BurstOptions extends GlobalOptions {
  readonly issue?: string;
  readonly provider?: string;
}

export interface UndoOptions extends BurstOptions {
  readonly quarantine?: boolean;
  readonly despiteComplaint?: boolean;
}

/** `pennypost bounces undo`: mails again whom a report has stopped, or all of an issue, or clears a whole quarantine. */
export async function undo(
  addressOrId: string | undefined,
  options: UndoOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (addressOrId === undefined) {
    if (options.quarantine) return decide('release', options, context);
    if (options.issue !== undefined) return undoAllOf(options.issue, options, context);
  }
  if (options.quarantine || addressOrId === undefined)
    throw new UsageError('Give either an address, or the number of a report, or --issue, or --quarantine.');
  if (options.issue !== undefined || options.provider !== undefined)
    throw new UsageError(
      '--issue and --provider go without an address: an address is mailed again, or is not.',
    );
  return undoOne(addressOrId, options, context);
}

/** What a provider refuses by a list of its own never gets as far as the reader. */
const theirList =
  'A relay that is a provider (Amazon SES, SendGrid, Mailgun, Postmark, Brevo, SparkPost) keeps a suppression list of its ' +
  'own: take the address off there as well, or it goes on refusing it. Where that is: docs/bounces.md, "Taking it back".';

async function undoAllOf(
  issue: string,
  { provider, despiteComplaint, ...options }: UndoOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (despiteComplaint)
    throw new UsageError('--despite-complaint goes with an address: a complaint is taken back one by one.');
  const issueKey = issueKeyOf(issue);
  return withLedger(options, 'pennypost bounces undo', context, async (database) => {
    const undone = await undoIssue(database, issueKey, { provider: provider ?? null, now: new Date() });
    for (const line of undoneLines(issueKey, undone)) context.out(line);
    return exitCode.done;
  });
}

function undoneLines(
  issueKey: string,
  { mailedAgain, stopped, forgotten, complained }: UndoneIssue,
): string[] {
  const lines = [`Issue ${issueKey}: ${mailedAgain} suppressed for it are mailed again.`];
  if (stopped > 0) lines.push(`${stopped} more are no longer stopped by it, but by something else.`);
  if (forgotten > 0) lines.push(`What was counted against ${forgotten} more is forgotten.`);
  if (complained > 0)
    lines.push(
      `${complained} have reported it as spam, and stay off: \`bounces undo ADDRESS --despite-complaint\` for who asked for it.`,
    );
  return lines;
}

async function undoOne(
  addressOrId: string,
  options: UndoOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return withLedger(options, 'pennypost bounces undo', context, async (database) => {
    const subscriberId = await findSubscriber(database, addressOrId);
    const despiteComplaint = options.despiteComplaint ?? false;
    const undone = await undoSuppression(database, subscriberId, { despiteComplaint, now: new Date() });
    const { address, reason, hasLeft } = undone;
    const was = reason === null ? 'What was counted against them is forgotten.' : `That was a ${reason}.`;
    const stays = hasLeft
      ? ' They have unsubscribed besides, so they stay off until they come back themselves.'
      : '';
    context.out(`${address} ${hasLeft ? 'is no longer stopped by it' : 'is mailed again'}. ${was}${stays}`);
    if (reason !== null) context.err(`${theirList}\n`);
    return exitCode.done;
  });
}

/** `pennypost bounces confirm`: what is in quarantine is true, so suppress them. */
export async function confirm(options: BurstOptions, context: CommandContext): Promise<ExitCode> {
  return decide('confirm', options, context);
}

async function decide(
  decision: 'confirm' | 'release',
  options: BurstOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const issueKey = options.issue === undefined ? null : issueKeyOf(options.issue);
  return withLedger(options, `pennypost bounces ${decision}`, context, async (database) => {
    const bursts = chooseBursts(await readQuarantine(database, issueKey), options);
    for (const burst of bursts) {
      const reports = await decideQuarantine(database, burst, decision, new Date());
      const done = decision === 'confirm' ? 'suppressed' : 'released, and nobody is suppressed';
      context.out(`${burst.provider}, issue ${burst.issueKey}: ${reports} ${done}.`);
    }
    return exitCode.done;
  });
}

/**
 * What is meant of what is in quarantine.
 *
 * @param all of the issue, where one was named
 * @throws FeedbackError where that is nothing, UsageError where it is more than one and nothing was named
 */
export function chooseBursts(
  all: readonly QuarantinedBurst[],
  { issue, provider }: Pick<BurstOptions, 'issue' | 'provider'>,
): readonly QuarantinedBurst[] {
  const wanted = provider?.toLowerCase();
  const bursts = all.filter((burst) => wanted === undefined || burst.provider.toLowerCase() === wanted);
  if (bursts.length === 0) throw new FeedbackError(['Nothing of that is in quarantine: see `bounces list`.']);
  if (bursts.length === 1 || issue !== undefined || wanted !== undefined) return bursts;
  const names = bursts.map((burst) => `${burst.provider}, issue ${burst.issueKey}`).join('; ');
  throw new UsageError(`Say which by --issue and --provider. In quarantine are: ${names}.`);
}
