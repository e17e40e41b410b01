import type { Failure } from '../failure.ts';

/** What the editor got wrong in an issue. Lists every fault in sentences. */
export class ContentError extends Error implements Failure {
  readonly failure = 'mistake';
  readonly faults: readonly string[];
  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.name = 'ContentError';
    this.faults = faults;
  }
}
