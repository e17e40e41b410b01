import type { CommandContext } from '../terminal/command-context.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { wordsOfResume } from '../words/send-changes.ts';
import { type ActOptions, actOnSend, lookAgain } from './act-on-send.ts';

/** `pennypost resume 10`: lets a paused send go on. It delivers nothing itself, and says who does. */
export function resume(issue: string, options: ActOptions, context: CommandContext): Promise<ExitCode> {
  return actOnSend('resume', issue, options, context, async (control, before) => {
    const condition = await control.resume(before.send);
    const view = await lookAgain(control, before);
    return { view, told: wordsOfResume(condition, view) };
  });
}
