import type { Config } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import { type CommandContext, type GlobalOptions, loadConfig } from '../terminal/command-context.ts';
import { type Making, openLedger } from './open-ledger.ts';

type Act<Result> = (database: Database, config: Config) => Promise<Result>;

/** Runs what a command changes in the database, and closes the database behind it. It makes none. */
export function withLedger<Result>(
  options: GlobalOptions,
  command: string,
  context: CommandContext,
  act: Act<Result>,
): Promise<Result> {
  return lend(options, command, context, 'makes none', act);
}

/** Runs what a command asks of the database, which may be one that was moved. */
export function readLedger<Result>(
  options: GlobalOptions,
  command: string,
  context: CommandContext,
  act: Act<Result>,
): Promise<Result> {
  return lend(options, command, context, 'only reads', act);
}

async function lend<Result>(
  options: GlobalOptions,
  command: string,
  context: CommandContext,
  making: Making,
  act: Act<Result>,
): Promise<Result> {
  const config = loadConfig(context, options);
  const database = await openLedger(config, command, context, making);
  try {
    return await act(database, config);
  } finally {
    await database.close();
  }
}
