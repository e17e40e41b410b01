import type { SendPlan } from '../../sending/control/plan-send-sql.ts';
import type { SendChoices } from '../../sending/control/send-choices.ts';
import { ask } from '../terminal/ask.ts';
import { UsageError } from '../terminal/command-context.ts';
import { describeCanary } from '../words/canary-words.ts';
import { describeRecipients, otherLines } from '../words/plan-words.ts';
import type { SendJob } from './send-job.ts';

/** Where the mail goes, and who delivers the other sends that are open. */
export interface Route {
  /** The relays, for the editor. */
  readonly description: string;
  readonly others: 'this' | 'workers' | 'nobody';
}

/**
 * Shows what is about to happen and asks; the default is no. With `--yes` it shows and does not ask.
 *
 * @throws UsageError without `--yes` where nobody is there to answer
 */
export async function confirmSend(
  { context, options, choices, rendered }: SendJob,
  plan: SendPlan,
  { description, others }: Route,
): Promise<boolean> {
  const { newsletter, subject, issueKey } = plan.stored ?? rendered;
  const also = otherLines(plan.others, others);
  context.err(
    [
      '',
      `  Subject     ${subject}`,
      `  From        ${newsletter.from.name} <${newsletter.from.address}>`,
      `  Recipients  ${describeRecipients(plan)}`,
      ...also.map((line) => `  Beside it   ${line}`),
      `  Relay       ${description}`,
      '',
    ].join('\n'),
  );
  for (const note of plan.notes) context.err(`note: ${note}\n`);
  for (const line of whatElse(choices)) context.err(`${line}\n`);
  if (options.yes) return true;
  if (!context.isInteractive) {
    throw new UsageError(
      'Nobody is here to confirm, so nothing was sent: give --yes to send without being asked.',
    );
  }
  return ask(`Send issue ${issueKey}?`, context);
}

/** Asks whether a list that has lost most of its people is right; nobody is asked with `--yes` or without a terminal. */
export async function confirmShorter(
  sentences: readonly string[],
  { context, options }: SendJob,
): Promise<boolean> {
  if (options.yes || !context.isInteractive) return false;
  for (const sentence of sentences) context.err(`${sentence}\n`);
  return ask('Is the shorter list right?', context);
}

/** What the numbers do not show. */
function whatElse({ canary, resendInDoubt }: SendChoices): string[] {
  return [
    ...(canary ? [describeCanary({ ...canary, until: null })] : []),
    ...(resendInDoubt
      ? ['Of those in doubt, most have it already: they will get it twice. Only the relay knows who.']
      : []),
  ];
}
