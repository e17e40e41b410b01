import { isFailure } from '../../failure.ts';
import type { TakenFeedback } from '../../feedback/feedback-intake.ts';
import { fetchMailbox } from '../../feedback/inbound/watch-mailbox-imap.ts';
import { bounceMailboxOf } from '../parts/bounce-mailbox.ts';
import { openLedger } from '../parts/open-ledger.ts';
import { refuseMissing } from '../parts/what-was-sent.ts';
import { type CommandContext, type GlobalOptions, loadConfig } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { oneLine } from '../terminal/one-line.ts';
import { tallyText } from '../terminal/table-lines.ts';
import { withIntake } from './with-intake.ts';

const command = 'pennypost bounces fetch';

export interface FetchOptions extends GlobalOptions {
  readonly json?: boolean;
}

/**
 * `pennypost bounces fetch`: records what is in the bounce mailbox, and files it there. A message is moved only after
 * it is recorded, so a run that was killed is simply run again.
 */
export async function fetchBounces(options: FetchOptions, context: CommandContext): Promise<ExitCode> {
  const config = loadConfig(context, { ...options, isUnattended: true });
  const account = bounceMailboxOf(config);
  refuseMissing(config, command, ['database', 'secret']);
  const database = await openLedger(config, command, context, 'makes none');
  const became: string[] = [];
  let waiting = 0;
  const log = (taken: TakenFeedback) => {
    became.push(taken.became);
    context.out(options.json ? JSON.stringify(taken) : lineOf(taken));
  };
  try {
    const warn = (sentence: string) => context.err(`${oneLine(sentence)}\n`);
    await withIntake(config, database, command, context, async (intake) => {
      waiting = await fetchMailbox(account, { intake, log, warn, stop: context.stop });
    });
  } catch (error) {
    if (isFailure(error)) throw error;
    return notNow(error, context);
  } finally {
    await database.close();
    const count = became.length;
    const left = waiting === 0 ? '' : `; ${waiting} left in the mailbox`;
    context.err(`${count} ${count === 1 ? 'report' : 'reports'}: ${tallyText(became) || 'none'}${left}\n`);
  }
  return context.stop.aborted || waiting > 0 ? exitCode.temporary : exitCode.done;
}

/** The intake rejects where the database could not be asked; the messages are still in the mailbox. */
function notNow(error: unknown, { err }: CommandContext): ExitCode {
  const why = oneLine((error as Error).message);
  err(
    `pennypost: The database could not be asked: ${why}. Run the same again for what is left in the mailbox.\n`,
  );
  return exitCode.temporary;
}

function lineOf({ became, address, category, why }: TakenFeedback): string {
  return [became.padEnd(12), address ?? '-', category, oneLine(why)].join('  ');
}
