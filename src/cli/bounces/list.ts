import { readQuarantine } from '../../feedback/record/decide-quarantine-sql.ts';
import { readAsking } from '../../feedback/record/read-asking-sql.ts';
import { readFeedback } from '../../feedback/record/read-feedback-sql.ts';
import { readLedger } from '../parts/with-ledger.ts';
import { issueKeyOf } from '../sends/act-on-send.ts';
import { type CommandContext, type GlobalOptions, UsageError } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { tableLines } from '../terminal/table-lines.ts';
import { askingLines, entryHeading, entryRow, quarantineLine } from '../words/feedback-lines.ts';

export interface ListOptions extends GlobalOptions {
  readonly issue?: string;
  readonly quarantined?: boolean;
  readonly limit: string;
  readonly json?: boolean;
}

/** `pennypost bounces list`: what came back, the newest first, and what waits for a decision. */
export async function list(options: ListOptions, context: CommandContext): Promise<ExitCode> {
  const limit = Number(options.limit);
  if (!/^\d{1,6}$/.test(options.limit) || limit < 1)
    throw new UsageError(`--limit ${JSON.stringify(options.limit)} is no number from 1 to 999999.`);
  const issueKey = options.issue === undefined ? undefined : issueKeyOf(options.issue);
  return readLedger(options, 'pennypost bounces list', context, async (database) => {
    const entries = await readFeedback(database, { issueKey, isQuarantined: options.quarantined, limit });
    if (options.json) for (const entry of entries) context.out(JSON.stringify(entry));
    else if (entries.length === 0) context.err('Nothing came back.\n');
    else for (const line of tableLines([entryHeading, ...entries.map(entryRow)])) context.out(line);
    for (const burst of await readQuarantine(database, issueKey ?? null))
      context.err(`${quarantineLine(burst)}\n`);
    for (const line of askingLines(await readAsking(database, new Date()))) context.err(`${line}\n`);
    return exitCode.done;
  });
}
