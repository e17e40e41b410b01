import type { UnsubscribeMailbox } from '../../audience/unsubscribe-mailbox.ts';
import type { TokenKeys } from '../../audience/unsubscribe-token.ts';
import type { Database } from '../../database/database.ts';
import type { EmailAddress } from '../../mail/address.ts';
import type { TagKeys } from '../../mail/delivery-tag.ts';
import type { MimeMessage, MimeReading } from '../../mail/mime/mime-message.ts';
import { mimeReader } from '../../mail/mime/read-mime-worker.ts';
import { type BounceReport, type Category, reportOf } from '../bounce-report.ts';
import { leavingByMail } from '../consent/leave-by-mail-sql.ts';
import { type ProveSender, readUnsubscribeMail, type UnsubscribeMail } from '../consent/unsubscribe-mail.ts';
import {
  type FeedbackIntake,
  isWaiting,
  type ProviderEvent,
  type ReturnedMail,
  type TakenFeedback,
} from '../feedback-intake.ts';
import { identifyReport, isToUnknownKey, type Unidentified } from '../reports/identify-report.ts';
import { readBounce } from '../reports/read-bounce.ts';
import { askingEvent, askingSender, askingWhy } from './asking-event.ts';
import { doubtWords } from './decide-report.ts';
import type { FeedbackEvent } from './feedback-event.ts';
import { type FoundTagged, isSubscriber, taggedFinder } from './find-tagged-sql.ts';
import { type Forwarding, forwardLetter } from './forward-letter-sql.ts';
import { mailEvent, providerEvent, tagOfEvent } from './make-event.ts';
import { readLetter } from './read-letter.ts';
import { recorder } from './recorder-sql.ts';

/** What tells ours from forged, and where readers write to leave. */
export interface FeedbackIntakeOptions {
  readonly keys: { readonly tags: TagKeys; readonly tokens: TokenKeys };
  readonly unsubscribeMailboxes: readonly UnsubscribeMailbox[];
  readonly proveSender: ProveSender;
  /** Null where letters stay where they come in. */
  readonly forwarding: Forwarding | null;
}

/** What the steps of an intake share. */
interface Recording {
  readonly database: Database;
  readonly tags: TagKeys;
  readonly record: ReturnType<typeof recorder>;
  readonly findTagged: ReturnType<typeof taggedFinder>;
  readonly forwarding: Forwarding | null;
}

/** Of one call, however long it is: what another tells meanwhile has its turn between them. */
const maxAtOnce = 500;

/** The {@link FeedbackIntake} that records in the database. One a process: it keeps a thread to read MIME. */
export function openFeedbackIntake(database: Database, options: FeedbackIntakeOptions): FeedbackIntake {
  const readMime = mimeReader();
  const recording = {
    database,
    tags: options.keys.tags,
    record: recorder(database),
    findTagged: taggedFinder(database),
    forwarding: options.forwarding,
  };
  const leaveBy = leavingByMail(database, options);
  return {
    takeMail: async (mail) => {
      const reading = await readMime(mail.bytes);
      const message = reading.ok ? reading.message : null;
      const request = readUnsubscribeMail(message, mail.envelopeRecipient, options.unsubscribeMailboxes);
      const left = request && (await leaveBy(request, mail));
      if (left) return [left];
      // Anybody may write there, so whatever else is sent to it is no report: those go to return paths.
      const isOnlyRequest = request && (mail.envelopeRecipient !== null || request.kind === 'sender');
      return [
        await (isOnlyRequest
          ? takeRequest(mail, message, request, recording)
          : takeReport(mail, reading, recording)),
      ];
    },
    takeEvents: async (events) => {
      const taken: TakenFeedback[] = [];
      for (let at = 0; at < events.length; at += maxAtOnce) {
        const some = events.slice(at, at + maxAtOnce);
        taken.push(...(await Promise.all(some.map((event) => takeEvent(event, recording)))));
      }
      return taken;
    },
  };
}

