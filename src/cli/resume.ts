import type { CommandContext } from './command-context.ts';
import { type ControlOptions, controlSend, lookAgain } from './control-send.ts';
import { wordsOfResume } from './control-words.ts';
import type { ExitCode } from './exit-code.ts';

/** `pennypost resume 10`: lets a paused send go on. It delivers nothing itself, and says who does. */
export function resume(issue: string, options: ControlOptions, context: CommandContext): Promise<ExitCode> {
  return controlSend('resume', issue, options, context, async (control, before) => {
    const condition = await control.resume(before.send);
    const view = await lookAgain(control, before);
    return { view, told: wordsOfResume(condition, view) };
  });
}
