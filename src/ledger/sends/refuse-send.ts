import { LedgerError } from '../ledger-error.ts';
import { changeSince, type EarlierSend, type IssueNow } from './earlier-send.ts';

interface Asked extends IssueNow {
  readonly rehearsal: boolean;
}

export function alreadySent(asked: Asked, send: EarlierSend): LedgerError {
  const { issueKey, rehearsal } = asked;
  const what = rehearsal ? 'was already rehearsed' : 'was already sent';
  return new LedgerError('already-sent', [
    `Issue ${issueKey} ${what}: send ${send.id} of ${dayOf(send)} is complete. ${unprovenOf(asked, send)}` +
      `See \`pennypost status ${issueKey}\`, or give --include-new to mail those who subscribed since.`,
  ]);
}

/** The send is over, so there is nobody left whom a correction could go to. */
export function correctedTooLate(asked: Asked, send: EarlierSend): LedgerError {
  const { issueKey } = asked;
  const isEdited = changeSince(asked, send) === 'edited';
  return new LedgerError('already-sent', [
    `Send ${send.id} of issue ${issueKey}, of ${dayOf(send)}, is complete, so nobody is left to whom --correction could ` +
      `send the new version, and nothing was sent. ${isEdited ? '' : unprovenOf(asked, send)}--everybody sends it to ` +
      'the whole list, those included who have the one before; --correction with --include-new only to those who ' +
      'subscribed since.',
  ]);
}

export function sameToEverybody({ issueKey }: Asked, { id }: EarlierSend): LedgerError {
  return new LedgerError('already-sent', [
    `Issue ${issueKey} is exactly what send ${id} sent, so everybody has it and nothing was sent. Change it before it ` +
      'goes to everybody again.',
  ]);
}

export function nobodyInDoubt({ issueKey }: Pick<Asked, 'issueKey'>): LedgerError {
  return new LedgerError('unknown-send', [
    `Nothing was sent yet of issue ${issueKey}, so nobody is in doubt: leave out --resend-in-doubt.`,
  ]);
}

export function editedSince({ issueKey }: Asked, send: EarlierSend): LedgerError {
  const { id, state } = send;
  const since = `Issue ${issueKey} was edited since send ${id} of ${dayOf(send)}`;
  const twoVersions = 'Nobody should get two versions by accident:';
  if (state === 'done') {
    return new LedgerError('edited', [
      `${since}, which is complete. ${twoVersions} restore what was sent, and --include-new mails that to those who ` +
        'subscribed since; or give --everybody to send the new version to the whole list, those included who have the ' +
        'one before.',
    ]);
  }
  const how = state === 'cancelled' ? 'which was cancelled' : `which is ${state}`;
  const goesOn = state === 'cancelled' ? '' : 'restore what was sent to go on with it; or ';
  return new LedgerError('edited', [
    `${since}, ${how}. ${twoVersions} ${goesOn}give --correction to send the new version to those who have not got the ` +
      'one before, or --everybody to send it to the whole list.',
  ]);
}

export function cancelledBefore({ issueKey }: Asked, { id, pause_reason }: EarlierSend): LedgerError {
  const why = pause_reason ? ` ${pause_reason}` : '';
  return new LedgerError('cancelled', [
    `Send ${id} of issue ${issueKey} was cancelled and stays closed.${why} To mail the issue after all, edit it and ` +
      'give --correction, which sends it to those who have not got this version; or --everybody for the whole list.',
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
export function refuseLateCanary(issueKey: string, send: EarlierSend): never {
  throw new LedgerError('under-way', [
    `Send ${send.id} of issue ${issueKey} was begun on ${dayOf(send)} without --limit, so it is too late to hold anybody ` +
      'back. Give the command without --limit to go on with it.',
  ]);
}

function unprovenOf(asked: Asked, send: EarlierSend): string {
  if (changeSince(asked, send) !== 'unknown') return '';
  return 'It is from before Pennypost kept what the author wrote, so the issue counts as unedited. ';
}

/** `2026-11-30`. */
export function dayOf({ created_at }: Pick<EarlierSend, 'created_at'>): string {
  return created_at.toISOString().slice(0, 10);
}
