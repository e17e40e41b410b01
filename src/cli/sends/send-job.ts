import type { Config } from '../../config.ts';
import type { RenderedIssue } from '../../email/rendered-issue.ts';
import type { SendRequest } from '../../ledger/open-send-sql.ts';
import type { CommandContext } from '../terminal/command-context.ts';
import { canaryOf } from './canary-options.ts';
import type { SendOptions } from './send.ts';

/** What every form of `pennypost send` works on. */
export interface SendJob {
  readonly options: SendOptions;
  readonly config: Config;
  readonly rendered: RenderedIssue;
  readonly context: CommandContext;
}

export function sendRequest({ options, rendered }: SendJob): SendRequest {
  return {
    issueKey: rendered.issueKey,
    digest: rendered.digest,
    content: JSON.stringify(rendered),
    rehearsal: options.catch ?? false,
    correction: options.correction ?? false,
    includeNew: options.includeNew ?? false,
    resendInDoubt: options.resendInDoubt ?? false,
    canary: canaryOf(options),
  };
}

/** How the process is named to others that find it holding the embedded database. */
export function commandName({ options }: SendJob): string {
  return `pennypost send --issue ${options.issue}`;
}
