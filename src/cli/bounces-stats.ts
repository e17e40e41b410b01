import { adviceFor, categoryWords } from '../feedback/category-words.ts';
import { readQuarantine } from '../feedback/decide-quarantine-sql.ts';
import { FeedbackError } from '../feedback/feedback-error.ts';
import { type FeedbackCount, type FeedbackStats, readFeedbackStats } from '../feedback/feedback-stats-sql.ts';
import { domainOf, type EmailAddress } from '../mail/address.ts';
import { waiting } from './bounces-list.ts';
import type { CommandContext, GlobalOptions } from './command-context.ts';
import { issueKeyOf } from './control-send.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import { oneLine } from './one-line.ts';
import { withFeedback } from './open-feedback.ts';
import { shorten } from './table-lines.ts';
import { writtenTime } from './written-time.ts';

export interface StatsOptions extends GlobalOptions {
  readonly json?: boolean;
}

/** `pennypost bounces stats 10`: what came back of an issue, by provider, and what to do about it. */
export async function stats(
  issue: string,
  options: StatsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return withFeedback(
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
        else for (const line of describeStats(send, fromDomain)) context.out(line);
      }
      for (const burst of await readQuarantine(database, issueKey)) context.err(`${waiting(burst)}\n`);
      return exitCode.done;
    },
  );
}

function withAdvice(send: FeedbackStats, fromDomain: string) {
  const counts = send.counts.map((count) => ({
    ...count,
    advice: adviceFor(count.category, count.status, fromDomain),
  }));
  return { ...send, counts };
}

/** A send in sentences: first what is ours to mend, then what is the readers' or their providers'. */
function describeStats(send: FeedbackStats, fromDomain: string): string[] {
  const { accepted, bouncedLater, complained, counts } = send;
  const advised = counts.map((count) => ({
    count,
    advice: adviceFor(count.category, count.status, fromDomain),
  }));
  const sorted = [
    ...advised.filter(({ advice }) => advice !== null),
    ...advised.filter(({ advice }) => advice === null),
  ];
  return [
    `Issue ${send.issueKey}, send ${send.send}, begun ${writtenTime(send.startedAt)}`,
    `  The relay accepted ${accepted}. Of these ${bouncedLater} bounced later, and ${complained} readers complained.`,
    ...(counts.length === 0 ? ['  Nothing came back.'] : []),
    ...sorted.flatMap(({ count, advice }) => describeCount(count, advice)),
  ];
}

const maxSaid = 140;

function describeCount(count: FeedbackCount, advice: string | null): string[] {
  const { provider, category, kind, people, suppressed, quarantined, said } = count;
  const verb = kind === 'hard' || kind === 'soft' ? 'refused' : 'answered for';
  const effects = [
    suppressed > 0 ? `${suppressed} suppressed` : '',
    quarantined > 0 ? `${quarantined} in quarantine` : '',
  ].filter(Boolean);
  const effect = effects.length > 0 ? ` (${effects.join(', ')})` : '';
  const head = `  ${provider} ${verb} ${people}: ${categoryWords[category].means}${effect}.`;
  return [
    advice === null ? head : `${head} ${advice}`,
    ...(said === '' ? [] : [`      "${shorten(oneLine(said), maxSaid)}"`]),
  ];
}
