import { isFailure } from '../../failure.ts';
import { FeedbackError } from '../../feedback/feedback-error.ts';
import {
  type FeedbackIntake,
  isWaiting,
  type TakenFeedback,
  waitingWords,
} from '../../feedback/feedback-intake.ts';
import type { FoundMessage } from '../../feedback/inbound/mail-source-file.ts';
import { arrivalTime } from '../../feedback/reports/arrival-time.ts';
import { openLedger } from '../parts/open-ledger.ts';
import { refuseMissing } from '../parts/what-was-sent.ts';
import {
  type CommandContext,
  type GlobalOptions,
  loadConfig,
  UsageError,
} from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { mapAhead } from '../terminal/map-ahead.ts';
import { oneLine } from '../terminal/one-line.ts';
import { printFailure } from '../terminal/print-failure.ts';
import { tallyText } from '../terminal/table-lines.ts';
import { returnedMessages } from './returned-messages.ts';
import { withIntake } from './with-intake.ts';

export interface ProcessOptions extends GlobalOptions {
  /** The address that the envelope named, where the mail system tells it. */
  readonly recipient?: string;
  readonly json?: boolean;
}

const command = 'pennypost bounces process';
/** As many as a pool of connections takes without waiting. */
const ahead = 8;

/**
 * `pennypost bounces process`: records what messages say, and does what follows. What was recorded before counts once,
 * so the same folder may be given again and again, and a run that was killed is simply run again.
 *
 * From a pipe it ends with 0 or 75 and nothing else, whatever is wrong: see mail-pipe.ts.
 */
export async function processBounces(
  files: readonly string[],
  options: ProcessOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (options.recipient !== undefined && (files.length !== 1 || files[0] !== '-'))
    throw new UsageError('--recipient belongs to one message through a pipe: give it with - alone.');
  const config = loadConfig(context, { ...options, isUnattended: true });
  refuseMissing(config, command, ['database', 'secret']);
  const database = await openLedger(config, command, context, 'makes none').catch(tellAway(context));
  if (database === null) return exitCode.temporary;
  try {
    const take = (intake: FeedbackIntake) => takeAll(files, intake, options, context);
    return await withIntake(config, database, command, context, take);
  } finally {
    await database.close();
  }
}

async function takeAll(
  files: readonly string[],
  intake: FeedbackIntake,
  { recipient, json }: ProcessOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const faults: string[] = [];
  const became: string[] = [];
  let waiting = false;
  const take = async ({ file, bytes }: FoundMessage) => {
    const at = arrivalTime(bytes, new Date());
    const taken = await intake.takeMail({ bytes, envelopeRecipient: recipient ?? null, via: 'file', at });
    return { file, taken };
  };
  try {
    for await (const { file, taken } of mapAhead(returnedMessages(files, context, faults), ahead, take)) {
      waiting ||= taken.some(isWaiting);
      became.push(...taken.map((one) => one.became));
      if (json) context.out(JSON.stringify({ file, results: taken }));
      else for (const one of taken) context.out(lineOf(file, one));
      if (context.stop.aborted) break;
    }
  } catch (error) {
    return notNow(error, became.length, context);
  }
  const count = became.length;
  context.err(`${count} ${count === 1 ? 'report' : 'reports'}: ${tallyText(became) || 'none'}\n`);
  if (waiting) context.err(`pennypost: What is waiting ${waitingWords} Then run the same again.\n`);
  if (faults.length > 0) throw new FeedbackError(faults);
  return context.stop.aborted || waiting ? exitCode.temporary : exitCode.done;
}

/** A database that cannot be had: another time it may, and nothing is lost until then. */
function tellAway({ err }: CommandContext): (error: unknown) => null {
  return (error) => {
    if (!isFailure(error)) throw error;
    printFailure(error, err);
    return null;
  };
}

/** The intake rejects where the database could not be asked, and then nothing of that message is recorded. */
function notNow(error: unknown, count: number, context: CommandContext): ExitCode {
  context.err(
    `pennypost: The database could not be asked: ${oneLine((error as Error).message)}. ${count} reports were ` +
      'recorded: run the same again for the others, those will count once.\n',
  );
  return exitCode.temporary;
}

function lineOf(file: string, { became, address, category, why }: TakenFeedback): string {
  return [became.padEnd(12), oneLine(file), address ?? '-', category, oneLine(why)].join('  ');
}
