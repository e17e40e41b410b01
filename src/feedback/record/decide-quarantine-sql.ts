import type { Database } from '../../database/database.ts';
import type { BurstKey } from './burst-sql.ts';
import { moveEvents, toRelease, toSuppression } from './quarantine-sql.ts';

/** Bounces in quarantine that wait for a person, by send and provider. */
export interface QuarantinedBurst extends BurstKey {
  readonly issueKey: string;
  readonly reports: number;
}

/** @param issueKey null for all */
export async function readQuarantine(
  database: Database,
  issueKey: string | null = null,
): Promise<QuarantinedBurst[]> {
  const rows = await database.tables
    .selectFrom('feedback_event')
    .innerJoin('send', 'send.id', 'feedback_event.send_id')
    .select(({ fn }) => [
      'send.id as send',
      'send.issue_key as issueKey',
      'feedback_event.provider',
      fn.countAll<number>().as('reports'),
    ])
    .where('disposition', '=', 'quarantined')
    .$if(issueKey !== null, (query) => query.where('send.issue_key', '=', issueKey))
    .groupBy(['send.id', 'send.issue_key', 'feedback_event.provider'])
    .orderBy('send.id')
    .orderBy('feedback_event.provider')
    .execute();
  return rows.map(({ provider, ...burst }) => ({ ...burst, provider: provider ?? '' }));
}

/**
 * What a person says of a burst: `confirm` suppresses them all, `release` none; either ends the judging, also of what
 * the provider returns later of this send. How many reports it was about.
 */
export async function decideQuarantine(
  database: Database,
  burst: BurstKey,
  decision: 'confirm' | 'release',
  now: Date,
): Promise<number> {
  const move = decision === 'confirm' ? toSuppression('confirmed') : toRelease;
  const moved = await moveEvents(database, burst, 'quarantined', move);
  await database.tables
    .insertInto('feedback_event')
    .values({
      kind: decision,
      send_id: burst.send,
      provider: burst.provider,
      detail: JSON.stringify({ reports: moved }),
      at: now,
    })
    .execute();
  return moved;
}
