import type { Failure } from '../../failure.ts';

/** A relay that a person must set right, or wait for. Lists every fault in sentences. */
export class DeliveryError extends Error implements Failure {
  readonly faults: readonly string[];
  /** Temporary where trying again later may be all that is needed. */
  readonly failure: 'mistake' | 'temporary';
  constructor(faults: readonly string[], failure: 'mistake' | 'temporary', options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.name = 'DeliveryError';
    this.faults = faults;
    this.failure = failure;
  }
}
