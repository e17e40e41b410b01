export const ledgerStatements: readonly string[] = [
  `create table subscriber (
     id bigint generated always as identity primary key,
     address text not null,
     address_key text not null unique,
     name text not null default '',
     fields jsonb not null default '{}',
     created_at timestamptz not null default now()
   )`,
  `create table subscription (
     list text not null,
     subscriber_id bigint not null references subscriber on delete cascade,
     primary key (list, subscriber_id)
   )`,
  `create index subscription_subscriber on subscription (subscriber_id)`,
  `create table consent (
     id bigint generated always as identity primary key,
     subscriber_id bigint not null references subscriber on delete cascade,
     event text not null check (event in ('imported', 'unsubscribed', 'resubscribed')),
     source text not null,
     at timestamptz not null default now()
   )`,
  `create index consent_subscriber on consent (subscriber_id)`,
  `create table suppression (
     address_key text primary key,
     reason text not null
       check (reason in ('unsubscribe', 'hard-bounce', 'repeated-soft-bounce', 'complaint', 'manual')),
     since timestamptz not null default now(),
     evidence jsonb not null default '{}'
   )`,
  `create table rendered_issue (
     digest text primary key,
     issue_key text not null,
     content text not null,
     created_at timestamptz not null default now()
   )`,
  `create table send (
     id int generated always as identity primary key,
     issue_key text not null,
     digest text not null references rendered_issue,
     rehearsal boolean not null,
     state text not null default 'running' check (state in ('running', 'paused', 'cancelled', 'done')),
     paused_by text check (paused_by in ('editor', 'fault', 'stale', 'canary')),
     pause_reason text,
     created_at timestamptz not null default now(),
     finished_at timestamptz,
     asked_at timestamptz not null default now(),
     tended_at timestamptz not null default now(),
     canary_size int,
     canary_watch_minutes double precision,
     canary_settled_at timestamptz,
     canary_released_at timestamptz,
     unique (issue_key, digest, rehearsal)
   )`,
  `create table worker (
     id text primary key,
     host text not null,
     pid int not null,
     command text not null default '',
     rehearsal boolean not null default false,
     started_at timestamptz not null default now(),
     alive_until timestamptz not null,
     swept_at timestamptz
   )`,
  // A delivery row is rewritten about four times. Room on its page keeps those rewrites off the indexes, as long as no
  // index holds a column that they change: so none holds `state`, and `settled` changes once.
  `create table delivery (
     send_id int not null references send,
     subscriber_id bigint not null references subscriber on delete cascade,
     state text not null default 'pending' check (state in
       ('held', 'pending', 'sending', 'committing', 'accepted', 'deferred', 'failed', 'in_doubt', 'skipped')),
     attempt smallint not null default 0,
     fence int not null default 0,
     worker_id text,
     next_attempt_at timestamptz,
     reply_code smallint,
     enhanced_status text,
     detail text,
     is_refusal_new boolean not null default false,
     updated_at timestamptz not null default now(),
     settled boolean not null generated always as (state in ('accepted', 'failed', 'in_doubt', 'skipped')) stored,
     primary key (send_id, subscriber_id)
   ) with (fillfactor = 60)`,
  // Only what is still open, so a finished send costs the feed nothing.
  `create index delivery_open on delivery (send_id, subscriber_id) where not settled`,
  `create index delivery_due on delivery (next_attempt_at) where next_attempt_at is not null`,
  // What the relay refused during the send is feedback as well.
  `create index delivery_refused on delivery (send_id, subscriber_id) where is_refusal_new`,
  `create table domain_penalty (
     domain text primary key,
     since timestamptz not null,
     said text not null
   )`,
  // The shape is rate-limiter-flexible's. What it counts is over in a minute, so it need not outlive a crash.
  `create unlogged table rate_count (
     key varchar(255) primary key,
     points int not null default 0,
     expire bigint
   )`,
  `create table feedback_event (
     id bigint generated always as identity primary key,
     event_key text unique,
     kind text not null,
     category text,
     disposition text check (disposition in
       ('suppressed', 'counted', 'quarantined', 'noted', 'unsubscribed', 'unmatched', 'confirmed', 'released', 'undone')),
     via text,
     send_id int,
     subscriber_id bigint,
     recipient text,
     provider text,
     action text,
     status text,
     reply text,
     why text,
     detail jsonb not null default '{}',
     at timestamptz not null default now()
   )`,
  `create index feedback_event_subscriber on feedback_event (subscriber_id, id)`,
  `create index feedback_event_send on feedback_event (send_id, provider, kind, disposition)`,
  `create index feedback_event_quarantined on feedback_event (id) where disposition = 'quarantined'`,
];
