/** What stands in columns of a few words. */

export type SendState = 'running' | 'paused' | 'cancelled' | 'done';

/**
 * Who paused a send, which decides what lifts it. `fault`: a worker, for something that is mended elsewhere, so the
 * next `send` goes on. `editor`, `stale` and `canary`: only a person's word, `resume`.
 */
export type PausedBy = 'editor' | 'fault' | 'stale' | 'canary';

export type DeliveryState =
  | 'held'
  | 'pending'
  | 'sending'
  | 'committing'
  | 'accepted'
  | 'deferred'
  | 'failed'
  | 'in_doubt'
  | 'skipped';

/** What became of a report: as it was recorded, then as a person decided (`confirmed`, `released`, `undone`). */
export type Disposition =
  | 'suppressed'
  | 'counted'
  | 'quarantined'
  | 'noted'
  | 'unsubscribed'
  | 'unmatched'
  | 'confirmed'
  | 'released'
  | 'undone';
