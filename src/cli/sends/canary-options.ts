import type { CanaryPlan } from '../../ledger/sends/open-send-sql.ts';
import { UsageError } from '../terminal/command-context.ts';

const mostMinutes = 24 * 60;
const defaultWatchMinutes = 10;

/**
 * What `--limit` and `--watch` ask for; null without `--limit`.
 * @throws UsageError for what is no number, or none that makes sense
 */
export function canaryOf({
  limit,
  watch,
}: {
  readonly limit?: string;
  readonly watch?: string;
}): CanaryPlan | null {
  if (limit === undefined && watch === undefined) return null;
  if (limit === undefined)
    throw new UsageError('--watch goes with --limit: it says how long to watch those.');
  const size = Number(limit);
  if (!Number.isSafeInteger(size) || size < 1) {
    throw new UsageError(`--limit "${limit}" is not a number of recipients, such as 200.`);
  }
  const watchMinutes = watch === undefined ? defaultWatchMinutes : Number(watch);
  if (!(watchMinutes >= 0 && watchMinutes <= mostMinutes)) {
    throw new UsageError(`--watch "${watch}" is not a number of minutes from 0 to ${mostMinutes}.`);
  }
  return { size, watchMinutes };
}
