import type { SuppressionReason } from './send-plan.ts';

/**
 * The stronger reason stays, whichever came first. A reader's own wish is the weakest, since they alone can take it
 * back on their own page, and with it whatever else it would hide; a complaint is the strongest.
 */
export const suppressionOrder: readonly SuppressionReason[] = [
  'unsubscribe',
  'repeated-soft-bounce',
  'hard-bounce',
  'manual',
  'complaint',
];

export function isStronger(reason: SuppressionReason, than: SuppressionReason): boolean {
  return suppressionOrder.indexOf(reason) > suppressionOrder.indexOf(than);
}

/** For a statement that has to know it. */
export const strongestFirst: readonly SuppressionReason[] = suppressionOrder.toReversed();
