import { sql } from 'kysely';
import { readKeptTables } from '../../src/database/archive/catalogue-sql.ts';
import type { Database } from '../../src/database/database.ts';

/** Values that change where somebody reads and writes them by halves. */
const oddText = 'Grüße, "Åsa" \\ \u{1F56F}️ \u0001 {1,NULL} \' \n\t é';

/**
 * Writes at least one row into every table that is kept, with values that are easily lost: microseconds, texts in arrays,
 * numbers beyond those of JavaScript, ids that were given away and are gone.
 */
export async function fillEveryTable({ tables }: Database): Promise<void> {
  const statements = [
    sql`insert into subscriber (address, address_key, name, fields, created_at)
        select 'Reader' || n || '@example.com', 'reader' || n || '@example.com', ${oddText},
          jsonb_build_object('town', ${oddText}::text, 'n', n), '2026-01-02 03:04:05.678901+00'::timestamptz
        from generate_series(1, 200) n`,
    sql`delete from subscriber where id > 190`,
    sql`insert into list (name, kind) values ('readers', 'file'), (${'weekly'}, 'kept')`,
    sql`insert into consent (subscriber_id, event, source, list, evidence, at)
        select id, 'imported', ${oddText}, 'readers', '{"n": 12345678901234567890.123456789}', now() from subscriber`,
    sql`insert into subscription (list, subscriber_id, state, consent_id)
        select 'readers', id, case when id = 3 then 'left' else 'active' end, id from subscriber`,
    sql`insert into suppression (address_key, reason, evidence)
        values ('reader5@example.com', 'complaint', jsonb_build_object('said', ${oddText}::text)),
          ('ÅSA@example.com', 'manual', '{}'), ('zebra@example.com', 'unsubscribe', '{}'), ('Zebra@example.com', 'manual', '{}')`,
    sql`insert into rendered_issue (digest, issue_key, content, subject)
        values ('d1', '9', ${`{"text": ${JSON.stringify(oddText.repeat(2_000))}}`}, ${oddText}), ('d2', '10', '{}', null)`,
    sql`insert into send (issue_key, digest, source_digest, rehearsal, state, refusals_held, canary_watch_minutes, paused_by)
        values ('9', 'd1', 's', false, 'done', ${[oddText, 'a,b', '']}, 0.1::float8 + 0.2::float8, null),
          ('10', 'd2', null, false, 'paused', '{}', null, 'editor'), ('n', 'd2', null, false, 'notice', '{}', null, null)`,
    sql`insert into send_list (send_id, list) values (1, 'readers'), (2, 'readers')`,
    sql`insert into delivery (send_id, subscriber_id, state, reply_text, signing_key)
        select 1, id, case when id % 7 = 0 then 'failed' else 'accepted' end, ${oddText}, 77 from subscriber`,
    sql`insert into delivery (send_id, subscriber_id, state, is_notice) values (3, 1, 'accepted', true), (2, 2, 'pending', false)`,
    sql`insert into notice (send_id, subscriber_id, kind, nonce) values (3, 1, 'fresh-link', 'abc')`,
    sql`insert into worker (id, host, pid, alive_until) values ('w', 'h', 1, now() - interval '1 hour')`,
    sql`insert into erased_address (hash) values ('abc')`,
    sql`insert into signing_key (id) values (77)`,
    sql`insert into mail_domain (domain, provider) values ('example.com', null)`,
    sql`insert into domain_penalty (domain, since, said) values ('example.com', now(), ${oddText})`,
    sql`insert into feedback_event (event_key, kind, detail) values (null, 'hard', '{"deep": [null, {"a": 1e400}]}'::jsonb)`,
    sql`insert into database_restore (made_at, said_at, sent) values (now(), now(), ${['9', oddText]})`,
  ];
  for (const statement of statements) await statement.execute(tables);
}

/** The kept tables in which there is nothing. */
export async function emptyKeptTables(database: Database): Promise<string[]> {
  const empty: string[] = [];
  for (const { name } of await readKeptTables(database.pool)) {
    const { rows } = await database.pool.query(`select 1 from pennypost."${name}" limit 1`);
    if (rows.length === 0) empty.push(name);
  }
  return empty;
}
