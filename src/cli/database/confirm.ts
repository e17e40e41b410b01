import { ConfigError } from '../../config.ts';
import { ask } from '../terminal/ask.ts';
import type { CommandContext } from '../terminal/command-context.ts';

/**
 * Asks, unless --yes was given. False where the answer was no, which is told.
 * @throws ConfigError where nobody is there to answer
 */
export async function confirm(
  question: string,
  { yes }: { readonly yes?: boolean },
  context: CommandContext,
): Promise<boolean> {
  if (yes) return true;
  if (!context.isInteractive)
    throw new ConfigError([`${question} Nobody is here to answer, so nothing was changed: give --yes.`]);
  if (await ask(question, context)) return true;
  context.err('Nothing was changed.\n');
  return false;
}
