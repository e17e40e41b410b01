import type { Config } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import { type CommandContext, type GlobalOptions, loadConfig } from '../terminal/command-context.ts';
import { openLedger } from './open-ledger.ts';

/** Runs what a command asks of the database or changes in it, and closes the database behind it. It makes none. */
export async function withLedger<Result>(
  options: GlobalOptions,
  command: string,
  context: CommandContext,
  act: (database: Database, config: Config) => Promise<Result>,
): Promise<Result> {
  const config = loadConfig(context, options);
  const database = await openLedger(config, command, context, 'makes none');
  try {
    return await act(database, config);
  } finally {
    await database.close();
  }
}
