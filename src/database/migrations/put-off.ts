/** Whom a relay puts off, and with what, is asked every few seconds while a send runs. */
export const putOffStatements: readonly string[] = [
  `create index delivery_put_off on delivery (send_id) where refusal_key is not null and not settled`,
];
