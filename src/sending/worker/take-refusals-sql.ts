import type { Database } from '../../database/database.ts';
import { sweepRefusals } from '../../feedback/record/sweep-refusals-sql.ts';
import { judgeRefusals } from '../../ledger/refusals/judge-refusals-sql.ts';

/**
 * Judges what the relay refused for good, and takes as feedback what is about the readers. Any process may, at any time.
 *
 * @returns whether anybody is pending again
 */
export async function takeRefusals(database: Database): Promise<boolean> {
  const isAnyPutBack = await judgeRefusals(database);
  await sweepRefusals(database);
  return isAnyPutBack;
}
