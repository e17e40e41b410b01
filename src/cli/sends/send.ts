import { passLint, tellFindings } from '../issues/lint-gate.ts';
import { checkDespite } from '../issues/lint-rules.ts';
import { prepareNamed } from '../issues/open-issue.ts';
import {
  type CommandContext,
  type GlobalOptions,
  loadConfig,
  UsageError,
} from '../terminal/command-context.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { canaryOf } from './canary-options.ts';
import { printPlan } from './print-plan.ts';
import { sendTest } from './send-test.ts';
import { sendToAll } from './send-to-all.ts';

export interface SendOptions extends GlobalOptions {
  readonly issue: string;
  readonly content?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly catch?: boolean;
  readonly to?: string;
  readonly detach?: boolean;
  readonly skipBadRows?: boolean;
  readonly correction?: boolean;
  readonly includeNew?: boolean;
  readonly limit?: string;
  readonly watch?: string;
  readonly resendInDoubt?: boolean;
  readonly despite?: readonly string[];
}

/** `pennypost send`: one issue to everybody on the lists, to one address as a test, or the plan of it. */
export async function send(options: SendOptions, context: CommandContext): Promise<ExitCode> {
  refuseContradictions(options);
  canaryOf(options);
  const despite = checkDespite(options.despite ?? []);
  const config = loadConfig(context, options);
  const prepared = await prepareNamed(options.issue, config, context, 'refuse');
  const { rendered } = prepared;
  if (options.to !== undefined || options.dryRun) tellFindings(prepared, context);
  else passLint(prepared, despite, context);
  if (options.to !== undefined) return sendTest(options.to, { options, config, rendered, context });
  if (options.dryRun) return printPlan({ options, config, rendered, context });
  return sendToAll({ options, config, rendered, context });
}

function refuseContradictions(options: SendOptions): void {
  const pairs = [
    ['catch', 'detach', 'the catcher lives only as long as this command'],
    ['to', 'detach', 'a test goes out at once'],
    ['to', 'dryRun', 'a test goes to the one address given'],
    ['limit', 'resendInDoubt', 'nobody is held back in a send that was begun'],
    ['to', 'limit', 'a test goes to the one address given'],
    ['to', 'resendInDoubt', 'a test goes to the one address given'],
    ['dryRun', 'detach', 'a dry run leaves nothing to be done'],
  ] as const;
  for (const [one, other, why] of pairs) {
    if (options[one] !== undefined && options[other]) {
      throw new UsageError(`${flag(one)} and ${flag(other)} exclude each other: ${why}.`);
    }
  }
}

function flag(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
