import { AudienceError } from '../../audience/audience-error.ts';
import { countAudience } from '../../audience/audience-sql.ts';
import type { Database } from '../../database/database.ts';
import { readAccount } from '../../ledger/account-sql.ts';
import { openDeliveries } from '../../ledger/delivery.ts';
import { ask } from '../terminal/ask.ts';
import { UsageError } from '../terminal/command-context.ts';
import { describeCanary } from '../words/canary-words.ts';
import { canaryOf } from './canary-options.ts';
import type { SendOptions } from './send.ts';
import type { SendJob } from './send-job.ts';

/**
 * Shows what is about to happen and asks; the default is no. With `--yes` it shows and does not ask.
 *
 * @throws UsageError without `--yes` where nobody is there to answer, AudienceError where nobody is left to mail
 */
export async function confirmSend(
  job: SendJob,
  database: Database,
  continued: number | null,
  destination: string,
): Promise<boolean> {
  const { context, options, rendered } = job;
  const { newsletter, subject, issueKey } = rendered;
  const recipients = await countRecipients(database, continued, options);
  context.err(
    [
      '',
      `  Subject     ${subject}`,
      `  From        ${newsletter.from.name} <${newsletter.from.address}>`,
      `  Recipients  ${recipients}`,
      `  Relay       ${destination}`,
      '',
    ].join('\n'),
  );
  for (const line of whatElse(job)) context.err(`${line}\n`);
  if (options.yes) return true;
  if (!context.isInteractive) {
    throw new UsageError(
      'Nobody is here to confirm, so nothing was sent: give --yes to send without being asked.',
    );
  }
  return ask(`Send issue ${issueKey}?`, context.stop);
}

/** What the numbers do not show. */
function whatElse({ options }: SendJob): string[] {
  const canary = canaryOf(options);
  return [
    ...(canary ? [describeCanary({ ...canary, until: null })] : []),
    ...(options.resendInDoubt
      ? ['Of those in doubt, most have it already: they will get it twice. Only the relay knows who.']
      : []),
  ];
}

async function countRecipients(
  database: Database,
  continued: number | null,
  { includeNew, resendInDoubt }: Pick<SendOptions, 'includeNew' | 'resendInDoubt'>,
): Promise<string> {
  if (continued !== null) {
    const account = await readAccount(database, continued);
    const more = [
      ...(includeNew ? ['whoever subscribed since'] : []),
      ...(resendInDoubt ? [`the ${account.inDoubt} in doubt`] : []),
    ];
    const left = [`${openDeliveries(account)} of ${account.audience} left`, ...more].join(', and ');
    return `${left} (continues send ${continued})`;
  }
  const { recipients, skipped } = await countAudience(database);
  if (recipients === 0) {
    throw new AudienceError([
      `There is nobody to send to: the lists name ${skipped} people, and none may be mailed.`,
    ]);
  }
  return skipped === 0 ? `${recipients}` : `${recipients}, and ${skipped} who must not be mailed`;
}
