import { openDeliveries } from '../../ledger/delivery.ts';
import { isOver } from '../../ledger/sends/earlier-send.ts';
import type { SendView } from '../../sending/control/send-control.ts';
import { ask } from '../terminal/ask.ts';
import { type CommandContext, UsageError } from '../terminal/command-context.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { nameOf, reached, wordsOfCancel } from '../words/send-changes.ts';
import { type ActOptions, actOnSend, lookAgain } from './act-on-send.ts';

/** `pennypost cancel 10`: calls a send off for good, after asking. */
export function cancel(issue: string, options: ActOptions, context: CommandContext): Promise<ExitCode> {
  return actOnSend('cancel', issue, options, context, async (control, before) => {
    const wasOver = isOver(before);
    if (!wasOver && !options.yes && !(await confirmCancel(before, context))) return null;
    const condition = await control.cancel(before.send);
    const view = await lookAgain(control, before);
    return { view, told: wordsOfCancel(condition, view) };
  });
}

/** @throws UsageError where nobody is there to answer */
function confirmCancel(view: SendView, context: CommandContext): Promise<boolean> {
  const left = openDeliveries(view.account);
  context.err(`${nameOf(view)}: ${reached(view)}, ${left} would not get it. This cannot be taken back.\n`);
  if (!context.isInteractive) {
    throw new UsageError('Nobody is here to confirm, so nothing was cancelled: give --yes.');
  }
  return ask(`Cancel the send of issue ${view.issueKey}?`, context);
}
