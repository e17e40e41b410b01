import type { Failure } from '../failure.ts';

/** What a person got wrong in a list or a secret. Lists every fault in sentences. */
export class AudienceError extends Error implements Failure {
  readonly failure = 'mistake';
  readonly faults: readonly string[];
  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.name = 'AudienceError';
    this.faults = faults;
  }
}
