/** What is wrong with a template, or with what it makes of an issue. Every fault in sentences; no stack, exit 1. */
export class EmailError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.name = 'EmailError';
    this.faults = faults;
  }
}
