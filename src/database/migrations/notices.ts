/**
 * Mail that is no issue. A process of the version before knows no send in the state `notice`, so it neither claims nor
 * steers what belongs to one; only what recovery does for any delivery it does for these as well.
 */
export const noticeStatements: readonly string[] = [
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
