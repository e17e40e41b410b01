/** Where both databases look for unqualified names: first in our own schema, then in BullMQ's. */
export const searchPath = 'pennypost,bullmq';
