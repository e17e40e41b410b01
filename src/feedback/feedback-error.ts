/** What a person got wrong about mail that came back. Lists every fault in sentences; printed without a stack, exit 1. */
export class FeedbackError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.name = 'FeedbackError';
    this.faults = faults;
  }
}
