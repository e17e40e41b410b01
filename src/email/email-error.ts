import type { Failure } from '../failure.ts';

/** What is wrong with a template, or with what it makes of an issue. Every fault in sentences. */
export class EmailError extends Error implements Failure {
  readonly failure = 'mistake';
  readonly faults: readonly string[];
  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.name = 'EmailError';
    this.faults = faults;
  }
}
