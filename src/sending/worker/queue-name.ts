import type { Scope } from '../../ledger/delivery.ts';

/** Real sends share one queue; a rehearsal has its own, so that no worker with a real relay ever sees its jobs. */
export function queueName(scope: Scope): string {
  return scope.rehearsal ? `rehearsal-${scope.send}` : 'delivery';
}
