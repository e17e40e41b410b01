import { adviceFor } from '../../feedback/classify/category-words.ts';
import { FeedbackError } from '../../feedback/feedback-error.ts';
import { readQuarantine } from '../../feedback/record/decide-quarantine-sql.ts';
import { type FeedbackStats, readFeedbackStats } from '../../feedback/record/feedback-stats-sql.ts';
import { readAsking } from '../../feedback/record/read-asking-sql.ts';
import { domainOf, type EmailAddress } from '../../mail/address.ts';
import { readLedger } from '../parts/with-ledger.ts';
import { issueKeyOf } from '../sends/act-on-send.ts';
import type { CommandContext, GlobalOptions } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { askingLines, quarantineLine } from '../words/feedback-lines.ts';
import { statsLines } from '../words/stats-lines.ts';

export interface StatsOptions extends GlobalOptions {
  readonly json?: boolean;
}

/** `pennypost bounces stats 10`: what came back of an issue, by provider, and what to do about it. */
export async function stats(
  issue: string,
  options: StatsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return readLedger(
    options,
    `pennypost bounces stats ${issue}`,
    context,
    async (database, { newsletter }) => {
      const fromDomain = domainOf(newsletter.from.address as EmailAddress);
      const issueKey = issueKeyOf(issue);
      const sends = await readFeedbackStats(database, issueKey);
      if (sends.length === 0) throw new FeedbackError([`Nothing was sent yet of an issue "${issueKey}".`]);
      for (const send of sends) {
        if (options.json) context.out(JSON.stringify(withAdvice(send, fromDomain)));
        else for (const line of statsLines(send, fromDomain)) context.out(line);
      }
      for (const burst of await readQuarantine(database, issueKey)) context.err(`${quarantineLine(burst)}\n`);
      for (const line of askingLines(await readAsking(database, new Date()))) context.err(`${line}\n`);
      return exitCode.done;
    },
  );
}

function withAdvice(send: FeedbackStats, fromDomain: string) {
  const counts = send.counts.map((count) => ({
    ...count,
    advice: adviceFor(count.category, count, fromDomain),
  }));
  return { ...send, counts };
}
