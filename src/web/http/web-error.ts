/** What a person asked of the web server that cannot be. Lists every fault in sentences; printed without a stack, exit 1. */
export class WebError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.name = 'WebError';
    this.faults = faults;
  }
}
