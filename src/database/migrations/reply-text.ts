/**
 * What the relay said stood in `detail` alone until here: by itself, or behind the words of one that was given up. Where
 * another sentence has taken its place since, the code and the status are all that is left.
 */
export const replyTextStatements: readonly string[] = [
  `alter table delivery add column reply_text text`,
  `update delivery
   set reply_text = case
     when starts_with(detail, reply_code::text) then detail
     else substr(detail, strpos(detail, '. ' || reply_code) + 2) end
   where reply_code is not null and state not in ('skipped', 'in_doubt') and (
     starts_with(detail, reply_code::text)
     or (starts_with(detail, 'Given up ') and strpos(detail, '. ' || reply_code) > 0))`,
];
