/** What a person got wrong in a list or a secret. Lists every fault in sentences; printed without a stack, exit 1. */
export class AudienceError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.name = 'AudienceError';
    this.faults = faults;
  }
}
