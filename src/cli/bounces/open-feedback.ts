import type { Config } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import { openLedger } from '../parts/open-ledger.ts';
import type { CommandContext, GlobalOptions } from '../terminal/command-context.ts';
import { loadConfig } from '../terminal/command-context.ts';

/** Runs a command that reads or changes the feedback log, and closes the database behind it. */
export async function withFeedback<Result>(
  options: GlobalOptions,
  command: string,
  context: CommandContext,
  act: (database: Database, config: Config) => Promise<Result>,
): Promise<Result> {
  const config = loadConfig(context, options);
  const database = await openLedger(config, command, context);
  try {
    return await act(database, config);
  } finally {
    await database.close();
  }
}
