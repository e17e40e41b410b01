/**
 * A database that was moved names the new one, and while a restored one waits for a person's word no send begins or goes
 * on, whichever version asks: so that is held by the table itself.
 */
export const keepingStatements: readonly string[] = [
  `create table database_moved (
     is_only boolean primary key default true check (is_only),
     place text not null,
     begun_at timestamptz not null default now(),
     done_at timestamptz
   )`,
  `create table database_restore (
     id uuid primary key default gen_random_uuid(),
     made_at timestamptz not null,
     restored_at timestamptz not null default now(),
     said_at timestamptz,
     sent text[] not null default '{}'
   )`,
  `create function pennypost.refuse_unsettled_send() returns trigger language plpgsql as $$ begin
     if exists (select from pennypost.database_restore where said_at is null) then
       raise exception 'This database was restored from a backup, and which issues went out since then has not been said: "pennypost database restored" says it.'
         using errcode = 'PP002';
     end if;
     return new;
   end $$`,
  `create trigger send_unsettled before insert or update of state on send
     for each row when (new.state = 'running' and not new.rehearsal)
     execute function pennypost.refuse_unsettled_send()`,
];
