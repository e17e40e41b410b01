import type { Config } from '../../config.ts';
import type { RenderedIssue } from '../../email/rendered-issue.ts';
import type { SendRequest } from '../../ledger/sends/open-send-sql.ts';
import { type SendChoices, sendRequest } from '../../sending/control/send-choices.ts';
import { despiteLostKey } from '../parts/despite.ts';
import type { CommandContext } from '../terminal/command-context.ts';
import type { SendOptions } from './send-options.ts';

/** What every form of `pennypost send` works on. */
export interface SendJob {
  readonly options: SendOptions;
  readonly choices: SendChoices;
  readonly config: Config;
  readonly rendered: RenderedIssue;
  /** The digest of what the author wrote. */
  readonly source: string;
  readonly context: CommandContext;
}

export function requestOf({ rendered, source, choices }: SendJob): SendRequest {
  return sendRequest(rendered, source, choices);
}

/** How the process is named to others that find it holding the embedded database. */
export function commandName({ options }: SendJob): string {
  return `pennypost send --issue ${options.issue}`;
}

/** Whether whoever gave the command goes on without the keys that are not at hand. */
export function isDespiteLostKey({ despite }: Pick<SendOptions, 'despite'>): boolean {
  return despite?.includes(despiteLostKey) ?? false;
}
