import type { AskedLists } from '../../audience/choose-lists.ts';
import type { LedgerError } from '../ledger-error.ts';
import { changeSince, type EarlierSend, type IssueNow, isOver } from './earlier-send.ts';
import {
  alreadySent,
  cancelledBefore,
  correctedTooLate,
  dayOf,
  editedSince,
  nobodyInDoubt,
  refuseLateCanary,
  refusePaused,
  sameToEverybody,
} from './refuse-send.ts';

/** What a person asks of an issue. */
export interface AskedSend extends IssueNow {
  readonly rehearsal: boolean;
  /** The new version to those whom the send of an earlier one has not reached. */
  readonly correction: boolean;
  /** The new version to the whole list, those included who have an earlier one. */
  readonly everybody?: boolean;
  /** Also mail those who subscribed after the audience was frozen. */
  readonly includeNew: boolean;
  /** Also send again to those of whom only the relay knows whether they have it. */
  readonly resendInDoubt?: boolean;
  readonly canary?: unknown;
  /** Which lists it goes to; every file list where that is not said. */
  readonly lists?: AskedLists;
}

/** The send that does what was asked. */
export type ChosenSend =
  | { readonly kind: 'begin' }
  | {
      readonly kind: 'continue';
      readonly send: EarlierSend;
      /** What its deliveries get from here on: what was rendered when it began, or the issue as it is now. */
      readonly gets: 'stored' | 'new';
    };

/**
 * The one answer to what a `send` does, and to what a plan, a dry run and a list of issues say of it.
 *
 * @param earlier the sends of the issue that are rehearsals, or are not, as this one; the newest first
 * @throws LedgerError where it is refused; a complete send is refused as well, unless more may be left to do
 */
export function chooseSend(asked: AskedSend, earlier: readonly EarlierSend[]): ChosenSend {
  const current = currentSend(asked, earlier);
  if (!current) return begin(asked);
  if (asked.everybody && !asked.rehearsal && !isSentToEverybody(asked, current, earlier)) {
    if (current.state === 'done' && current.digest === asked.digest) throw sameToEverybody(asked, current);
    return begin(asked);
  }
  return goOn(asked, current);
}

function goOn(asked: AskedSend, current: EarlierSend): ChosenSend {
  const change = changeSince(asked, current);
  const isCorrected = asked.correction && change !== 'none';
  if (change === 'edited' && !isCorrected) throw editedSince(asked, current);
  if (current.state === 'cancelled' && !isCorrected) throw cancelledBefore(asked, current);
  if (current.state === 'done' && !mayReopen(asked, current)) throw nothingLeft(asked, current);
  if (!isCorrected) refusePaused(asked.issueKey, current);
  if (asked.canary && current.canary_size === null) refuseLateCanary(asked.issueKey, current);
  return { kind: 'continue', send: current, gets: isCorrected ? 'new' : 'stored' };
}

/** Of a complete send, for which nobody is left. */
export function nothingLeft(asked: AskedSend, send: EarlierSend): LedgerError {
  return asked.correction ? correctedTooLate(asked, send) : alreadySent(asked, send);
}

function begin(asked: AskedSend): ChosenSend {
  if (asked.resendInDoubt) throw nobodyInDoubt(asked);
  return { kind: 'begin' };
}

/** Whether more may be left to do of a complete send, which is known only once the audience is frozen anew. */
function mayReopen(asked: AskedSend, send: EarlierSend): boolean {
  const { includeNew, resendInDoubt } = asked;
  return includeNew || (resendInDoubt === true && send.doubted) || addedLists(asked, send).length > 0;
}

/** The lists that somebody named to whom this send has not gone yet. */
export function addedLists(
  { lists }: Pick<AskedSend, 'lists'>,
  send: Pick<EarlierSend, 'lists'>,
): readonly string[] {
  return lists?.isNamed ? lists.names.filter((name) => !send.lists.includes(name)) : [];
}

/** The send that counts as that of the issue; null where it was never sent. */
export function currentSend(
  asked: IssueNow & Pick<AskedSend, 'rehearsal'>,
  earlier: readonly EarlierSend[],
): EarlierSend | null {
  // A rehearsal reaches nobody, so an editor may change what they like and rehearse as often as they like.
  if (asked.rehearsal) return earlier.find(({ digest }) => digest === asked.digest) ?? null;
  // A send that was called off before it reached anybody is as if it had never been, once the issue is edited.
  const counts = (send: EarlierSend) =>
    send.state !== 'cancelled' || send.reached || changeSince(asked, send) !== 'edited';
  return earlier.find(counts) ?? null;
}

/**
 * Whether the send is the one that this very command began, and which was interrupted: the same command goes on with
 * it, and mails nobody a second time.
 */
function isSentToEverybody(asked: AskedSend, current: EarlierSend, earlier: readonly EarlierSend[]): boolean {
  if (isOver(current)) return false;
  const change = changeSince(asked, current);
  const isSecond = earlier.some(({ id, reached }) => id < current.id && reached);
  return change === 'none' || (change !== 'edited' && isSecond);
}

/** What an editor should know of the send that their command goes on with, or is refused for; a sentence each. */
export function notesOn(asked: AskedSend, { id, source, digest, created_at }: EarlierSend): string[] {
  const change = changeSince(asked, { source, digest });
  const begun = dayOf({ created_at });
  const unknown = `Send ${id} is from before Pennypost kept what the author wrote, so issue ${asked.issueKey} counts as unedited.`;
  const stored =
    `Everybody gets the email of send ${id} as it was rendered on ${begun}: the template, the configuration or the ` +
    'version of Pennypost has changed since.';
  return [
    ...(change === 'unknown' ? [unknown] : []),
    ...((change === 'rendering' || change === 'unknown') && !asked.correction ? [stored] : []),
  ];
}
