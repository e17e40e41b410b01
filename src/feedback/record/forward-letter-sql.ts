import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { Database } from '../../database/database.ts';
import { storableText } from '../../database/storable-text.ts';
import type { Tables } from '../../database/tables.ts';
import { type ForwardedLetter, letterNotice } from '../../email/letter-words.ts';
import { wordedRendering } from '../../email/render/worded-rendering.ts';
import type { Newsletter } from '../../email/rendered-issue.ts';
import { storeRenderedIssue } from '../../email/stored-issue.ts';
import { storeWordedNotice } from '../../email/worded-notice.ts';
import type { DeliveryId } from '../../ledger/delivery.ts';
import { type Asked, askNoticeIn, lockNotices } from '../../ledger/notices/ask-notice-sql.ts';
import { noticeKinds } from '../../ledger/notices/notice-kinds.ts';
import { addressKey, type EmailAddress } from '../../mail/address.ts';
import { maxReturnedBytes, type ReturnedMail, type TakenFeedback } from '../feedback-intake.ts';
import { reportKey } from '../reports/report-key.ts';

/** To whom letters are passed on. */
export interface Forwarding {
  readonly to: EmailAddress;
  readonly newsletter: Newsletter;
  /** Told when one is in the ledger, for whoever delivers it. */
  readonly onForwarded: () => void;
}

/** What became of a letter; a sentence where it is left to what becomes of letters else. */
export type Forwarded = TakenFeedback | string;

const { daily } = noticeKinds.letter;

/**
 * Passes a letter on to the editor, as a notice: once, however often and by however many it is taken, since what is
 * written of it and the notice are committed together. What is beyond a cap leaves nothing behind, so that it can be
 * taken another day.
 *
 * @param about the delivery that it names, if any
 */
export async function forwardLetter(
  database: Database,
  { to, newsletter, onForwarded }: Forwarding,
  letter: ForwardedLetter,
  { via, at }: Pick<ReturnedMail, 'via' | 'at'>,
  about: { readonly delivery: DeliveryId; readonly address: string } | null,
): Promise<Forwarded> {
  // Of a longer one a mailbox gives the beginning alone.
  if (letter.bytes.length >= maxReturnedBytes) return tooLarge;
  const key = reportKey(letter.bytes, null).replace(/^mail:/, 'letter:');
  const taken = { address: about?.address ?? null, category: 'not_feedback' } as const;
  const became = await database.tables.transaction().execute(async (tables) => {
    if (await isKnown(tables, key)) return 'repeated';
    const asked = await ask(tables, { to, newsletter, letter, key });
    if (asked !== 'asked') return asked;
    const row = { event_key: key, kind: 'other', category: 'not_feedback', disposition: 'noted' } as const;
    await tables
      .insertInto('feedback_event')
      .values({
        ...row,
        via,
        send_id: about?.delivery.send ?? null,
        subscriber_id: about?.delivery.subscriber ?? null,
        recipient: storableText(letter.writer.address, 320),
        why: passedOn(letter, to),
        detail: JSON.stringify({ forwarded: to }),
        at,
      })
      .execute();
    return 'forwarded';
  });
  if (became === 'capped' || became === 'unreached') return whyNot[became];
  if (became === 'repeated') return { became, why: 'Was passed on before.', ...taken };
  onForwarded();
  return { became, why: passedOn(letter, to), ...taken };
}

function passedOn({ writer }: ForwardedLetter, to: EmailAddress): string {
  return `A letter from ${writer.address}, passed on to ${to}.`;
}

/** Two who take the same letter at once wait for each other, and the second finds it. */
async function isKnown(tables: Transaction<Tables>, key: string): Promise<boolean> {
  await lockNotices(tables);
  const known = tables.selectFrom('feedback_event').select('id').where('event_key', '=', key);
  return (await known.executeTakeFirst()) !== undefined;
}

async function ask(
  tables: Transaction<Tables>,
  {
    to,
    newsletter,
    letter,
    key,
  }: Pick<Forwarding, 'to' | 'newsletter'> & { readonly letter: ForwardedLetter; readonly key: string },
): Promise<Asked> {
  const rendered = wordedRendering('letter', newsletter);
  const limits = { writer: daily.network, all: daily.all };
  return askNoticeIn(tables, {
    kind: 'letter',
    to: { address: to },
    digest: rendered.digest,
    content: storeRenderedIssue(rendered),
    words: storeWordedNotice(letterNotice(letter, newsletter.name, limits)),
    nonce: createHash('sha256').update(key).digest('hex').slice(0, 32),
    linkHash: null,
    network: addressKey(letter.writer.address),
  });
}

const beyond = 'It is a letter, and was not passed on:';
const tooLarge = `${beyond} it is larger than ${maxReturnedBytes / 1024 / 1024} MB.`;
const whyNot: Readonly<Record<Exclude<Asked, 'asked'>, string>> = {
  capped: `${beyond} ${daily.network} of its writer, or ${daily.all} in all, were today.`,
  unreached: `${beyond} the address for letters is suppressed: see \`pennypost reader\`.`,
};
