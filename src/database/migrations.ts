import { type Kysely, type Migration, sql } from 'kysely';

/** One entry a change of the schema, in order; an entry that has been released is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-ledger': { up: (db) => run(db, ledgerStatements) },
  '0002-reply-text': { up: (db) => run(db, replyTextStatements) },
  '0003-lists': { up: (db) => run(db, listStatements) },
  '0004-judged-refusals': { up: (db) => run(db, judgedRefusalsStatements) },
  '0005-signed-names': { up: (db) => run(db, signedNamesStatements) },
  '0006-composed-addresses': { up: (db) => run(db, composedAddressesStatements) },
  '0007-put-off': { up: (db) => run(db, putOffStatements) },
  '0008-notices': { up: (db) => run(db, noticeStatements) },
};

async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const ledgerStatements = [
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

/**
 * What the relay said stood in `detail` alone until here: by itself, or behind the words of one that was given up. Where
 * another sentence has taken its place since, the code and the status are all that is left.
 */
const replyTextStatements = [
  `alter table delivery add column reply_text text`,
  `update delivery
   set reply_text = case
     when starts_with(detail, reply_code::text) then detail
     else substr(detail, strpos(detail, '. ' || reply_code) + 2) end
   where reply_code is not null and state not in ('skipped', 'in_doubt') and (
     starts_with(detail, reply_code::text)
     or (starts_with(detail, 'Given up ') and strpos(detail, '. ' || reply_code) > 0))`,
];

/**
 * Who is mailed was said by the files alone until here, and a send went to all of them. A process of the version before
 * knows none of this: what it subscribes is `active`, its send names no list, and what it skips has no reason; hence no
 * foreign key from a list's name.
 */
const listStatements = [
  `create table list (
     name text primary key,
     kind text not null check (kind in ('file', 'kept'))
   )`,
  `insert into list (name, kind) select distinct list, 'file' from subscription`,
  // No foreign key to the consent: erasing somebody takes both, and would look for it in every row without an index.
  `alter table subscription
     add column state text not null default 'active' check (state in ('unconfirmed', 'active', 'left')),
     add column consent_id bigint`,
  `update subscription p set consent_id = c.id
   from (
     select subscriber_id, max(id) as id from consent where event <> 'unsubscribed' group by subscriber_id
   ) c
   where c.subscriber_id = p.subscriber_id`,
  `alter table consent add column list text`,
  `create table send_list (
     send_id int not null references send on delete cascade,
     list text not null,
     primary key (send_id, list)
   )`,
  `insert into send_list (send_id, list) select s.id, l.name from send s cross join list l`,
  `alter table delivery add column skip_reason text`,
  `update delivery
   set skip_reason = coalesce(
     substring(detail from '^(unsubscribe|hard-bounce|repeated-soft-bounce|complaint|manual) since '), 'cancelled')
   where state = 'skipped'`,
  // Who may come back. The reason changes with `settled` alone, so this costs no rewrite its place on the page.
  `create index delivery_off_list on delivery (send_id, subscriber_id) where skip_reason = 'no longer on a list'`,
];

/**
 * What the relay refused for good is held against nobody before it is known whether it is about them. What was recorded
 * until here counts as it did, and so does what a worker of the version before records.
 */
const judgedRefusalsStatements = [
  `alter table delivery
     add column refusal_key text,
     add column is_refusal_open boolean not null default false`,
  `create index delivery_unjudged on delivery (send_id, subscriber_id) where is_refusal_open`,
  `alter table send
     add column refusals_held text[] not null default '{}',
     add column refusals_believed text[] not null default '{}'`,
];

/**
 * What went out named people and deliveries by serial numbers until here, which another database has as well. What is
 * there now keeps its numbers as names beside the random ones: the sends, which have no random id, and the subscribers
 * up to the last. A worker from before this notes no key on what it attempts, whereby it is known that it named it by
 * its numbers. Rewriting the deliveries would take long, and so does looking through them: neither is done.
 */
