/** A send that cannot be begun or continued as asked. Sentences for the editor, no stack. */
export class LedgerError extends Error {
  readonly faults: readonly string[];
  readonly reason: 'already-sent' | 'edited' | 'cancelled' | 'unknown-send';
  constructor(reason: LedgerError['reason'], faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.name = 'LedgerError';
    this.reason = reason;
    this.faults = faults;
  }
}
