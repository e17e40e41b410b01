const kinds = ['mistake', 'usage', 'lint', 'already-sent', 'temporary'] as const;

/** How a command ends by a failure; its exit code is the roof's. */
export type FailureKind = (typeof kinds)[number];

/** What an error says that a person can mend, or wait for: which kind of failure it is, and every fault in a sentence. */
export interface Failure {
  readonly failure: FailureKind;
  readonly faults: readonly string[];
}

/** Whether a person can mend it. Anything else that is thrown is our bug. */
export function isFailure(error: unknown): error is Error & Failure {
  if (!(error instanceof Error && 'failure' in error && 'faults' in error)) return false;
  const { failure, faults } = error;
  return kinds.some((kind) => kind === failure) && Array.isArray(faults);
}
