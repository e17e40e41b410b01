import type { Failure } from '../failure.ts';

/** A queue that cannot be used, in sentences for whoever runs it. */
export class QueueError extends Error implements Failure {
  readonly failure = 'mistake';
  readonly faults: readonly string[];
  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.name = 'QueueError';
    this.faults = faults;
  }
}
