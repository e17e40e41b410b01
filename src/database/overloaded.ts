import type { Failure } from '../failure.ts';

/** More waits for the database than is worth waiting: nothing was done, and the same may be asked again later. */
export class Overloaded extends Error implements Failure {
  readonly failure = 'temporary';
  readonly faults: readonly string[];
  constructor() {
    const fault = 'More is asked at once than the database keeps up with, so some are told to come again.';
    super(fault);
    this.name = 'Overloaded';
    this.faults = [fault];
  }
}
