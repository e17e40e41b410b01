import { sql } from 'kysely';
import type { SmtpReply } from '../mail/smtp-reply.ts';

/** The columns of a delivery that hold the relay's last reply, as {@link replyColumns} selects them. */
export interface ReplyColumns {
  readonly replyCode: number | null;
  readonly replyStatus: string | null;
  readonly replyText: string | null;
}

/**
 * The text of a delivery's last reply; null where it was not kept. A worker of the version before writes the code and
 * the status and leaves the text of an earlier reply standing, which begins with others.
 */
export const replyText = sql<string | null>`case
  when starts_with(overlay(reply_text placing ' ' from 4 for 1), concat_ws(' ', reply_code, enhanced_status))
  then reply_text end`;

/** To be selected from `delivery`, for {@link replyOf}. */
export const replyColumns = sql`reply_code as "replyCode", enhanced_status as "replyStatus", ${replyText} as "replyText"`;

/** What the relay last said of a delivery; null where it said nothing. Without a text the codes are the whole reply. */
export function replyOf({ replyCode: code, replyStatus, replyText: text }: ReplyColumns): SmtpReply | null {
  if (code === null) return null;
  const codes = replyStatus === null ? String(code) : `${code} ${replyStatus}`;
  return { code, enhancedStatus: replyStatus, text: text ?? codes };
}
