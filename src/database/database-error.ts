import type { Failure } from '../failure.ts';

/** What stands in the way of the database and a person can mend. Lists every fault in sentences. */
export class DatabaseError extends Error implements Failure {
  readonly failure: 'mistake' | 'temporary';
  readonly faults: readonly string[];
  constructor(
    faults: readonly string[],
    options?: ErrorOptions & { readonly failure?: 'mistake' | 'temporary' },
  ) {
    super(faults.join('\n'), options);
    this.name = 'DatabaseError';
    this.faults = faults;
    this.failure = options?.failure ?? 'mistake';
  }
}
