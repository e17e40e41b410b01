/**
 * Who is mailed was said by the files alone until here, and a send went to all of them. A process of the version before
 * knows none of this: what it subscribes is `active`, its send names no list, and what it skips has no reason; hence no
 * foreign key from a list's name.
 */
export const listStatements: readonly string[] = [
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
