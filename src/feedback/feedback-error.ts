import type { Failure } from '../failure.ts';

type FeedbackFailure = 'mistake' | 'temporary';

/** What a person got wrong about mail that came back, or must wait for. Lists every fault in sentences. */
export class FeedbackError extends Error implements Failure {
  readonly faults: readonly string[];
  /** Temporary where trying again later may be all that is needed. */
  readonly failure: FeedbackFailure;
  constructor(faults: readonly string[], options?: ErrorOptions & { readonly failure?: FeedbackFailure }) {
    super(faults.join('\n'), options);
    this.name = 'FeedbackError';
    this.faults = faults;
    this.failure = options?.failure ?? 'mistake';
  }
}
