import { createHash } from 'node:crypto';
import type { DeliveryId } from '../../ledger/delivery.ts';
import type { TaggedDelivery, TagKeys } from '../../mail/delivery-tag.ts';
import { readMessageId, readReturnPath } from '../../mail/find-delivery-tag.ts';
import type { Signed } from '../../mail/signed-name.ts';
import { type BounceReport, type RecipientResult, reportOf } from '../bounce-report.ts';
import { type ChosenResult, chooseResult } from '../classify/choose-result.ts';
import type { NameDoubt, ProviderEvent, ReturnedMail } from '../feedback-intake.ts';
import type { Identified, TagPlace, Unidentified } from '../reports/identify-report.ts';
import { reportKey } from '../reports/report-key.ts';
import type { FeedbackEvent } from './feedback-event.ts';
import type { FoundTagged } from './find-tagged-sql.ts';

/** Whoever the message was passed on to may have answered it or quoted it. */
const loosePlaces: readonly TagPlace[] = ['answer', 'text'];

/**
 * The event that a message tells of.
 *
 * @param found the delivery that it names; null where nobody knows it
 */
export function mailEvent(
  { bytes, via, at }: ReturnedMail,
  read: BounceReport,
  identified: Identified | Unidentified,
  found: FoundTagged | null,
): FeedbackEvent {
  const { delivery: tagged, place } = identified;
  const report = place === 'envelope' ? asAnswer(read) : read;
  const chosen = chooseResult(report, found?.address ?? '');
  return {
    key: reportKey(bytes, found?.delivery ?? tagged),
    via,
    delivery: found?.delivery ?? null,
    doubt: 'doubt' in identified ? identified.doubt : found ? null : 'unknown here',
    place,
    result: chosen?.result ?? worstOf(report),
    isCertain: place !== null && !loosePlaces.includes(place) && isAboutOurs(place, chosen),
    at,
  };
}

/**
 * Everybody who was given the message has its Message-ID, so a copy that came back is believed of whom the report names.
 * Complaints leave the reader out (RFC 6590).
 */
function isAboutOurs(place: TagPlace, chosen: ChosenResult | null): boolean {
  if (chosen === null) return true;
  if (chosen.isOther) return false;
  const { kind, recipient } = chosen.result;
  return place !== 'returned copy' || kind === 'complaint' || recipient !== null;
}

/** Nobody writes by hand to a return path, which stands in no mail program: what comes there answers by itself. */
function asAnswer(report: BounceReport): BounceReport {
  if (report.category !== 'not_feedback') return report;
  return reportOf('auto_reply', 'It was sent to the return path of a delivery, as only machines do.');
}

function worstOf({ kind, category, status, why, recipients }: BounceReport): RecipientResult {
  return { kind, category, status, why, recipient: recipients[0] ?? null, action: null };
}

/** What a provider says by which delivery it is. */
export function tagOfEvent(
  { returnPath = null, messageId }: ProviderEvent,
  keys: TagKeys,
): Signed<TaggedDelivery> {
  const path = readReturnPath(returnPath ?? '', keys);
  const id = readMessageId(messageId ?? '', keys);
  return path.kind === 'ours' || id.kind === 'none' ? path : id;
}

/**
 * The event that a provider tells of.
 *
 * @param delivery that it names; null where nobody knows it
 */
export function providerEvent(
  { provider, eventId, result, at }: ProviderEvent,
  signed: Signed<TaggedDelivery>,
  delivery: DeliveryId | null,
): FeedbackEvent {
  // An id of theirs may be of any length and hold anything.
  const key = `${provider}:${createHash('sha256').update(eventId).digest('hex')}`;
  const place = signed.kind === 'ours' ? 'event' : null;
  const doubt = delivery ? null : doubtOf(signed);
  return { key, via: provider, delivery, doubt, place, result, isCertain: true, at };
}

function doubtOf({ kind }: Signed<TaggedDelivery>): NameDoubt | null {
  if (kind === 'none') return null;
  return kind === 'ours' ? 'unknown here' : kind;
}
