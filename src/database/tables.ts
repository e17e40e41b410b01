import type { ColumnType, Generated, JSONColumnType } from 'kysely';

/** Defaults to now. */
type At = ColumnType<Date, Date | string | undefined, Date | string>;
type MaybeAt = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;

export type SendState = 'running' | 'paused' | 'cancelled' | 'done';

export type DeliveryState =
  | 'pending'
  | 'sending'
  | 'committing'
  | 'accepted'
  | 'deferred'
  | 'failed'
  | 'in_doubt'
  | 'skipped';

/** The tables of schema `pennypost`, as the migrations leave them. bigint comes as a number, timestamptz as a Date. */
export interface Tables {
  /** A person, once, however many lists name them. */
  subscriber: {
    id: Generated<number>;
    address: string;
    /** `address` in lower case: two spellings are one person. */
    address_key: string;
    name: Generated<string>;
    fields: JSONColumnType<Record<string, string>>;
    created_at: At;
  };
  /** Who the list files name today; rewritten by each synchronisation. */
  subscription: { list: string; subscriber_id: number };
  /** What a person agreed to or withdrew, when, and how we know. Only ever added to. */
  consent: {
    id: Generated<number>;
    subscriber_id: number;
    event: 'imported' | 'unsubscribed' | 'resubscribed';
    source: string;
    at: At;
  };
  /** Who must not be mailed. Keyed by address, so that no import can bring anybody back. */
  suppression: {
    address_key: string;
    reason: 'unsubscribe' | 'hard-bounce' | 'repeated-soft-bounce' | 'complaint' | 'manual';
    since: At;
    evidence: JSONColumnType<Record<string, unknown>>;
  };
  rendered_issue: { digest: string; issue_key: string; content: string; created_at: At };
  send: {
    id: Generated<number>;
    issue_key: string;
    digest: string;
    /** True where the mail went to the local catcher: a rehearsal never counts as the real send. */
    rehearsal: boolean;
    state: Generated<SendState>;
    /** Why it is paused, in a sentence for the editor. */
    pause_reason: string | null;
    created_at: At;
    finished_at: MaybeAt;
  };
  /** A process that delivers. Its deliveries are its own while `alive_until` lies ahead. */
  worker: {
    id: string;
    host: string;
    pid: number;
    alive_until: ColumnType<Date, Date | string, Date | string>;
  };
  delivery: {
    send_id: number;
    subscriber_id: number;
    state: Generated<DeliveryState>;
    attempt: Generated<number>;
    /** Counts the claims; a result that names an old fence is refused. */
    fence: Generated<number>;
    worker_id: string | null;
    next_attempt_at: MaybeAt;
    reply_code: number | null;
    enhanced_status: string | null;
    /** The last reply of the relay, whole; or why it was skipped. */
    detail: string | null;
    updated_at: At;
  };
  feedback_event: {
    id: Generated<number>;
    kind: string;
    send_id: number | null;
    subscriber_id: number | null;
    detail: JSONColumnType<Record<string, unknown>>;
    at: At;
  };
}
