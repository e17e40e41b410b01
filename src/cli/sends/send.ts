import { passLint, tellFindings } from '../issues/lint-gate.ts';
import { checkDespite } from '../issues/lint-rules.ts';
import { prepareNamed } from '../issues/open-issue.ts';
import { type CommandContext, loadConfig } from '../terminal/command-context.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { printPlan } from './print-plan.ts';
import { type SendOptions, sendChoices } from './send-options.ts';
import { sendTest } from './send-test.ts';
import { sendToAll } from './send-to-all.ts';

/** `pennypost send`: one issue to everybody on the lists, to one address as a test, or the plan of it. */
export async function send(options: SendOptions, context: CommandContext): Promise<ExitCode> {
  const choices = sendChoices(options);
  const despite = checkDespite(options.despite ?? []);
  const config = loadConfig(context, options);
  const prepared = await prepareNamed(options.issue, config, context, 'refuse');
  const job = { options, choices, config, rendered: prepared.rendered, context };
  if (options.to !== undefined || options.dryRun) tellFindings(prepared, context);
  else passLint(prepared, despite, context);
  if (options.to !== undefined) return sendTest(options.to, job);
  return options.dryRun ? printPlan(job) : sendToAll(job);
}
