import { LedgerError } from '../../ledger/ledger-error.ts';
import type { CommandContext } from '../terminal/command-context.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { nameOf, wordsOfRetry } from '../words/send-changes.ts';
import { type ActOptions, actOnSend, lookAgain } from './act-on-send.ts';

/** `pennypost retry 10 --failed`: whoever was refused for good is tried again, their attempts counted anew. */
export function retry(issue: string, options: ActOptions, context: CommandContext): Promise<ExitCode> {
  return actOnSend('retry', issue, options, context, async (control, before) => {
    if (before.state === 'cancelled') {
      throw new LedgerError('cancelled', [`${nameOf(before)} was cancelled: nobody is tried again.`]);
    }
    const outcome = await control.retryFailed(before.send);
    const view = await lookAgain(control, before);
    const { retried, left: notRetried, leftAlone } = outcome;
    return {
      view,
      told: wordsOfRetry(outcome, before.failed, view),
      more: { retried, notRetried, leftAlone },
    };
  });
}
