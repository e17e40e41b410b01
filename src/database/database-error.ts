/** What stands in the way of the database and a person can mend. Lists every fault in sentences; exit 1. */
export class DatabaseError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.name = 'DatabaseError';
    this.faults = faults;
  }
}
