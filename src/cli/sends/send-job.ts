import type { Config } from '../../config.ts';
import type { RenderedIssue } from '../../email/rendered-issue.ts';
import type { SendChoices } from '../../sending/control/send-choices.ts';
import type { CommandContext } from '../terminal/command-context.ts';
import type { SendOptions } from './send-options.ts';

/** What every form of `pennypost send` works on. */
export interface SendJob {
  readonly options: SendOptions;
  readonly choices: SendChoices;
  readonly config: Config;
  readonly rendered: RenderedIssue;
  readonly context: CommandContext;
}

/** How the process is named to others that find it holding the embedded database. */
export function commandName({ options }: SendJob): string {
  return `pennypost send --issue ${options.issue}`;
}
