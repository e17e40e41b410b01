import type { BounceReport, RecipientResult } from '../feedback/bounce-report.ts';
import { classifyMessage } from '../feedback/classify-message.ts';
import { FeedbackError } from '../feedback/feedback-error.ts';
import { type FoundMessage, messagesOf, readMailSource } from '../feedback/mail-source-file.ts';
import { mimeReader } from '../mail/read-mime-worker.ts';
import type { CommandContext } from './command-context.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import { oneLine } from './one-line.ts';

export interface ClassifyOptions {
  readonly json?: boolean;
}

interface Classified {
  readonly file: string;
  readonly report: BounceReport;
}

/** Enough that the files are read while the thread is at work. */
const ahead = 16;
const maxWhy = 90;

/** `pennypost bounces classify`: what messages that came back say. Nothing is recorded and nobody suppressed. */
export async function classify(
  files: readonly string[],
  options: ClassifyOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const faults: string[] = [];
  const rows: string[][] = [];
  const tally = new Map<string, number>();
  for await (const { file, report } of classifyAll(messagesUnder(files, context, faults))) {
    tally.set(report.kind, (tally.get(report.kind) ?? 0) + 1);
    if (options.json) context.out(JSON.stringify(jsonOf(file, report)));
    else rows.push(...report.results.map((result) => rowOf(file, result)));
    if (context.stop.aborted) break;
  }
  if (!options.json) printTable(rows, tally, context);
  if (faults.length > 0) throw new FeedbackError(faults);
  return exitCode.done;
}

/** What cannot be read is told at the end: the other files are worth an answer all the same. */
async function* messagesUnder(
  files: readonly string[],
  context: CommandContext,
  faults: string[],
): AsyncGenerator<FoundMessage> {
  for (const file of files) {
    try {
      if (file === '-') yield* messagesOf(file, await readInput());
      else yield* readMailSource(file, context.cwd);
    } catch (error) {
      if (!(error instanceof FeedbackError)) throw error;
      faults.push(...error.faults);
    }
  }
}

async function* classifyAll(messages: AsyncIterable<FoundMessage>): AsyncGenerator<Classified> {
  const readMime = mimeReader();
  const underway: Promise<Classified>[] = [];
  for await (const { file, bytes } of messages) {
    const classified = classifyMessage(bytes, readMime).then((report) => ({ file, report }));
    // Whoever awaits it later is told; until then a bug must not end the process.
    classified.catch(() => undefined);
    underway.push(classified);
    const first = underway.length > ahead ? underway.shift() : undefined;
    if (first) yield await first;
  }
  for (const last of underway) yield await last;
}

async function readInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function jsonOf(file: string, { kind, recipients, status, category, results }: BounceReport) {
  return { file, kind, recipients, status, category, results };
}

function rowOf(file: string, { kind, recipient, status, category, why }: RecipientResult): string[] {
  const reason = oneLine(why);
  const short = reason.length > maxWhy ? `${reason.slice(0, maxWhy - 1)}…` : reason;
  return [file, kind, recipient ?? '-', status ?? '-', category, short].map(oneLine);
}

function printTable(
  rows: readonly string[][],
  tally: ReadonlyMap<string, number>,
  context: CommandContext,
): void {
  const all = [['file', 'kind', 'recipient', 'status', 'category', 'why'], ...rows];
  const widths =
    all[0]?.map((_, column) => all.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0)) ?? [];
  for (const row of all) {
    context.out(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
  const counts = Array.from(tally, ([kind, count]) => `${count} ${kind}`).join(', ');
  const total = [...tally.values()].reduce((sum, count) => sum + count, 0);
  context.err(`${total} ${total === 1 ? 'message' : 'messages'}: ${counts || 'none'}\n`);
}
