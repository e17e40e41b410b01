/**
 * What the relay refused for good is held against nobody before it is known whether it is about them. What was recorded
 * until here counts as it did, and so does what a worker of the version before records.
 */
export const judgedRefusalsStatements: readonly string[] = [
  `alter table delivery
     add column refusal_key text,
     add column is_refusal_open boolean not null default false`,
  `create index delivery_unjudged on delivery (send_id, subscriber_id) where is_refusal_open`,
  `alter table send
     add column refusals_held text[] not null default '{}',
     add column refusals_believed text[] not null default '{}'`,
];
