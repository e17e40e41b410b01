import { sql, type Transaction } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import { LedgerError } from '../ledger-error.ts';

/** A restoring after which no person has said which issues went out since the backup was made. */
export interface UnsettledRestore {
  readonly madeAt: Date;
  readonly restoredAt: Date;
}

/** The newest; null where everything was said. */
export async function readUnsettledRestore({
  tables,
}: Pick<Database, 'tables'>): Promise<UnsettledRestore | null> {
  const row = await tables
    .selectFrom('database_restore')
    .select(['made_at as madeAt', 'restored_at as restoredAt'])
    .where('said_at', 'is', null)
    .orderBy('restored_at', 'desc')
    .executeTakeFirst();
  return row ?? null;
}

/** @throws LedgerError `restored`: until a person has said what went out since the backup, nothing is sent */
export async function refuseUnsettledRestore(database: Pick<Database, 'tables'>): Promise<void> {
  const restore = await readUnsettledRestore(database);
  if (restore) throw new LedgerError('restored', [describeUnsettled(restore)]);
}

export function describeUnsettled({ madeAt, restoredAt }: UnsettledRestore): string {
  return (
    `This database was restored on ${timeOf(restoredAt)} from a backup of ${timeOf(madeAt)}, which does not know what went ` +
    'out after it was made, so nothing is sent. Say which issues went out since, in whole or in part: ' +
    '`pennypost database restored --sent 11,12`, or `--none`.'
  );
}

/**
 * What a backup says is under way may have gone out since it was made: it is in doubt from here on, and no send begins or
 * goes on before a person has said what went out. To be called before anybody else opens the restored database.
 */
export async function parkRestored(tables: Transaction<Tables>, madeAt: Date): Promise<void> {
  const why = `The database was restored from a backup of ${timeOf(madeAt)}, and this may have gone out since.`;
  await sql`
    update delivery d
    set state = 'in_doubt', next_attempt_at = null, worker_id = null, reply_code = null, enhanced_status = null,
      reply_text = null, detail = ${why}, updated_at = now()
    from send s
    where s.id = d.send_id and not d.settled and (s.state in ('running', 'notice') or d.state in ('sending', 'committing'))`.execute(
    tables,
  );
  // Whoever was refused for good may have been tried again since, so nobody is put back by itself.
  await tables
    .updateTable('delivery')
    .set({ is_refusal_open: false })
    .where('is_refusal_open', '=', true)
    .execute();
  await tables
    .updateTable('send')
    .set({ state: 'done', finished_at: sql`now()` })
    .where('state', '=', 'running')
    .execute();
  await tables.deleteFrom('worker').execute();
  await tables.insertInto('database_restore').values({ made_at: madeAt }).execute();
}

/** `2026-11-30 18:05 UTC`. */
export function timeOf(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
