/**
 * Notices that say something of their own, as those to the editor do. A process of the version before cannot read what
 * these share, so it leaves them to wait for one that can.
 */
export const wordedNoticesStatements: readonly string[] = [
  `alter table notice add column words text`,
  `create index notice_words on notice (send_id) where words is not null`,
];
