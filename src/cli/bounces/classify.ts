import type { BounceReport, RecipientResult } from '../../feedback/bounce-report.ts';
import { FeedbackError } from '../../feedback/feedback-error.ts';
import { countsFor } from '../../feedback/policy/suppression-policy.ts';
import { classifyMessage, isPayload } from '../../feedback/reports/classify-message.ts';
import { mimeReader } from '../../mail/mime/read-mime-worker.ts';
import type { CommandContext } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { mapAhead } from '../terminal/map-ahead.ts';
import { oneLine } from '../terminal/one-line.ts';
import { shorten, tableLines, tallyText } from '../terminal/table-lines.ts';
import { returnedMessages } from './returned-messages.ts';

export interface ClassifyOptions {
  readonly json?: boolean;
}

/** Enough that the files are read while the thread is at work. */
const ahead = 16;
const maxWhy = 90;
const heading = ['file', 'kind', 'recipient', 'status', 'category', 'why'];

/** `pennypost bounces classify`: what messages that came back say. Nothing is recorded and nobody suppressed. */
export async function classify(
  files: readonly string[],
  options: ClassifyOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const faults: string[] = [];
  const rows: string[][] = [];
  const kinds: string[] = [];
  const readMime = mimeReader();
  const messages = returnedMessages(files, context, faults);
  const classified = mapAhead(messages, ahead, async ({ file, bytes }) => ({
    file,
    isFirstHand: isPayload(bytes),
    report: await classifyMessage(bytes, readMime),
  }));
  for await (const { file, isFirstHand, report } of classified) {
    kinds.push(report.kind);
    if (options.json) context.out(JSON.stringify(jsonOf(file, isFirstHand, report)));
    else rows.push(...report.results.map((result) => rowOf(file, result)));
    if (context.stop.aborted) break;
  }
  if (!options.json) printTable(rows, kinds, context);
  if (faults.length > 0) throw new FeedbackError(faults);
  return exitCode.done;
}

/** With what each result counts for against its reader, which is what they feel. */
function jsonOf(file: string, isFirstHand: boolean, report: BounceReport) {
  const { kind, recipients, status, category } = report;
  const results = report.results.map((one) => ({ ...one, counts: countsFor(one, isFirstHand) }));
  return { file, kind, recipients, status, category, results };
}

function rowOf(file: string, { kind, recipient, status, category, why }: RecipientResult): string[] {
  const reason = shorten(oneLine(why), maxWhy);
  return [file, kind, recipient ?? '-', status ?? '-', category, reason].map(oneLine);
}

function printTable(rows: readonly string[][], kinds: readonly string[], context: CommandContext): void {
  for (const line of tableLines([heading, ...rows])) context.out(line);
  const count = kinds.length;
  context.err(`${count} ${count === 1 ? 'message' : 'messages'}: ${tallyText(kinds) || 'none'}\n`);
}
