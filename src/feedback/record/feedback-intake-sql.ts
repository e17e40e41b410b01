import { createHash } from 'node:crypto';
import type { Keyring } from '../../audience/keys.ts';
import type { Database } from '../../database/database.ts';
import { storableText } from '../../database/storable-text.ts';
import { domainOf, type EmailAddress } from '../../mail/address.ts';
import { readDeliveryTag } from '../../mail/find-delivery-tag.ts';
import { mimeReader } from '../../mail/read-mime-worker.ts';
import type { BounceReport, RecipientResult } from '../bounce-report.ts';
import { chooseResult } from '../classify/choose-result.ts';
import { unsubscribeMailToken } from '../consent/unsubscribe-mail.ts';
import { unsubscribeLinks } from '../consent/unsubscribe-sql.ts';
import type { FeedbackIntake, ProviderEvent, ReturnedMail, TakenFeedback } from '../feedback-intake.ts';
import { type Identified, identifyReport, type TagPlace } from '../reports/identify-report.ts';
import { readBounce } from '../reports/read-bounce.ts';
import { reportKey } from '../reports/report-key.ts';
import type { FeedbackEvent } from './feedback-event.ts';
import { type BurstWatch, watchBursts } from './quarantine-sql.ts';
import { recordFeedback } from './record-feedback-sql.ts';
import { isSendersFault, type SenderFault, slowDomains } from './slow-domain-sql.ts';

/** What tells ours from forged, and where readers write to leave. */
export interface FeedbackIntakeOptions {
  readonly keys: { readonly deliveryTag: Keyring; readonly unsubscribe: Keyring };
  readonly unsubscribeMailbox: string;
}

/** The {@link FeedbackIntake} that records in the database. One a process: it keeps a thread to read MIME. */
export function openFeedbackIntake(database: Database, options: FeedbackIntakeOptions): FeedbackIntake {
  const readMime = mimeReader();
  const record = recorder(database);
  const links = unsubscribeLinks(database, options.keys.unsubscribe);
  const tagKeys = options.keys.deliveryTag.keys;
  return {
    takeMail: async (mail) => {
      const reading = await readMime(mail.bytes);
      const message = reading.ok ? reading.message : null;
      const token =
        message && unsubscribeMailToken(message, mail.envelopeRecipient, options.unsubscribeMailbox);
      if (token) {
        const followed = await links.unsubscribe(token, { via: 'mailto', at: mail.at });
        if (followed.kind === 'reader') return [unsubscribed(followed.address)];
      }
      if (mail.via === 'smtp' && isUnsubscribeMailbox(mail, options)) return [noToken];
      const report = readBounce(reading);
      const identified = identifyReport(mail.envelopeRecipient, message, tagKeys);
      if (!identified && isNoReport(report)) return [noReport(report)];
      const address = identified && (await addressOf(database, identified));
      return [await record(mailEvent(mail, report, identified, address))];
    },
    takeEvents: async (events) => {
      const taken: TakenFeedback[] = [];
      for (const event of events) taken.push(await record(providerEvent(event, tagKeys)));
      return taken;
    },
  };
}

/** Records an event, and judges what it may be a part of: a provider that fails, or that is displeased with us. */
export function recorder(database: Database): (event: FeedbackEvent) => Promise<TakenFeedback> {
  const watch: BurstWatch = watchBursts(database);
  const slow = slowDomains(database);
  return async (event) => {
    const { provider, ...taken } = await recordFeedback(database, event);
    const fault = faultOf(event, taken);
    if (fault && (await slow(fault)))
      return { ...taken, why: `${taken.why} Mail to ${fault.domain} is slowed.` };
    if (event.result.kind !== 'hard' || !event.delivery || provider === null) return taken;
    await watch({ send: event.delivery.send, provider });
    return taken.became === 'suppressed' ? { ...taken, ...(await readFate(database, event)) } : taken;
  };
}

/** What a domain returns for a fault of ours. What it says to the relay at once is for the pace of the sending. */
function faultOf({ via, delivery, result }: FeedbackEvent, taken: TakenFeedback): SenderFault | null {
  const { became, address, category } = taken;
  if (!delivery || address === null || via === 'relay') return null;
  if (became !== 'noted' || !isSendersFault(category)) return null;
  return {
    send: delivery.send,
    domain: domainOf(address as EmailAddress),
    reply: storableText(result.why, 1_000),
  };
}

/** The breaker may have moved what was suppressed a moment ago. */
async function readFate(database: Database, { key }: FeedbackEvent): Promise<Partial<TakenFeedback>> {
  const row = await database.tables
    .selectFrom('feedback_event')
    .select('disposition')
    .where('event_key', '=', key)
    .executeTakeFirst();
  if (row?.disposition !== 'quarantined') return {};
  const why = 'The provider returns too many at once to be believed: a person decides.';
  return { became: 'quarantined', why };
}

/** A letter, or what cannot be read, that nothing connects with us: not worth a row. */
function isNoReport({ category }: BounceReport): boolean {
  return category === 'not_feedback' || category === 'unreadable';
}

function noReport({ category, why }: BounceReport): TakenFeedback {
  return { became: 'unmatched', address: null, category, why };
}

/** Anybody may write to it, so whatever else is sent there is no report: those go to return paths. */
function isUnsubscribeMailbox(
  { envelopeRecipient }: ReturnedMail,
  { unsubscribeMailbox }: FeedbackIntakeOptions,
) {
  return envelopeRecipient?.toLowerCase() === unsubscribeMailbox.toLowerCase();
}

const noToken: TakenFeedback = {
  became: 'unmatched',
  address: null,
  category: 'not_feedback',
  why: 'It came to the unsubscribe mailbox without the token of an unsubscribe link in its subject.',
};

function unsubscribed(address: string | null): TakenFeedback {
  const why = 'The reader asked for it by mail.';
  return { became: 'unsubscribed', address, category: 'not_feedback', why };
}

async function addressOf(database: Database, { delivery }: Identified): Promise<string | null> {
  const row = await database.tables
    .selectFrom('subscriber')
    .select('address')
    .where('id', '=', delivery.subscriber)
    .executeTakeFirst();
  return row?.address ?? null;
}

function mailEvent(
  { bytes, via, at }: ReturnedMail,
  report: BounceReport,
  identified: Identified | null,
  address: string | null,
): FeedbackEvent {
  const delivery = identified?.delivery ?? null;
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

/** Whoever the message was passed on to may have answered it or quoted it. */
const loosePlaces: readonly TagPlace[] = ['answer', 'text'];

function worstOf({ kind, category, status, why, recipients }: BounceReport): RecipientResult {
  return { kind, category, status, why, recipient: recipients[0] ?? null, action: null };
}

function providerEvent(event: ProviderEvent, keys: ReadonlyMap<string, Buffer>): FeedbackEvent {
  const { provider, eventId, messageId, returnPath = null, result, at } = event;
  const delivery =
    [returnPath, messageId].map((text) => readDeliveryTag(text ?? '', keys)).find((tag) => tag !== null) ??
    null;
  // An id of theirs may be of any length and hold anything.
  const key = `${provider}:${createHash('sha256').update(eventId).digest('hex')}`;
  return { key, via: provider, delivery, place: delivery && 'event', result, isCertain: true, at };
}
