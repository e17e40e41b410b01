import type { Keyring } from '../../audience/keys.ts';
import type { Database } from '../../database/database.ts';
import { mimeReader } from '../../mail/read-mime-worker.ts';
import type { BounceReport } from '../bounce-report.ts';
import { unsubscribeMailToken } from '../consent/unsubscribe-mail.ts';
import { unsubscribeLinks } from '../consent/unsubscribe-sql.ts';
import type { FeedbackIntake, ReturnedMail, TakenFeedback } from '../feedback-intake.ts';
import { type Identified, identifyReport } from '../reports/identify-report.ts';
import { readBounce } from '../reports/read-bounce.ts';
import { mailEvent, providerEvent } from './make-event.ts';
import { recorder } from './recorder-sql.ts';

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
