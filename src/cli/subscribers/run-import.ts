import type { ImportSource } from '../../audience/kept/import-people-sql.ts';
import { type ImportResult, importPeople } from '../../audience/kept/import-people-sql.ts';
import type { Config } from '../../config.ts';
import { openLedger } from '../parts/open-ledger.ts';
import type { CommandContext, GlobalOptions } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { oneLine } from '../terminal/one-line.ts';
import { openRefusedRows, type RefusedRows } from './refused-rows.ts';

export interface ImportCommandOptions extends GlobalOptions {
  readonly list?: string;
  readonly dryRun?: boolean;
  readonly unproven: 'mail' | 'unconfirmed';
  readonly because?: string;
  readonly encoding?: string;
  readonly json?: boolean;
}

/** What is imported, however it was named. */
export interface ImportJob {
  readonly sources: readonly ImportSource[];
  readonly list: string;
  /** How consents name where they came from. */
  readonly source: string;
  /** What the files cannot tell, in sentences. */
  readonly warnings: readonly string[];
}

/** Imports, and prints the account and where the refused rows are. */
export async function runImport(
  { sources, list, source, warnings }: ImportJob,
  options: ImportCommandOptions,
  config: Config,
  context: CommandContext,
): Promise<ExitCode> {
  const { dryRun = false, unproven, because = null, encoding } = options;
  const database = await openLedger(config, 'pennypost subscribers import', context, 'may make one');
  const now = new Date();
  const refused = openRefusedRows(config.dataDirectory, now);
  try {
    const result = await importPeople(database, sources, {
      list,
      encoding,
      unproven,
      because,
      source,
      dryRun,
      now,
      onRefused: refused.add,
    });
    await refused.close();
    tell(result, { list, warnings, refused, dryRun, json: options.json ?? false }, context);
    return exitCode.done;
  } catch (error) {
    await refused.remove();
    throw error;
  } finally {
    await database.close();
  }
}

interface Told {
  readonly list: string;
  readonly warnings: readonly string[];
  readonly refused: RefusedRows;
  readonly dryRun: boolean;
  readonly json: boolean;
}

const shownRefusals = 20;

function tell(
  { account, notes }: ImportResult,
  { list, warnings, refused, dryRun, json }: Told,
  context: CommandContext,
): void {
  for (const note of notes) context.err(`note: ${oneLine(note)}\n`);
  for (const warning of warnings) context.err(`Warning: ${oneLine(warning)}\n`);
  for (const sentence of refused.first.slice(0, shownRefusals))
    context.err(`refused: ${oneLine(sentence)}\n`);
  if (refused.file) context.err(`The refused rows are in ${refused.file}\n`);
  if (json) {
    context.out(
      JSON.stringify({ ...account, list, dryRun, refusedRows: refused.file, notes: [...notes, ...warnings] }),
    );
    return;
  }
  const { rows, added, updated, merged, already, left, suppressed, refused: refusedCount } = account;
  const parts = { added, updated, already, left, suppressed, merged, refused: refusedCount };
  const words = Object.entries(parts).flatMap(([word, count]) => (count > 0 ? [`${count} ${word}`] : []));
  context.out(`${list}: ${rows} rows${dryRun ? ' would come to' : ''}: ${words.join(', ') || 'nobody'}`);
}
