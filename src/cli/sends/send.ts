import { passLint, tellFindings } from '../issues/lint-gate.ts';
import { checkDespite } from '../issues/lint-rules.ts';
import { prepareNamed } from '../issues/open-issue.ts';
import { despiteUnpublished } from '../parts/despite.ts';
import { type CommandContext, loadConfig, UsageError } from '../terminal/command-context.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { printPlan } from './print-plan.ts';
import { type SendOptions, sendChoices } from './send-options.ts';
import { sendToAll } from './send-to-all.ts';
import { test } from './test.ts';

/**
 * `pennypost send 10`: one issue to everybody on the lists, or the plan of it. With `--to` it is the test that
 * `pennypost test` sends.
 */
export async function send(options: SendOptions, context: CommandContext): Promise<ExitCode> {
  const choices = sendChoices(options);
  if (options.to !== undefined) return test(options.issue, options.to, options, context);
  const despite = checkDespite(options.despite ?? []);
  const config = loadConfig(context, options);
  const purpose = options.despite?.includes(despiteUnpublished) ? 'send-unpublished' : 'send';
  const prepared = await prepareNamed(options.issue, config, context, purpose, options.online);
  const { rendered, issue } = prepared;
  const job = {
    options,
    choices,
    config,
    rendered,
    source: issue.sourceDigest,
    issueLists: issue.lists ?? [],
    context,
  };
  if (options.dryRun) tellFindings(prepared, context);
  else passLint(prepared, despite, context);
  return options.dryRun ? printPlan(job) : sendToAll(job);
}

/**
 * The issue that is meant: `send 10` or `send --issue 10`.
 *
 * @throws UsageError where none is named, or two
 */
export function namedIssue(argument: string | undefined, { issue }: { readonly issue?: string }): string {
  const named = argument ?? issue;
  if (named === undefined) throw new UsageError('Which issue? `pennypost send 10`, or `--issue 10`.');
  if (issue !== undefined && issue !== named)
    throw new UsageError(`One issue at a time: "${named}" or --issue "${issue}"?`);
  return named;
}
