import { describeSuppression, isSuppression, type SuppressionReason } from '../../audience/send-plan.ts';
import type { PassedOver } from '../../ledger/audience/plan-audience-sql.ts';

type Unsuppressed = Exclude<PassedOver, SuppressionReason>;

const said: Readonly<Record<Unsuppressed, string>> = {
  'no longer on a list': 'is no longer on a list',
  cancelled: 'was left over when the send was cancelled',
  'not recorded': 'was skipped before, and why was not recorded',
  failed: 'was refused for good, or given up',
  'in doubt': 'may have it already, which only the relay knows',
  refused: 'the send would be refused',
};

/** Why somebody gets nothing, for a person. `since` is when they were suppressed; null where they are not. */
export function describePassedOver(reason: PassedOver, since: Date | null): string {
  if (isSuppression(reason)) return describeSuppression({ reason, since });
  // A newer worker may know reasons that we do not.
  return said[reason] ?? reason;
}