async function takeReport(
  mail: ReturnedMail,
  reading: MimeReading,
  recording: Recording,
): Promise<TakenFeedback> {
  const { tags, record, findTagged } = recording;
  const message = reading.ok ? reading.message : null;
  const report = readBounce(reading);
  const asking = askingSender(message, report);
  const identified = identifyReport(mail.envelopeRecipient, message, tags);
  const { delivery } = identified;
  if (identified.delivery === null && asking === null) {
    const isToUnknown = isToUnknownKey(mail.envelopeRecipient, message, tags);
    const unrecorded = withoutRow(report, identified, isToUnknown);
    if (unrecorded && isWaiting(unrecorded)) return unrecorded;
    if (unrecorded)
      return passOn(mail, message, { ...report, place: null }, null, recording, async () => unrecorded);
  }
  const found = delivery && (await findTagged(delivery));
  const event = mailEvent(mail, report, identified, found);
  if (asking !== null) return recordAsking(event, asking, record);
  const { place } = identified;
  return passOn(mail, message, { ...report, place }, found, recording, () => record(event));
}

/** Passes a letter on; what is none, and what cannot be passed on, goes the way that it goes without. */
async function passOn(
  mail: ReturnedMail,
  message: MimeMessage | null,
  read: Parameters<typeof readLetter>[2],
  about: FoundTagged | null,
  { database, forwarding }: Recording,
  otherwise: () => Promise<TakenFeedback>,
): Promise<TakenFeedback> {
  if (!forwarding) return otherwise();
  const { to, newsletter } = forwarding;
  const own = [to, newsletter.from.address as EmailAddress];
  const written = readLetter(message, mail.bytes, read, own);
  if (!written) return otherwise();
  const forwarded = await forwardLetter(database, forwarding, written, mail, about);
  if (typeof forwarded !== 'string') return forwarded;
  const taken = await otherwise();
  return { ...taken, why: `${taken.why} ${forwarded}` };
}

/** Anybody may write to the unsubscribe mailbox, so what comes from outside has a row only where we know who asks. */
async function takeRequest(
  mail: ReturnedMail,
  message: MimeMessage | null,
  { kind }: UnsubscribeMail,
  recording: Recording,
): Promise<TakenFeedback> {
  const { database, record } = recording;
  const asking = askingSender(message, letter);
  if (asking === null && kind === 'letter')
    return passOn(mail, message, { ...letter, place: null }, null, recording, async () => unproven);
  if (asking === null || (mail.via === 'smtp' && !(await isSubscriber(database, asking)))) return unproven;
  const nobody = { delivery: null, place: null, doubt: null } as const;
  return recordAsking(mailEvent(mail, letter, nobody, null), asking, record);
}

/** The second letter of a day is not the first one again. */
async function recordAsking(
  event: FeedbackEvent,
  asking: string,
  record: Recording['record'],
): Promise<TakenFeedback> {
  const request = askingEvent(event, asking);
  const taken = await record(request);
  if (taken.became !== 'repeated') return taken;
  return { ...taken, became: 'unmatched', why: `${askingWhy(request)} The editor was told today already.` };
}

async function takeEvent(
  event: ProviderEvent,
  { tags, record, findTagged }: Recording,
): Promise<TakenFeedback> {
  const signed = tagOfEvent(event, tags);
  const { category } = event.result;
  if (signed.kind === 'unknown key') return waiting(category);
  const found = signed.kind === 'ours' ? await findTagged(signed.name) : null;
  return record(providerEvent(event, signed, found?.delivery ?? null));
}

function waiting(category: Category): TakenFeedback {
  const doubt = 'unknown key';
  return { became: 'unmatched', address: null, category, why: doubtWords[doubt], doubt };
}

const letter = reportOf('not_feedback', 'Was written to the unsubscribe mailbox.');

const unproven: TakenFeedback = {
  became: 'unmatched',
  address: null,
  category: 'not_feedback',
  why:
    'It came to the unsubscribe mailbox with neither the token of an unsubscribe link nor a DKIM signature that proves ' +
    'it to be from a reader: see what its writer wants.',
};

/** A letter, or what cannot be read, that nothing connects with us: not worth a row. */
function isNoReport({ category }: Pick<BounceReport, 'category'>): boolean {
  return category === 'not_feedback' || category === 'unreadable';
}

/**
 * What has no row: it is kept where it is while it waits for a key. A letter may quote whatever its writer was ever sent,
 * so that does not.
 */
function withoutRow(
  { category, why }: BounceReport,
  { doubt }: Unidentified,
  isToUnknown: boolean,
): TakenFeedback | null {
  const isLetter = isNoReport({ category });
  if (doubt === 'unknown key' && (isToUnknown || !isLetter)) return waiting(category);
  if (!isLetter) return null;
  const isForged = doubt === 'forged';
  return { became: 'unmatched', address: null, category, why, ...(isForged ? { doubt } : {}) };
}
