import type { Failure } from '../../failure.ts';

/** What a person asked of the web server that cannot be. Lists every fault in sentences. */
export class WebError extends Error implements Failure {
  readonly failure = 'mistake';
  readonly faults: readonly string[];
  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.name = 'WebError';
    this.faults = faults;
  }
}
