import { openDeliveries } from '../../ledger/delivery.ts';
import type { SendPlan } from '../../sending/control/plan-send-sql.ts';
import type { SendChoices } from '../../sending/control/send-choices.ts';
import { ask } from '../terminal/ask.ts';
import { UsageError } from '../terminal/command-context.ts';
import { describeCanary } from '../words/canary-words.ts';
import type { SendJob } from './send-job.ts';

/**
 * Shows what is about to happen and asks; the default is no. With `--yes` it shows and does not ask.
 *
 * @throws UsageError without `--yes` where nobody is there to answer
 */
export async function confirmSend(
  { context, options, choices, rendered }: SendJob,
  plan: SendPlan,
  destination: string,
): Promise<boolean> {
  const { newsletter, subject, issueKey } = rendered;
  context.err(
    [
      '',
      `  Subject     ${subject}`,
      `  From        ${newsletter.from.name} <${newsletter.from.address}>`,
      `  Recipients  ${describeRecipients(plan, choices)}`,
      `  Relay       ${destination}`,
      '',
    ].join('\n'),
  );
  for (const line of whatElse(choices)) context.err(`${line}\n`);
  if (options.yes) return true;
  if (!context.isInteractive) {
    throw new UsageError(
      'Nobody is here to confirm, so nothing was sent: give --yes to send without being asked.',
    );
  }
  return ask(`Send issue ${issueKey}?`, context);
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

function describeRecipients(plan: SendPlan, { includeNew, resendInDoubt }: SendChoices): string {
  if (plan.kind === 'begin') {
    const { recipients, skipped } = plan;
    return skipped === 0 ? `${recipients}` : `${recipients}, and ${skipped} who must not be mailed`;
  }
  const { account, send } = plan;
  const more = [
    ...(includeNew ? ['whoever subscribed since'] : []),
    ...(resendInDoubt ? [`the ${account.inDoubt} in doubt`] : []),
  ];
  const left = [`${openDeliveries(account)} of ${account.audience} left`, ...more].join(', and ');
  return `${left} (continues send ${send})`;
}
