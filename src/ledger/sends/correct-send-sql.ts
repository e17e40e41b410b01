import { sql, type Transaction } from 'kysely';
import type { Tables } from '../../database/tables.ts';
import { releaseHeld } from '../audience/freeze-audience-sql.ts';
import { cancelled } from '../skip-reason.ts';
import type { EarlierSend } from './earlier-send.ts';
import { believeHeld } from './pause-resume-cancel-sql.ts';
import { askedNow } from './send-state-sql.ts';

/** What is rendered of an issue, as it is stored. */
export interface StoredIssue {
  readonly issueKey: string;
  readonly digest: string;
  /** The rendering as JSON. */
  readonly content: string;
  readonly subject: string;
}

/** What its digest names is the same whenever it is stored, so this mends what was damaged. */
export async function storeIssue(
  tables: Transaction<Tables>,
  { issueKey, digest, content, subject }: StoredIssue,
): Promise<void> {
  await tables
    .insertInto('rendered_issue')
    .values({ digest, issue_key: issueKey, content, subject })
    .onConflict((conflict) =>
      conflict
        .column('digest')
        .doUpdateSet({ content, subject })
        .where('rendered_issue.content', '<>', content),
    )
    .execute();
}

/**
 * From here on the deliveries of a send get a new version; who has the one before keeps it. In the same send, so that
 * whatever is in flight at this moment ends in its account and is never mailed beside it. Whatever had paused the send is
 * lifted, and what was left over when it was cancelled is pending again: a person has said so. To be called with the send
 * locked. Whether those who were held for a canary are let go.
 */
export async function correctSend(
  tables: Transaction<Tables>,
  { id, state, paused_by }: EarlierSend,
  stored: StoredIssue & { readonly source: string },
): Promise<boolean> {
  await storeIssue(tables, stored);
  await tables
    .updateTable('send')
    .set({
      digest: stored.digest,
      source_digest: stored.source,
      corrected_at: sql`now()`,
      ...askedNow,
      ...(state === 'paused' ? believeHeld : {}),
    })
    .where('id', '=', id)
    .execute();
  const letsGo = paused_by === 'canary' || state === 'cancelled';
  if (letsGo) await releaseHeld(tables, id);
  if (state === 'cancelled') await takeBackCancelled(tables, id);
  return letsGo;
}

async function takeBackCancelled(tables: Transaction<Tables>, send: number): Promise<void> {
  await tables
    .updateTable('delivery')
    .set({ state: 'pending', skip_reason: null, detail: null, updated_at: sql`now()` })
    .where('send_id', '=', send)
    .where('state', '=', 'skipped')
    .where('skip_reason', '=', cancelled)
    .execute();
}
