import type { Failure } from '../failure.ts';

export type LedgerFault =
  | 'already-sent'
  | 'edited'
  | 'cancelled'
  | 'paused'
  | 'under-way'
  | 'unknown-send'
  | 'restored';

/** A send that cannot be begun or continued as asked. Sentences for the editor. */
export class LedgerError extends Error implements Failure {
  readonly faults: readonly string[];
  readonly reason: LedgerFault;
  /** Who asks for what is done already has nothing to mend. */
  readonly failure: 'already-sent' | 'mistake';
  constructor(reason: LedgerFault, faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.name = 'LedgerError';
    this.reason = reason;
    this.faults = faults;
    this.failure = reason === 'already-sent' ? reason : 'mistake';
  }
}
