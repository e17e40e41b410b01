import { findEnhancedStatus, isUnspecific, statusClass } from '../../mail/enhanced-status.ts';
import type { DsnAction } from '../../mail/reports/dsn.ts';
import { isReturnPath } from '../../mail/return-path.ts';
import { type Category, categories, type RecipientResult } from '../bounce-report.ts';
import { findRule, foldReply, withoutNames } from './classify-text.ts';
import { categoryOfStatus } from './rules/status-rules.ts';

/** What is known of the refusal of one recipient. */
export interface Refusal {
  readonly recipient: string | null;
  readonly action: DsnAction | null;
  /** The reporter's own status, RFC 3464 section 2.3.4. */
  readonly status: string | null;
  /** What a server replied, as the report quotes it; empty where it quotes nothing. */
  readonly reply: string;
  /** What the notice says about this recipient. */
  readonly notice: string;
  /** Said by our own relay, of the recipient it had just been given. */
  readonly isOwnRelay?: true;
}

const maxWhy = 300;
const arrived: readonly (DsnAction | null)[] = ['delivered', 'relayed', 'expanded'];
/** A reply code, RFC 5321 section 4.2, where one would stand; a number of hours would not. */
const replyCode =
  /(?:^|said:|reason:|response:|error:|returned|status|code|<<<|[:'"(#\]])[ \t]*([45])[0-5]\d(?=[ \-:;,.)'"]|$)/im;

/**
 * Decides in the order in which mail systems can be trusted: what was done, the words of the reply, the enhanced status,
 * the words of the notice, and last the words that could mean anything.
 */
export function classifyRecipient(refusal: Refusal): RecipientResult {
  const { recipient, action, reply, notice } = refusal;
  const status = decisiveStatus(refusal);
  const why = (reply || notice).replace(/\s+/g, ' ').trim().slice(0, maxWhy);
  // RFC 3464 section 2.3.3: these say that nothing failed, whatever the text.
  if (arrived.includes(action))
    return { recipient, action, status, why, kind: 'other', category: 'delivered' };
  const isTemporary = action === 'delayed' || isTemporaryReply(refusal);
  const said = categoryOf(refusal, status) ?? (isTemporary ? 'timeout' : 'undetermined');
  const category = isAboutSender(refusal, said) ? 'sender_rejected' : said;
  return { recipient, action, status, why, category, kind: isTemporary ? 'soft' : categories[category].kind };
}

/**
 * RFC 5321 section 3.3: what a server says to MAIL FROM or EHLO, or before either, cannot be about a recipient, whom it
 * does not know yet. It may say "user unknown" all the same, and means that it looked for the sender.
 */
const beforeRecipient =
  /refused to talk to me|in (?:reply|response) to (?:the )?(?:initial )?(?:greeting|banner)\b|(?:in (?:reply|response) to|after) (?:the )?(?:pipelined )?(?:mail from|helo|ehlo)\b|(?:>>>|sent:?|command:?) ?(?:mail from|helo|ehlo)\b(?:[^>]{0,300}>[^>]{0,40}|[^>]{0,340})<<< ?[45]\d\d/;
/** RFC 7504: a host says so of all mail to it, at whatever command; what takes no mail is nobody's fault but its own. */
const takesNoMail = /(?:^|[:>]) ?(?:521|556)[ -]/;

/** Whether what reads like a word about the recipient is one about us: nobody else was named when it was said, or in it. */
function isAboutSender({ recipient, reply, notice, isOwnRelay }: Refusal, category: Category): boolean {
  if (categories[category].scope !== 'recipient') return false;
  const said = foldReply(reply || notice);
  if (beforeRecipient.test(said)) return !takesNoMail.test(said);
  const named = reply.match(address) ?? [];
  if (named.length > 0 && named.every(isReturnPath)) return true;
  const subject = isOwnRelay ? replySubject.exec(reply)?.[1] : undefined;
  return subject !== undefined && recipient !== null && !isLike(subject, recipient);
}

const address = /[\w.!#$%&'*+/=?^`{|}~-]{1,128}@[\w.-]{1,253}/g;
/** Whom a reply speaks of, as Postfix and those after it begin: `550 5.1.1 <ada@reader.example>: `. */
const replySubject =
  /^\d{3}[ -](?:[245]\.\d{1,3}\.\d{1,3} )?<?([\w.!#$%&'*+/=?^`{|}~-]{1,128}@[\w.-]{1,253})(?=>|:|\.{3})/;

/** The same mailbox by another name of its server, or another mailbox of its domain to which an alias leads. */
function isLike(one: string, other: string): boolean {
  const [own, others] = [one, other].map((whole) => {
    const at = whole.lastIndexOf('@');
    return { local: whole.slice(0, at).toLowerCase(), domain: whole.slice(at + 1).toLowerCase() };
  });
  return own?.local === others?.local || own?.domain === others?.domain;
}

function categoryOf(refusal: Refusal, status: string | null): Category | null {
  const notice = withoutNames(foldReply(refusal.notice));
  const reply = withoutNames(foldReply(refusal.reply)) || notice;
  const said =
    findRule(foldReply(`${refusal.reply} ${refusal.notice}`), 'context') ?? findRule(reply, 'firm');
  if (said) return said.category;
  const byStatus = status === null ? null : categoryOfStatus(status);
  if (byStatus) return byStatus;
  const hint = findRule(notice, 'firm') ?? findRule(reply, 'vague') ?? findRule(notice, 'vague');
  return hint?.category ?? null;
}

/**
 * The status of the reply beats the reporter's own, which is often 5.0.0. The notice is asked last: it quotes whole
 * sessions, and the statuses of other commands with them.
 */
function decisiveStatus({ status, reply, notice }: Refusal): string | null {
  const inReply = findEnhancedStatus(reply || notice);
  if (inReply && !isUnspecific(inReply)) return inReply;
  return status ?? inReply ?? findEnhancedStatus(notice);
}

/** RFC 5321 section 4.2.1 and RFC 3463 section 3.1: a 4 in front says that the same may work later. */
function isTemporaryReply({ status, reply, notice }: Refusal): boolean {
  const said = findEnhancedStatus(reply || notice);
  if (said) return statusClass(said) === 4;
  const code = replyCode.exec(reply || notice)?.[1];
  return code === undefined ? status?.startsWith('4') === true : code === '4';
}
