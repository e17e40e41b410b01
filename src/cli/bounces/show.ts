import { describeSuppression } from '../../audience/send-plan.ts';
import { findSubscriber } from '../../feedback/consent/undo-suppression-sql.ts';
import { type FeedbackPerson, readFeedback, readPerson } from '../../feedback/record/read-feedback-sql.ts';
import type { CommandContext, GlobalOptions } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { oneLine } from '../terminal/one-line.ts';
import { tableLines } from '../terminal/table-lines.ts';
import { entryHeading, entryRow, meansOf } from '../words/feedback-lines.ts';
import { withFeedback } from './open-feedback.ts';

export interface ShowOptions extends GlobalOptions {
  readonly json?: boolean;
}

const shown = 100;

/** `pennypost bounces show ada@example.com`: whether somebody is mailed, why not, on what evidence, how to undo it. */
export async function show(
  addressOrId: string,
  options: ShowOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return withFeedback(options, `pennypost bounces show ${addressOrId}`, context, async (database) => {
    const subscriberId = await findSubscriber(database, addressOrId);
    const person = await readPerson(database, subscriberId);
    const history = await readFeedback(database, { subscriberId, limit: shown });
    if (options.json) {
      context.out(JSON.stringify({ ...person, history }));
      return exitCode.done;
    }
    for (const line of describePerson(person)) context.out(line);
    if (history.length > 0) context.out('');
    for (const line of tableLines([entryHeading, ...history.map(entryRow)].slice(history.length > 0 ? 0 : 1)))
      context.out(line);
    return exitCode.done;
  });
}

function describePerson({ address, suppression, isQuarantined }: FeedbackPerson): string[] {
  if (!suppression) {
    const waits = isQuarantined ? ' What came back for them waits in quarantine for your decision.' : '';
    return [`${address} is mailed.${waits}`];
  }
  const { reason, since, evidence } = suppression;
  return [
    `${address} is not mailed: ${describeSuppression({ reason, since })}.`,
    ...describeEvidence(evidence),
    howToUndo(address, reason),
  ];
}

function describeEvidence(evidence: Readonly<Record<string, unknown>>): string[] {
  const { event, category, reply, via } = evidence;
  if (typeof category !== 'string') return [];
  const said = typeof reply === 'string' && reply !== '' ? `: ${oneLine(reply)}` : '';
  return [`  report #${String(event)} by ${oneLine(String(via))}, ${meansOf(category)}${said}`];
}

function howToUndo(address: string, reason: string): string {
  if (reason === 'unsubscribe')
    return 'Only they can take that back, on the preferences page of any email they got.';
  const despite = reason === 'complaint' ? ' --despite-complaint' : '';
  return `To mail them again: pennypost bounces undo ${address}${despite}`;
}
