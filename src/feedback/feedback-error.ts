/** What a person got wrong about mail that came back. Lists every fault in sentences; printed without a stack, exit 1. */
export class FeedbackError extends Error {
  readonly faults: readonly string[];
  /** True where trying again later may be all that is needed: exit 75. */
  readonly isTemporary: boolean;
  constructor(faults: readonly string[], options?: ErrorOptions & { readonly isTemporary?: boolean }) {
    super(faults.join('\n'), options);
    this.name = 'FeedbackError';
    this.faults = faults;
    this.isTemporary = options?.isTemporary ?? false;
  }
}
