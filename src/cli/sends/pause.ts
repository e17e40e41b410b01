import type { CommandContext } from '../terminal/command-context.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { wordsOfPause } from '../words/send-changes.ts';
import { type ActOptions, actOnSend, lookAgain } from './act-on-send.ts';

/** `pennypost pause 10`: nothing new is claimed until somebody resumes it; what is in flight ends as it ends. */
export function pause(issue: string, options: ActOptions, context: CommandContext): Promise<ExitCode> {
  return actOnSend('pause', issue, options, context, async (control, before) => {
    const condition = await control.pause(before.send);
    const view = await lookAgain(control, before);
    return { view, told: wordsOfPause(condition, view) };
  });
}
