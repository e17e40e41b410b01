/**
 * A send was its issue and the digest of what was rendered until here. What a process of the version before begins has no
 * digest of the source, and counts as unedited. The subject stands beside the rendering, which another version may store
 * in a form that this one cannot read; where it cannot be found, the list of sends does without.
 */
export const sourceDigestStatements: readonly string[] = [
  `alter table send add column source_digest text, add column corrected_at timestamptz`,
  // To all once more is a send of its own, which may go back to a version that was sent before.
  `alter table send drop constraint send_issue_key_digest_rehearsal_key`,
  `create index send_issue on send (issue_key)`,
  `alter table rendered_issue add column subject text`,
  `do $$
   declare stored record;
   begin
     for stored in select digest, content from rendered_issue loop
       begin
         update rendered_issue set subject = stored.content::json ->> 'subject' where digest = stored.digest;
       exception when others then null;
       end;
     end loop;
   end $$`,
  `create table works_beside (
     migration text primary key,
     oldest text not null
   )`,
];
