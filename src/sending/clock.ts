/** The time of a process and its passing, so that whoever tests what waits need not wait. */
export interface Clock {
  now(): Date;
  /** Resolves after so many milliseconds, or at once where the signal is or becomes aborted. Never rejects. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}
