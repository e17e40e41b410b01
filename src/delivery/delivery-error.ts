/** A relay that a person must set right, or wait for. Sentences, no stack. */
export class DeliveryError extends Error {
  readonly faults: readonly string[];
  /** True where trying again later may be all that is needed. */
  readonly isTemporary: boolean;
  constructor(faults: readonly string[], isTemporary: boolean, options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.name = 'DeliveryError';
    this.faults = faults;
    this.isTemporary = isTemporary;
  }
}
