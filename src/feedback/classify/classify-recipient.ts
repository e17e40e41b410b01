import { findEnhancedStatus, isUnspecific, statusClass } from '../../mail/enhanced-status.ts';
import { providerOf } from '../../mail/mailbox-provider.ts';
import type { DsnAction } from '../../mail/reports/dsn.ts';
import { type QuotedReply, quotedReply } from '../../mail/reports/quoted-session.ts';
import { type Category, categories, type RecipientResult } from '../bounce-report.ts';
import { isAboutSender } from './about-sender.ts';
import { isCarrierFilter } from './carriers.ts';
import { findRule, foldReply, ownWords, withoutGenericWords, withoutNames } from './classify-text.ts';
import { findCode } from './find-code.ts';
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
  /** Addresses that are known to be the sender's, in lower case. */
  readonly selves?: ReadonlySet<string>;
  /** Said by our own relay, of the recipient it had just been given. */
  readonly isOwnRelay?: true;
}

const maxWhy = 300;
const isReply = /^\s*[45]\d\d[ -]/;
const arrived: readonly (DsnAction | null)[] = ['delivered', 'relayed', 'expanded'];
/** A reply code, RFC 5321 section 4.2, where one would stand; a number of hours would not. */
const replyCode =
  /(?:^|said:|reason:|response:|error:|returned|status|code|<<<|[:'"(#\]])[ \t]*([45])[0-5]\d(?=[ \-:;,.)'"]|$)/im;

/**
 * Decides in the order in which mail systems can be trusted: what was done, the reply of the innermost server that is
 * quoted, its enhanced status, the reporter's own, the words of the notice, and last the words that could mean anything.
 */
export function classifyRecipient(refusal: Refusal): RecipientResult {
  const { recipient, action } = refusal;
  const quoted = quotedReply(refusal.reply, refusal.notice);
  const status = decisiveStatus(refusal, quoted);
  const why = (quoted.text || refusal.reply || refusal.notice).replace(/\s+/g, ' ').trim().slice(0, maxWhy);
  // RFC 3464 section 2.3.3: these say that nothing failed, whatever the text; RFC 3463 section 3.1: so does class 2.
  const isSuccess = action !== 'failed' && action !== 'delayed' && refusal.status?.startsWith('2') === true;
  if (arrived.includes(action) || isSuccess)
    return { recipient, action, status, why, kind: 'other', category: 'delivered' };
  const said = categoryOf(refusal, quoted, status);
  const isTemporary = action === 'delayed' || isTemporaryReply(refusal, quoted);
  const category = aboutWhom(refusal, quoted, said ?? (isTemporary ? 'timeout' : 'undetermined'));
  return { recipient, action, status, why, category, kind: isTemporary ? 'soft' : categories[category].kind };
}

/** What reads like a word about the recipient may be one about us. */
function aboutWhom(refusal: Refusal, quoted: QuotedReply, category: Category): Category {
  const { recipient, selves, isOwnRelay = false } = refusal;
  const { scope } = categories[category];
  if (scope !== 'recipient' && category !== 'relay_denied') return category;
  const text = quoted.text || refusal.notice;
  // Where nobody said anything, the phase only tells when the connection broke.
  const phase = quoted.text === '' ? null : quoted.phase;
  return isAboutSender({ text, phase, recipient, selves, isOwnRelay }) ? 'sender_rejected' : category;
}

function categoryOf(refusal: Refusal, quoted: QuotedReply, status: string | null): Category | null {
  const reply = foldReply(quoted.text);
  const byProvider = categoryOfProvider(refusal, quoted, reply);
  if (byProvider) return byProvider;
  const whole = withoutGenericWords(withoutNames(reply));
  const inner =
    quoted.innermost === quoted.text ? whole : withoutGenericWords(withoutNames(foldReply(quoted.innermost)));
  const firm = firmRule(whole, inner);
  if (firm) return firm;
  const notice = withoutNames(foldReply(ownWords(refusal.notice)));
  // Where all there is stands in the notice, its status is no more than one of its words.
  const isProse = quoted.text === '' && refusal.status === null;
  const own = findRule(notice, isProse ? 'firm' : 'reporter');
  if (own) return own.category;
  const byStatus = isInvented(quoted) && status === refusal.status ? null : status;
  const fromStatus = byStatus === null ? null : categoryOfStatus(byStatus);
  if (fromStatus) return fromStatus;
  const hint = findRule(inner, 'vague') ?? findRule(notice, 'firm');
  if (hint) return hint.category;
  // What the reporter adds to a reply is about its own patience.
  return isReply.test(quoted.text) ? null : (findRule(notice, 'vague')?.category ?? null);
}

/** What the provider's own code or form says. */
function categoryOfProvider(refusal: Refusal, quoted: QuotedReply, reply: string): Category | null {
  if (isCarrierFilter(refusal.recipient, quoted)) return 'recipient_refused';
  const provider = refusal.recipient === null ? '' : providerOf(refusal.recipient);
  return findCode(quoted.text === '' ? foldReply(refusal.notice) : reply, provider)?.category ?? null;
}

/** A fault of ours that any of several servers told of decides; of the reader the innermost knows most. */
function firmRule(whole: string, inner: string): Category | null {
  const outer = findRule(whole, 'firm')?.category;
  const nested = inner === whole ? outer : findRule(inner, 'firm')?.category;
  if (outer && categories[outer].scope === 'sender') return outer;
  return nested ?? outer ?? null;
}

/** Sendmail makes 5.1.1 of every refusal that gives no status; its transcript shows what the server said. */
function isInvented({ text, isTranscribed }: QuotedReply): boolean {
  const status = findEnhancedStatus(text);
  return isTranscribed && (status === null || isUnspecific(status));
}

/**
 * The status of the reply beats the reporter's own, which is often 5.0.0. The notice is asked last: it quotes whole
 * sessions, and the statuses of other commands with them.
 */
function decisiveStatus({ status, notice }: Refusal, { text, innermost }: QuotedReply): string | null {
  const inReply = findEnhancedStatus(innermost) ?? findEnhancedStatus(text || notice);
  if (inReply && !isUnspecific(inReply)) return inReply;
  return status ?? inReply ?? findEnhancedStatus(notice);
}

/** RFC 5321 section 4.2.1 and RFC 3463 section 3.1: a 4 in front says that the same may work later. */
function isTemporaryReply(refusal: Refusal, { innermost, text }: QuotedReply): boolean {
  const { status, action, notice } = refusal;
  const said = findEnhancedStatus(innermost || text || notice);
  if (said) return statusClass(said) === 4;
  const code = replyCode.exec(innermost || text || notice)?.[1];
  if (code !== undefined) return code === '4';
  // Gmail gives up on a domain that is not there with 4.0.0.
  return status?.startsWith('4') === true && !(action === 'failed' && isNameless(refusal));
}

/** Whether the DNS said of the recipient's own domain that there is no such name: RFC 1035 section 4.1.1, code 3. */
function isNameless({ recipient, reply, notice }: Refusal): boolean {
  const domain = recipient?.split('@').at(-1)?.toLowerCase() ?? '';
  const said = (reply || notice).toLowerCase();
  return said.includes('nxdomain') && domain !== '' && said.includes(`of ${domain} `);
}
