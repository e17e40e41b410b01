import { sql, type Transaction } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import { skipCancelled } from '../attempts/recovery-sql.ts';
import { releaseHeld } from '../audience/freeze-audience-sql.ts';
import { putBackHeld } from '../refusals/held-refusals-sql.ts';
import { refuseUnsettledRestore } from './restored-sql.ts';
import { askedNow, type SendCondition } from './send-state-sql.ts';

/**
 * Pauses a send because a person wants it. What a fault had paused is the person's from here on: only
 * {@link resumeSend} lifts it. Twice is the same as once. How the send stood before.
 */
export function pauseByHand(database: Database, send: number): Promise<SendCondition> {
  return withLockedSend(database, send, async (tables, { state, pausedBy, pauseReason }) => {
    const isPausable = state === 'running' || (state === 'paused' && pausedBy === 'fault');
    if (!isPausable) return;
    await tables
      .updateTable('send')
      .set({ state: 'paused', paused_by: 'editor', pause_reason: pauseReason ?? 'Paused by hand.' })
      .where('id', '=', send)
      .execute();
  });
}

/**
 * Lets a paused send go on, whatever had paused it. One that its canary had stopped goes to everybody now, and refusals
 * for which it was paused count from now on, and pause it no more: that is what the person decided. Twice is the same as
 * once. How the send stood before.
 */
export function resumeSend(database: Database, send: number): Promise<SendCondition> {
  return withLockedSend(database, send, async (tables, { state, pausedBy }) => {
    if (state !== 'paused' && state !== 'running') return;
    await refuseUnsettledRestore({ tables });
    await putBackHeld(tables, send);
    await tables
      .updateTable('send')
      .set({ state: 'running', paused_by: null, pause_reason: null, ...askedNow, ...believeHeld })
      .where('id', '=', send)
      .execute();
    if (pausedBy === 'canary') await releaseHeld(tables, send);
  });
}

/** A person has said to go on with the refusals for which the send was paused. */
export const believeHeld = {
  refusals_believed: sql<string[]>`array(select distinct unnest(refusals_believed || refusals_held))`,
  refusals_held: [],
};

/**
 * Calls a send off for good. Nothing is claimed from here on and no final dot is sent; a dot that is out ends as the
 * relay says. Whoever is left is skipped. Twice is the same as once. How the send stood before.
 */
export async function cancelSend(database: Database, send: number): Promise<SendCondition> {
  const before = await withLockedSend(database, send, async (tables, { state }) => {
    if (state !== 'paused' && state !== 'running') return;
    await tables
      .updateTable('send')
      .set({
        state: 'cancelled',
        paused_by: null,
        pause_reason: 'The send was cancelled by hand.',
        finished_at: sql`now()`,
      })
      .where('id', '=', send)
      .execute();
  });
  // In a statement of its own: the workers have to know at once, and skipping a long list takes a while.
  await skipCancelled(database);
  return before;
}

/** Calls `change` with the send locked, so that of two commands at once each sees what the other has left. */
export function withLockedSend(
  database: Database,
  send: number,
  change: (tables: Transaction<Tables>, before: SendCondition) => Promise<void>,
): Promise<SendCondition> {
  return database.tables.transaction().execute(async (tables) => {
    const before = await tables
      .selectFrom('send')
      .select(['state', 'paused_by as pausedBy', 'pause_reason as pauseReason'])
      .where('id', '=', send)
      .forUpdate()
      .executeTakeFirstOrThrow();
    await change(tables, before);
    return before;
  });
}
