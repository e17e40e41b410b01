import type { Keyring } from '../../audience/keys.ts';
import type { UnsubscribeMailbox } from '../../audience/unsubscribe-mailbox.ts';
import type { Database } from '../../database/database.ts';
import { mimeReader } from '../../mail/mime/read-mime-worker.ts';
import type { BounceReport } from '../bounce-report.ts';
import { type ProveSender, readUnsubscribeMail, type UnsubscribeMail } from '../consent/unsubscribe-mail.ts';
import { unsubscribeAddress, unsubscribeLinks } from '../consent/unsubscribe-sql.ts';
import type { FeedbackIntake, ReturnedMail, TakenFeedback } from '../feedback-intake.ts';
import { type Identified, identifyReport } from '../reports/identify-report.ts';
import { readBounce } from '../reports/read-bounce.ts';
import { mailEvent, providerEvent } from './make-event.ts';
import { recorder } from './recorder-sql.ts';

/** What tells ours from forged, and where readers write to leave. */
export interface FeedbackIntakeOptions {
  readonly keys: { readonly deliveryTag: Keyring; readonly unsubscribe: Keyring };
  readonly unsubscribeMailboxes: readonly UnsubscribeMailbox[];
  readonly proveSender: ProveSender;
}

/** The {@link FeedbackIntake} that records in the database. One a process: it keeps a thread to read MIME. */
export function openFeedbackIntake(database: Database, options: FeedbackIntakeOptions): FeedbackIntake {
  const readMime = mimeReader();
  const record = recorder(database);
  const links = unsubscribeLinks(database, options.keys.unsubscribe);
  const tagKeys = options.keys.deliveryTag.keys;

  /** Null where the mail lets nobody leave. */
  async function leaveBy(
    request: UnsubscribeMail,
    { bytes, at }: ReturnedMail,
  ): Promise<{ readonly address: string | null } | null> {
    const evidence = { via: 'mailto', at } as const;
    if (request.kind === 'token') {
      const followed = await links.unsubscribe(request.token, evidence);
      return followed.kind === 'reader' ? followed : null;
    }
    const sender = request.kind === 'sender' ? await options.proveSender(bytes) : null;
    return sender === null ? null : unsubscribeAddress(database, sender, evidence);
  }

  return {
    takeMail: async (mail) => {
      const reading = await readMime(mail.bytes);
      const message = reading.ok ? reading.message : null;
      const request = readUnsubscribeMail(message, mail.envelopeRecipient, options.unsubscribeMailboxes);
      const left = request && (await leaveBy(request, mail));
      if (left) return [unsubscribed(left.address)];
      // Anybody may write there, so whatever else is sent to it is no report: those go to return paths.
      if (request && (mail.envelopeRecipient !== null || request.kind === 'sender')) return [unproven];
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

/** A letter, or what cannot be read, that nothing connects with us: not worth a row. */
function isNoReport({ category }: BounceReport): boolean {
  return category === 'not_feedback' || category === 'unreadable';
}

function noReport({ category, why }: BounceReport): TakenFeedback {
  return { became: 'unmatched', address: null, category, why };
}

const unproven: TakenFeedback = {
  became: 'unmatched',
  address: null,
  category: 'not_feedback',
  why:
    'It came to the unsubscribe mailbox with neither the token of an unsubscribe link nor a DKIM signature that proves ' +
    'it to be from a reader: see what its writer wants.',
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
