import type { SuppressionReason } from '../audience/send-plan.ts';

/** Left every list of the send, and is pending again when back on one while it is open. */
export const offList = 'no longer on a list';

/** Left over when the send was called off. */
export const cancelled = 'cancelled';

/** Why a delivery is skipped, as the ledger keeps it and accounts name it. */
export type SkipReason = SuppressionReason | typeof offList | typeof cancelled;

/** Of what was skipped by a worker of the version before, which kept no reason. */
export const notRecorded = 'not recorded';
