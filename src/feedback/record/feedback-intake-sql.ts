import type { UnsubscribeMailbox } from '../../audience/unsubscribe-mailbox.ts';
import type { TokenKeys } from '../../audience/unsubscribe-token.ts';
import type { Database } from '../../database/database.ts';
import type { TagKeys } from '../../mail/delivery-tag.ts';
import { mimeReader } from '../../mail/mime/read-mime-worker.ts';
import type { BounceReport } from '../bounce-report.ts';
import { type ProveSender, readUnsubscribeMail, type UnsubscribeMail } from '../consent/unsubscribe-mail.ts';
import { unsubscribeAddress, unsubscribeLinks } from '../consent/unsubscribe-sql.ts';
import type {
  FeedbackIntake,
  NameDoubt,
  ProviderEvent,
  ReturnedMail,
  TakenFeedback,
} from '../feedback-intake.ts';
import { identifyReport } from '../reports/identify-report.ts';
import { readBounce } from '../reports/read-bounce.ts';
import { taggedFinder } from './find-tagged-sql.ts';
import { mailEvent, providerEvent, tagOfEvent } from './make-event.ts';
import { recorder } from './recorder-sql.ts';

/** What tells ours from forged, and where readers write to leave. */
export interface FeedbackIntakeOptions {
  readonly keys: { readonly tags: TagKeys; readonly tokens: TokenKeys };
  readonly unsubscribeMailboxes: readonly UnsubscribeMailbox[];
  readonly proveSender: ProveSender;
}

/** Of one call, however long it is: what another tells meanwhile has its turn between them. */
const maxAtOnce = 500;

/** The {@link FeedbackIntake} that records in the database. One a process: it keeps a thread to read MIME. */
export function openFeedbackIntake(database: Database, options: FeedbackIntakeOptions): FeedbackIntake {
  const readMime = mimeReader();
  const record = recorder(database);
  const findTagged = taggedFinder(database);
  const { tags, tokens } = options.keys;
  const links = unsubscribeLinks(database, tokens);

  /** Null where the mail lets nobody leave. */
  async function leaveBy(
    request: UnsubscribeMail,
    { bytes, at }: ReturnedMail,
  ): Promise<TakenFeedback | null> {
    const evidence = { via: 'mailto', at } as const;
    if (request.kind === 'token') {
      const followed = await links.unsubscribe(request.token, evidence);
      if (followed.kind === 'unknown') return unknownReader(followed.isKeyKnown);
      return followed.kind === 'reader' ? unsubscribed(followed.address) : null;
    }
    const sender = request.kind === 'sender' ? await options.proveSender(bytes) : null;
    const left = sender === null ? null : await unsubscribeAddress(database, sender, evidence);
    return left && unsubscribed(left.address);
  }

  async function takeEvent(event: ProviderEvent): Promise<TakenFeedback> {
    const signed = tagOfEvent(event, tags);
    const found = signed.kind === 'ours' ? await findTagged(signed.name) : null;
    return record(providerEvent(event, signed, found?.delivery ?? null));
  }

  return {
    takeMail: async (mail) => {
      const reading = await readMime(mail.bytes);
      const message = reading.ok ? reading.message : null;
      const request = readUnsubscribeMail(message, mail.envelopeRecipient, options.unsubscribeMailboxes);
      const left = request && (await leaveBy(request, mail));
      if (left) return [left];
      // Anybody may write there, so whatever else is sent to it is no report: those go to return paths.
      if (request && (mail.envelopeRecipient !== null || request.kind === 'sender')) return [unproven];
      const report = readBounce(reading);
      const identified = identifyReport(mail.envelopeRecipient, message, tags);
      const { delivery } = identified;
      if (!delivery && isNoReport(report)) return [noReport(report, identified.doubt)];
      const found = delivery && (await findTagged(delivery));
      return [await record(mailEvent(mail, report, identified, found))];
    },
    takeEvents: async (events) => {
      const taken: TakenFeedback[] = [];
      for (let at = 0; at < events.length; at += maxAtOnce)
        taken.push(...(await Promise.all(events.slice(at, at + maxAtOnce).map(takeEvent))));
      return taken;
    },
  };
}

/** A letter, or what cannot be read, that nothing connects with us: not worth a row. */
function isNoReport({ category }: BounceReport): boolean {
  return category === 'not_feedback' || category === 'unreadable';
}

function noReport({ category, why }: BounceReport, doubt: NameDoubt | null): TakenFeedback {
  return { became: 'unmatched', address: null, category, why, ...(doubt ? { doubt } : {}) };
}

const unproven: TakenFeedback = {
  became: 'unmatched',
  address: null,
  category: 'not_feedback',
  why:
    'It came to the unsubscribe mailbox with neither the token of an unsubscribe link nor a DKIM signature that proves ' +
    'it to be from a reader: see what its writer wants.',
};

function unknownReader(isKeyKnown: boolean): TakenFeedback {
  return {
    became: 'unmatched',
    address: null,
    category: 'not_feedback',
    why:
      'The token of its unsubscribe link is not known here: it was sent from another database, or its secret is not at ' +
      'hand. Nobody was unsubscribed: see what its writer wants.',
    doubt: isKeyKnown ? 'unknown here' : 'unknown key',
  };
}

function unsubscribed(address: string | null): TakenFeedback {
  const why = 'The reader asked for it by mail.';
  return { became: 'unsubscribed', address, category: 'not_feedback', why };
}
