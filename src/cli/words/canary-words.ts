import type { CanaryWatch } from '../../ledger/accounts/account-sql.ts';
import type { CommandContext } from '../terminal/command-context.ts';
import { writtenTime } from '../terminal/written-time.ts';

/** Tells the person who waits, once, until when the first few are watched. */
export function canaryTeller({ err }: Pick<CommandContext, 'err'>): (canary: CanaryWatch) => void {
  let told = '';
  return (canary) => {
    if (!canary.until) return;
    const line = `${describeCanary(canary)}\n`;
    if (line !== told) err(line);
    told = line;
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
