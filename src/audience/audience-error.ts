import type { Failure } from '../failure.ts';

/** What a person got wrong in a list or a secret. Lists every fault in sentences. */
export class AudienceError extends Error implements Failure {
  readonly failure = 'mistake';
  readonly faults: readonly string[];
  /** `shorter-list`: nothing is wrong where a person says so. */
  readonly reason: 'shorter-list' | null;
  constructor(
    faults: readonly string[],
    { reason = null, ...options }: ErrorOptions & { readonly reason?: 'shorter-list' | null } = {},
  ) {
    super(faults.join('\n'), options);
    this.reason = reason;
    this.name = 'AudienceError';
    this.faults = faults;
  }
}
