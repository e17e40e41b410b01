import { createHash } from 'node:crypto';
import { readDeliveryTag } from '../../mail/find-delivery-tag.ts';
import { type BounceReport, type RecipientResult, reportOf } from '../bounce-report.ts';
import { chooseResult } from '../classify/choose-result.ts';
import type { ProviderEvent, ReturnedMail } from '../feedback-intake.ts';
import type { Identified, TagPlace } from '../reports/identify-report.ts';
import { reportKey } from '../reports/report-key.ts';
import type { FeedbackEvent } from './feedback-event.ts';

/** Whoever the message was passed on to may have answered it or quoted it. */
const loosePlaces: readonly TagPlace[] = ['answer', 'text'];

/**
 * The event that a message tells of.
 *
 * @param address of the subscriber whose delivery it is; null where nobody knows
 */
export function mailEvent(
  { bytes, via, at }: ReturnedMail,
  read: BounceReport,
  identified: Identified | null,
  address: string | null,
): FeedbackEvent {
  const delivery = identified?.delivery ?? null;
  const report = identified?.place === 'envelope' ? asAnswer(read) : read;
  const chosen = chooseResult(report, address ?? '');
  const { place = null } = identified ?? {};
  return {
    key: reportKey(bytes, delivery),
    via,
    delivery,
    place,
    result: chosen?.result ?? worstOf(report),
    isCertain: place !== null && !loosePlaces.includes(place) && !chosen?.isOther,
    at,
  };
}

/** Nobody writes by hand to a return path, which stands in no mail program: what comes there answers by itself. */
function asAnswer(report: BounceReport): BounceReport {
  if (report.category !== 'not_feedback') return report;
  return reportOf('auto_reply', 'It was sent to the return path of a delivery, as only machines do.');
}

function worstOf({ kind, category, status, why, recipients }: BounceReport): RecipientResult {
  return { kind, category, status, why, recipient: recipients[0] ?? null, action: null };
}

/** The event that a provider tells of. */
export function providerEvent(event: ProviderEvent, keys: ReadonlyMap<string, Buffer>): FeedbackEvent {
  const { provider, eventId, messageId, returnPath = null, result, at } = event;
  const delivery =
    [returnPath, messageId].map((text) => readDeliveryTag(text ?? '', keys)).find((tag) => tag !== null) ??
    null;
  // An id of theirs may be of any length and hold anything.
  const key = `${provider}:${createHash('sha256').update(eventId).digest('hex')}`;
  return { key, via: provider, delivery, place: delivery && 'event', result, isCertain: true, at };
}
