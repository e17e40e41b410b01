export type LedgerFault = 'already-sent' | 'edited' | 'cancelled' | 'paused' | 'under-way' | 'unknown-send';

/** A send that cannot be begun or continued as asked. Sentences for the editor, no stack. */
export class LedgerError extends Error {
  readonly faults: readonly string[];
  readonly reason: LedgerFault;
  constructor(reason: LedgerFault, faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.name = 'LedgerError';
    this.reason = reason;
    this.faults = faults;
  }
}
