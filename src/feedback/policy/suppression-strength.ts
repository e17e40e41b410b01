import type { SuppressionReason } from '../../audience/send-plan.ts';

/**
 * The stronger reason stays, whichever came first. A reader's own wish is the weakest, since they alone can take it
 * back on their own page, and with it whatever else it would hide; a complaint is the strongest.
 */
const strength: Readonly<Record<SuppressionReason, number>> = {
  unsubscribe: 0,
  'repeated-soft-bounce': 1,
  'hard-bounce': 2,
  manual: 3,
  complaint: 4,
};

export function isStronger(reason: SuppressionReason, than: SuppressionReason): boolean {
  return strength[reason] > strength[than];
}
