/**
 * What went out named people and deliveries by serial numbers until here, which another database has as well. What is
 * there now keeps its numbers as names beside the random ones: the sends, which have no random id, and the subscribers
 * up to the last. A worker from before this notes no key on what it attempts, whereby it is known that it named it by
 * its numbers. Rewriting the deliveries would take long, and so does looking through them: neither is done.
 */
export const signedNamesStatements: readonly string[] = [
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
