import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely';
import type { DeliveryState, Disposition, PausedBy, SendState } from './column-values.ts';

/** Defaults to now. */
type At = ColumnType<Date, Date | string | undefined, Date | string>;
type MaybeAt = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;

/** The tables of schema `pennypost`, as the migrations leave them. bigint comes as a number, timestamptz as a Date. */
export interface Tables {
  /** The one row that says which database this is. */
  database_identity: {
    is_only: Generated<boolean>;
    /** Random, made once. A copy has it too. */
    id: Generated<string>;
    /** The highest id of a subscriber whom links from before 0005-signed-names may name. */
    last_serial_subscriber: number;
    /** Random, made once: with it erased addresses are hashed, see `erased_address`. */
    erasure_key: Generated<string>;
  };
  /** Whom nobody may bring back who was erased, as the SHA-256 of the key of this database and their address key. */
  erased_address: { hash: string; at: At };
  /** What an import has read and not yet taken over, in pieces of whole people. Unlogged. */
  import_row: {
    import: string;
    piece: number;
    /** Its place in what is imported, so that the first of several rows of a person is known. */
    row: number;
    address: string;
    address_key: string;
    name: string;
    fields: JSONColumnType<Record<string, string>>;
    /** 0 may be mailed, 1 unconfirmed, 2 left. */
    state: number;
    /** The reason of a suppression. */
    suppressed_by: string | null;
    evidence: JSONColumnType<Record<string, unknown>>;
    at: MaybeAt;
    staged_at: At;
  };
  /** The one row where the database was moved elsewhere, or is being moved: nothing here may be changed any more. */
  database_moved: {
    is_only: Generated<boolean>;
    /** Where to, for people. */
    place: string;
    begun_at: At;
    /** When all of it had arrived; null until then. */
    done_at: MaybeAt;
  };
  /** A restoring of this database from a backup. */
  database_restore: {
    id: Generated<string>;
    /** When the backup was made. */
    made_at: At;
    restored_at: At;
    /** When a person had said which issues went out since the backup was made; null until then, and no send begins. */
    said_at: MaybeAt;
    /** The keys of those issues. */
    sent: Generated<string[]>;
  };
  /** The keys that signed what was sent, by the ids that their signatures bear; of the keys themselves nothing is kept. */
  signing_key: {
    /** The first 24 bits of a digest of the secret and of the id of this database. */
    id: number;
    since: At;
    /** Whether it is taken to have signed what went out before 0005-signed-names, of which no key is noted. */
    is_serial: Generated<boolean>;
    /** When a person said to go on without it; null where nobody has, or it is back. */
    given_up_at: MaybeAt;
  };
  /** A person, once, however many lists name them. */
  subscriber: {
    id: Generated<number>;
    address: string;
    /** `address` in lower case: two spellings are one person. */
    address_key: string;
    name: Generated<string>;
    fields: JSONColumnType<Record<string, string>>;
    created_at: At;
    /** By which links and tags name them, a UUID. `id` goes nowhere outside. */
    public_id: Generated<string>;
  };
  /** The lists there are. Of a `file` the file is the truth, of a `kept` one this database. */
  list: { name: string; kind: 'file' | 'kept' };
  /** A person on a list. Of a file list rewritten by each synchronisation, but for who has left. */
  subscription: {
    list: string;
    subscriber_id: number;
    /** Only `active` is mailed. */
    state: Generated<'unconfirmed' | 'active' | 'left'>;
    /** What made it so; null where they gave none, or a process from before 0003-lists wrote it. */
    consent_id: number | null;
  };
  /** What a person agreed to or withdrew, when, and how we know. Only ever added to. */
  consent: {
    id: Generated<number>;
    subscriber_id: number;
    event: 'imported' | 'unsubscribed' | 'resubscribed';
    source: string;
    /** The list that it is about; null where it is about all of them, or from before 0003-lists. */
    list: string | null;
    /** From where it came, as far as it was seen; `{}` from before 0008-notices. */
    evidence: ColumnType<Record<string, unknown>, string | undefined, string>;
    at: At;
  };
  /** Who must not be mailed. Keyed by address, so that no import can bring anybody back. */
  suppression: {
    address_key: string;
    reason: 'unsubscribe' | 'hard-bounce' | 'repeated-soft-bounce' | 'complaint' | 'manual';
    since: At;
    evidence: JSONColumnType<Record<string, unknown>>;
  };
  /** What was rendered for a send, as JSON whose form is the email room's; the subject beside it, for lists of sends. */
  rendered_issue: {
    digest: string;
    issue_key: string;
    content: string;
    /** Null where a process from before 0009-source-digest stored it. */
    subject: string | null;
    created_at: At;
  };
  send: {
    id: Generated<number>;
    issue_key: string;
    /** Of what was rendered for it, which its deliveries get to the end. */
    digest: string;
    /** Of what the author wrote; null where a process from before 0009-source-digest began it. */
    source_digest: string | null;
    /** When the rest of it were given a new version, whose digests these are since; null where that never was. */
    corrected_at: MaybeAt;
    /** True where the mail went to the local catcher: a rehearsal never counts as the real send. */
    rehearsal: boolean;
    /** `notice` where it is mail that is no issue: nobody steers that, and no statement about sends finds it. */
    state: ColumnType<SendState, SendState | 'notice' | undefined, SendState>;
    paused_by: PausedBy | null;
    /** Why it is paused, or was cancelled, in a sentence for the editor. */
    pause_reason: string | null;
    created_at: At;
    finished_at: MaybeAt;
    /** When a person last wanted it anew: begun, resumed, sent again. From then on the time to give up counts. */
    asked_at: At;
    /** When a worker last looked after it, or a person last asked for it; a send left alone for days is stale. */
    tended_at: At;
    /** How many go first, the others being held; null where all go at once. */
    canary_size: number | null;
    /** How long to watch after the last of them was settled, in minutes. */
    canary_watch_minutes: number | null;
    /** When the last of them was settled; null before. */
    canary_settled_at: MaybeAt;
    /** When the others were let go; null before. */
    canary_released_at: MaybeAt;
    /**
     * The keys of the refusals for which it is paused: who is refused so meanwhile is pending, and has not failed. Where
     * it has gone on since, those for which it was, and who is refused so is tried once more.
     */
    refusals_held: Generated<string[]>;
    /** The keys of those that a person has said to go on with: they count, and pause it no more. */
    refusals_believed: Generated<string[]>;
    /** By which tags name it, 12 hexadecimal digits; null where it is from before 0005-signed-names. */
    public_id: Generated<string | null>;
    /** Whether a file list that is new is one of its lists too; not where somebody named its lists. */
    follows_files: Generated<boolean>;
  };
  /**
   * What a send goes to: whoever is active on one of these lists. None where it was begun by a process from before
   * 0003-lists: then it goes to all.
   */
  send_list: { send_id: number; list: string };
  /** A process that delivers. Its deliveries are its own while `alive_until` lies ahead. */
  worker: {
    id: string;
    host: string;
    pid: number;
    /** What the process was started as. */
    command: Generated<string>;
    /** Whether it serves a rehearsal and nothing else. */
    rehearsal: Generated<boolean>;
    /** Whether it delivers issues, or only notices; from before 0008-notices it does. */
    delivers_issues: Generated<boolean>;
    /** Whether it delivers notices: whoever asks for one is told where nobody does. */
    delivers_notices: Generated<boolean>;
    started_at: At;
    alive_until: ColumnType<Date, Date | string, Date | string>;
    /** When recovery took back what it held, its lease having run out. */
    swept_at: MaybeAt;
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
    /**
     * The last reply of the relay, whole, as `reply_code` and `enhanced_status` have it in short. Workers from before
     * 0002-reply-text leave it as it was: see reply-sql.ts.
     */
    reply_text: string | null;
    /** Why it is as it is, in a sentence for people, from which nothing is read back. */
    detail: string | null;
    /**
     * Why it is skipped: the reason of a suppression, or one of skip-reason.ts. Null where it is not, or where a worker
     * from before 0003-lists skipped it.
     */
    skip_reason: string | null;
    /** True while feedback has yet to take what the relay refused for good. */
    is_refusal_new: Generated<boolean>;
    /**
     * What stands for all refusals in the same words, if the last attempt was refused; see refusal-key.ts. Workers from
     * before 0007-put-off leave it out where it was refused for now.
     */
    refusal_key: string | null;
    /** True while it is not known whether that refusal is about the reader: feedback does not see it before. */
    is_refusal_open: Generated<boolean>;
    /** Whether it is mail that is no issue: its send has this one delivery, and a row in `notice`. */
    is_notice: Generated<boolean>;
    /**
     * The key whose signature it goes out with, a `signing_key`. Null before its first attempt, and where a worker from
     * before 0005-signed-names made that; see delivery-names.ts.
     */
    signing_key: number | null;
    updated_at: At;
    /** Whether it is over, as `state` says; see the migration. */
    settled: GeneratedAlways<boolean>;
  };
  /** What is one notice's own, beside its delivery. Forgotten after a while, see notices-sql.ts. */
  notice: {
    send_id: number;
    subscriber_id: number;
    /** A NoticeKind; text, since a newer version may know more of them. */
    kind: string;
    /** 128 random bits as hex. What its link is made of, together with a key that is not in the database. */
    nonce: string;
    /** sha256 of the token in its link, as hex; null where it has no link. */
    link_hash: string | null;
    /**
     * Who asked for it: a network as clientNetwork says, or the address of the writer who had it made; null where that is
     * not known, or long ago.
     */
    network: string | null;
    /**
     * What it says itself, as JSON whose form is the email room's; null where its kind shares all its words, once it has
     * arrived, and from before 0010-worded-notices.
     */
    words: string | null;
    asked_at: At;
  };
  /** Of each migration the oldest program that may work beside one that has made it, by the newest migration it knows. */
  works_beside: { migration: string; oldest: string };
  /** Who answers for a domain by its MX records, a `provider` of mailbox-provider.ts; null for nobody that is known. */
  mail_domain: { domain: string; provider: string | null; asked_at: At };
  /** A recipient domain that asked for less of our mail, when it last did, and what it said. */
  domain_penalty: { domain: string; since: ColumnType<Date, Date | string, Date | string>; said: string };
  /** What came back, and what readers and editors did about it. Only ever added to, but for the disposition and its why. */
  feedback_event: {
    id: Generated<number>;
    /** What the same report has whichever way it comes; null for what a person did. */
    event_key: string | null;
    /** A FeedbackKind, or what a person did: unsubscribe, resubscribe, undo, confirm. */
    kind: string;
    category: string | null;
    disposition: Disposition | null;
    /** `smtp`, `imap`, `file`, `relay` for the reply to our own transaction, or the provider of a webhook. */
    via: string | null;
    send_id: number | null;
    subscriber_id: number | null;
    /** Whom the report names, which need not be the subscriber. */
    recipient: string | null;
    /** Who keeps the subscriber's mailbox; see mail-provider.ts. */
    provider: string | null;
    action: string | null;
    status: string | null;
    reply: string | null;
    /** Why it was disposed of as it was, in a sentence. */
    why: string | null;
    detail: JSONColumnType<Record<string, unknown>>;
    at: At;
  };
}
