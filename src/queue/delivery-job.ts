/** What a job holds: which delivery to wake, and nothing about the person. */
export interface DeliveryJob {
  readonly send: number;
  readonly subscriber: number;
  /** The attempt it wakes, so that a job left over from an attempt that was lost never stands in the way of the next. */
  readonly attempt: number;
}

/** BullMQ takes no integer and no colon for an id. The same job twice is one job while the first exists. */
export function jobId({ send, subscriber, attempt }: DeliveryJob): string {
  return `d-${send}-${subscriber}-${attempt}`;
}
