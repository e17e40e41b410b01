import type { PausedBy, SendState } from '../../database/tables.ts';
import { LedgerError } from '../ledger-error.ts';

/** A send of the same issue as the ledger knows it. */
export interface EarlierSend {
  readonly id: number;
  readonly digest: string;
  readonly state: SendState;
  readonly paused_by: PausedBy | null;
  readonly pause_reason: string | null;
  readonly created_at: Date;
  readonly canary_size: number | null;
  readonly canary_released_at: Date | null;
  /** Whether anybody has it, or may have it. */
  readonly reached: boolean;
  readonly doubted: boolean;
}

interface Asked {
  readonly issueKey: string;
  readonly digest: string;
  readonly rehearsal: boolean;
}

export function alreadySent({ issueKey, rehearsal }: Asked, { id, created_at }: EarlierSend): LedgerError {
  const what = rehearsal ? 'was already rehearsed' : 'was already sent';
  return new LedgerError('already-sent', [
    `Issue ${issueKey} ${what}: send ${id} of ${created_at.toISOString().slice(0, 10)} is complete. ` +
      `See \`pennypost status ${issueKey}\`, or give --include-new to mail those who subscribed since.`,
  ]);
}

export function nobodyInDoubt({ issueKey }: Asked): LedgerError {
  return new LedgerError('unknown-send', [
    `Nothing was sent yet of issue ${issueKey}, so nobody is in doubt: leave out --resend-in-doubt.`,
  ]);
}

export function editedSince(
  { issueKey, digest: now }: Asked,
  { id, state, digest }: EarlierSend,
): LedgerError {
  const progress = state === 'done' ? 'is complete' : state === 'cancelled' ? 'was cancelled' : `is ${state}`;
  return new LedgerError('edited', [
    `Issue ${issueKey} was edited, or its template or config was, since send ${id}, which ${progress} ` +
      `(digest ${digest.slice(0, 12)} then, ${now.slice(0, 12)} now). Nobody should get two versions by ` +
      'accident: restore what was sent, or give --correction to send the new version to the whole list.',
  ]);
}

export function cancelledBefore({ issueKey }: Asked, { id, pause_reason }: EarlierSend): LedgerError {
  const why = pause_reason ? ` ${pause_reason}` : '';
  return new LedgerError('cancelled', [
    `Send ${id} of issue ${issueKey} was cancelled and stays closed.${why} To mail the issue after all, edit it and ` +
      'send it with --correction: it goes to the whole list then, also to those who have this version.',
  ]);
}

/**
 * What a fault had paused goes on with the next `send`, since the relay is asked before anything is sent. Anything else
 * was meant: a script that repeats its `send` must not lift it.
 *
 * @throws LedgerError `paused`
 */
export function refusePaused(issueKey: string, { id, state, paused_by, pause_reason }: EarlierSend): void {
  if (state !== 'paused' || paused_by === null || paused_by === 'fault') return;
  const rest = paused_by === 'canary' ? ' and sends to the rest' : '';
  throw new LedgerError('paused', [
    `Send ${id} of issue ${issueKey} is paused, and nothing was sent. ${pause_reason ?? ''} ` +
      `\`pennypost resume ${issueKey}\` lifts that${rest}; \`pennypost cancel ${issueKey}\` calls it off.`,
  ]);
}

/** @throws LedgerError `under-way` */
export function refuseLateCanary(issueKey: string, { id, created_at }: EarlierSend): never {
  throw new LedgerError('under-way', [
    `Send ${id} of issue ${issueKey} was begun on ${created_at.toISOString().slice(0, 10)} without --limit, so it is ` +
      'too late to hold anybody back. Give the command without --limit to go on with it.',
  ]);
}
