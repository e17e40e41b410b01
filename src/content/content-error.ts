/** What the editor got wrong in an issue. Lists every fault in sentences; printed without a stack, exit 1. */
export class ContentError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.name = 'ContentError';
    this.faults = faults;
  }
}
