import { sql, type Transaction } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import { lockConsents, maxConsents } from '../consent/consent-sql.ts';
import { liftSuppressionOf, readSuppression } from '../consent/suppress-sql.ts';
import { FeedbackError } from '../feedback-error.ts';
import { dispositionWords } from './disposition-words.ts';

/** What a person took back of a whole issue, in people. */
export interface UndoneIssue {
  /** Who were suppressed for it, and by nothing else. */
  readonly mailedAgain: number;
  /** Who were, and are still suppressed for something else: most have left. */
  readonly stopped: number;
  /** Against whom it was only counted. */
  readonly forgotten: number;
  /** Who reported it as spam, which is not taken back here. */
  readonly complained: number;
}

export interface UndoIssueOptions {
  /** Null for all. */
  readonly provider: string | null;
  readonly now: Date;
}

type Person = 'mailedAgain' | 'stopped' | 'forgotten';

/**
 * Takes back what bounces and refusals of an issue did to its readers: whom they suppressed is mailed again, what they
 * counted counts no more, and no later report about it brings that back. Some hundred people in a transaction, each as
 * a whole; whoever is killed runs it again. Quarantines are decided by themselves.
 *
 * @throws FeedbackError where nothing of the issue stands against anybody
 */
export async function undoIssue(
  database: Database,
  issueKey: string,
  { provider, now }: UndoIssueOptions,
): Promise<UndoneIssue> {
  const counts = { mailedAgain: 0, stopped: 0, forgotten: 0 };
  for (let after = 0; ; ) {
    const people = await peopleAfter(database, issueKey, provider, after);
    const last = people.at(-1);
    if (last === undefined) break;
    after = last;
    await database.tables.transaction().execute(async (tables) => {
      await lockConsents(tables, people);
      for (const subscriber of people) {
        const became = await undoPerson(tables, issueKey, provider, subscriber, now);
        if (became) counts[became] += 1;
      }
    });
  }
  const complained = await countComplained(database, issueKey, provider);
  if (counts.mailedAgain + counts.stopped + counts.forgotten + complained === 0)
    throw new FeedbackError([
      `No bounce of issue ${issueKey} stands against anybody: see \`pennypost bounces list --issue ${issueKey}\`.`,
    ]);
  return { ...counts, complained };
}

/** What stands against a reader and is no complaint; the columns of `feedback_event e` and `send s`. */
function standing(issueKey: string, provider: string | null) {
  return sql`s.issue_key = ${issueKey} and not s.rehearsal and ${ofProvider(provider)}
    and e.kind in ('hard', 'soft') and e.disposition in ('suppressed', 'confirmed', 'counted')`;
}

function ofProvider(provider: string | null) {
  return sql`(${provider}::text is null or lower(e.provider) = lower(${provider}::text))`;
}

async function peopleAfter(
  database: Database,
  issueKey: string,
  provider: string | null,
  after: number,
): Promise<number[]> {
  const { rows } = await sql<{ subscriber: number }>`
    select distinct e.subscriber_id as subscriber from feedback_event e join send s on s.id = e.send_id
    where ${standing(issueKey, provider)} and e.subscriber_id > ${after}
    order by e.subscriber_id limit ${maxConsents}`.execute(database.tables);
  return rows.map(({ subscriber }) => subscriber);
}

/** Null where somebody else was quicker. The consent of the subscriber must be locked. */
async function undoPerson(
  tables: Transaction<Tables>,
  issueKey: string,
  provider: string | null,
  subscriber: number,
  now: Date,
): Promise<Person | null> {
  const { rows } = await sql<{ id: number; send: number; addressKey: string }>`
    select e.id, e.send_id as send, p.address_key as "addressKey"
    from feedback_event e join send s on s.id = e.send_id join subscriber p on p.id = e.subscriber_id
    where ${standing(issueKey, provider)} and e.subscriber_id = ${subscriber} order by e.id`.execute(tables);
  const [first] = rows;
  if (!first) return null;
  const before = await readSuppression(tables, first.addressKey);
  for (const { id, addressKey } of rows) await liftSuppressionOf(tables, { id: subscriber, addressKey }, id);
  const ids = rows.map(({ id }) => id);
  await tables
    .updateTable('feedback_event')
    .set({ disposition: 'undone', why: dispositionWords.undone })
    .where('id', 'in', ids)
    .execute();
  const detail = JSON.stringify({ issue: issueKey, reports: ids.length, standing: before ?? null });
  await tables
    .insertInto('feedback_event')
    .values({ kind: 'undo', send_id: first.send, subscriber_id: subscriber, detail, at: now })
    .execute();
  const isLifted = before !== undefined && ids.some((id) => id === before.evidence['event']);
  if (!isLifted) return 'forgotten';
  return (await readSuppression(tables, first.addressKey)) ? 'stopped' : 'mailedAgain';
}

async function countComplained(
  database: Database,
  issueKey: string,
  provider: string | null,
): Promise<number> {
  const { rows } = await sql<{ people: number }>`
    select count(distinct e.subscriber_id)::int as people from feedback_event e join send s on s.id = e.send_id
    where s.issue_key = ${issueKey} and not s.rehearsal and ${ofProvider(provider)}
      and e.kind = 'complaint' and e.disposition = 'suppressed'`.execute(database.tables);
  return rows[0]?.people ?? 0;
}
