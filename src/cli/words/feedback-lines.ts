import type { Category } from '../../feedback/bounce-report.ts';
import { categoryWords } from '../../feedback/classify/category-words.ts';
import type { FeedbackEntry } from '../../feedback/record/read-feedback-sql.ts';
import { oneLine } from '../terminal/one-line.ts';
import { shorten } from '../terminal/table-lines.ts';
import { writtenTime } from '../terminal/written-time.ts';

const maxReply = 80;

/** One entry of the feedback log as a row of a table. */
export function entryRow(entry: FeedbackEntry): string[] {
  const { id, at, kind, category, disposition, issue, address, recipient, status, reply, why } = entry;
  const whose = address ?? (recipient === null ? '-' : `(${recipient})`);
  const said = [status, shorten(oneLine(reply ?? ''), maxReply)].filter(Boolean).join(' ');
  const what = category ?? `${kind} by a person`;
  const cells = [`#${id}`, writtenTime(at), issue === null ? '-' : `issue ${issue}`, disposition ?? 'done'];
  return [...cells, what, whose, said, why ?? ''].map(oneLine);
}

export const entryHeading = ['id', 'when', 'issue', 'became', 'category', 'whose', 'what was said', 'why'];

/** For an editor; the name itself where it is none of ours. */
export function meansOf(category: string): string {
  return categoryWords[category as Category]?.means ?? category;
}

/** What an editor is told of a quarantine, and how to end it. */
export function quarantineLine(burst: {
  readonly issueKey: string;
  readonly provider: string;
  readonly reports: number;
}): string {
  const { issueKey, provider, reports } = burst;
  const which = `--issue ${issueKey} --provider ${JSON.stringify(provider)}`;
  return (
    `${provider} returned ${reports} of issue ${issueKey} for good, which is more than can be true: they are in ` +
    `quarantine and nobody was suppressed. If it was a fault of ${provider}: pennypost bounces undo --quarantine ` +
    `${which}. If those mailboxes are really gone: pennypost bounces confirm ${which}`
  );
}

const askingShown = 10;

/** What an editor is told of letters that ask to be taken off; none where nobody does. */
export function askingLines(addresses: readonly string[]): string[] {
  if (addresses.length === 0) return [];
  const more = addresses.length - askingShown;
  const shown = addresses.slice(0, askingShown).map(oneLine).join(', ');
  return [
    `By letter, and without a token that proves it, these seem to ask to be taken off: ${shown}` +
      `${more > 0 ? ` and ${more} more` : ''}. See what they want, and take them off the list or answer them; \`bounces list\` ` +
      'has when it came.',
  ];
}
