import type { Database } from '../../database/database.ts';
import { type CanaryWatch, readCanary } from '../../ledger/account-sql.ts';
import type { CommandContext } from '../terminal/command-context.ts';
import { writtenTime } from '../terminal/written-time.ts';

/** Tells the person who waits, once, until when the first few are watched. */
export function tellCanary(
  database: Database,
  send: number,
  { err }: Pick<CommandContext, 'err'>,
): { tell(): Promise<void> } {
  let told = '';
  return {
    tell: async () => {
      const canary = await readCanary(database, send);
      if (!canary?.until) return;
      const line = `${describeCanary(canary)}\n`;
      if (line !== told) err(line);
      told = line;
    },
  };
}

/** What the others wait for. */
export function describeCanary({ size, watchMinutes, until }: CanaryWatch): string {
  if (until)
    return `The first ${size} were tried. If all goes well, the others follow at ${writtenTime(until)}.`;
  const then = watchMinutes === 0 ? '' : ` and are watched for ${minutes(watchMinutes)} then`;
  return `The first ${size} go now${then}; the others follow by themselves if all goes well.`;
}

function minutes(count: number): string {
  return count === 1 ? 'a minute' : `${count} minutes`;
}