const signedNamesStatements = [
  // In one order, before anything is changed: a worker goes on meanwhile, and two that wait for each other end both.
  `lock table delivery, send, subscriber in access exclusive mode`,
  `create table database_identity (
     is_only boolean primary key default true check (is_only),
     id uuid not null default gen_random_uuid(),
     last_serial_subscriber bigint not null
   )`,
  `insert into database_identity (last_serial_subscriber) select coalesce(max(id), 0) from subscriber`,
  `alter table subscriber add column public_id uuid not null default gen_random_uuid()`,
  `create unique index subscriber_public_id on subscriber (public_id)`,
  `alter table send add column public_id text unique`,
  `alter table send alter column public_id set default substr(replace(gen_random_uuid()::text, '-', ''), 1, 12)`,
  `alter table delivery add column signing_key int`,
  `create table signing_key (
     id int primary key,
     since timestamptz not null default now(),
     is_serial boolean not null default false,
     given_up_at timestamptz
   )`,
];

/**
 * Addresses are kept composed (NFC). Two spellings of one may have been two people: the first of them, or whoever is
 * written so already, takes over the lists and the consents of the other, and every suppression. The other row stays for what
 * was sent to it, on no list. A server whose encoding is not UTF8 cannot compose, and has none to compose.
 */
const composedAddressesStatements = [
  `do $$ begin
     if getdatabaseencoding() <> 'UTF8' then return; end if;
     insert into suppression (address_key, reason, since, evidence)
       select distinct on (normalize(address_key)) normalize(address_key), reason, since, evidence
       from suppression where address_key is not normalized
       order by normalize(address_key), array_position(
         array['unsubscribe', 'repeated-soft-bounce', 'hard-bounce', 'manual', 'complaint'], reason) desc
     on conflict (address_key) do update
       set reason = excluded.reason, since = excluded.since, evidence = excluded.evidence
       where array_position(
         array['unsubscribe', 'repeated-soft-bounce', 'hard-bounce', 'manual', 'complaint'], excluded.reason)
         > array_position(
         array['unsubscribe', 'repeated-soft-bounce', 'hard-bounce', 'manual', 'complaint'], suppression.reason);
     delete from suppression where address_key is not normalized;
     update subscriber s set address = normalize(s.address), address_key = normalize(s.address_key)
       from (
         select id, row_number() over (partition by normalize(address_key) order by id) as place
         from subscriber where address_key is not normalized
       ) o
       where o.id = s.id and o.place = 1
         and not exists (select from subscriber k where k.address_key = normalize(s.address_key));
     insert into subscription (list, subscriber_id, state, consent_id)
       select distinct on (t.list, k.id) t.list, k.id, t.state, t.consent_id
       from subscription t
       join subscriber d on d.id = t.subscriber_id and d.address_key is not normalized
       join subscriber k on k.address_key = normalize(d.address_key)
       order by t.list, k.id, t.state = 'left' desc
     on conflict (list, subscriber_id) do update
       set state = excluded.state, consent_id = excluded.consent_id where excluded.state = 'left';
     update consent c set subscriber_id = k.id
       from subscriber d, subscriber k
       where d.id = c.subscriber_id and d.address_key is not normalized and k.address_key = normalize(d.address_key);
     delete from subscription t using subscriber d
       where d.id = t.subscriber_id and d.address_key is not normalized;
   end $$`,
];

/** Whom a relay puts off, and with what, is asked every few seconds while a send runs. */
const putOffStatements = [
  `create index delivery_put_off on delivery (send_id) where refusal_key is not null and not settled`,
];

/**
 * Mail that is no issue. A process of the version before knows no send in the state `notice`, so it neither claims nor
 * steers what belongs to one; only what recovery does for any delivery it does for these as well.
 */
const noticeStatements = [
  `alter table send
     drop constraint send_state_check,
     add constraint send_state_check check (state in ('running', 'paused', 'cancelled', 'done', 'notice'))`,
  `alter table delivery add column is_notice boolean not null default false`,
  `create index delivery_notice on delivery (send_id, subscriber_id) where is_notice and not settled`,
  `create table notice (
     send_id int primary key references send on delete cascade,
     subscriber_id bigint not null references subscriber on delete cascade,
     kind text not null,
     nonce text not null unique,
     link_hash text unique,
     network text,
     asked_at timestamptz not null default now()
   )`,
  // What the caps count.
  `create index notice_subscriber on notice (subscriber_id, asked_at)`,
  `create index notice_asked on notice (asked_at)`,
  `create index notice_network on notice (network, asked_at) where network is not null`,
  `alter table worker
     add column delivers_issues boolean not null default true,
     add column delivers_notices boolean not null default false`,
  `alter table consent add column evidence jsonb not null default '{}'`,
];
