import { fieldValue } from '../../mail/header-fields.ts';
import type { MimeMessage } from '../../mail/mime/mime-message.ts';
import { readNoticeText } from '../reports/notice-text.ts';

/** How people say that they want to leave, by language; a stem where the word is bent. */
const leaving = new RegExp(
  [
    'unsubscri|(?<![\\w-])opt[ -]?out|remove me|take me off|cancel my subscription|stop (?:sending|mailing|e-?mailing|this newsletter)',
    'abmeld|abbestell|austragen|melde[nt]? .{0,30} ab(?![a-z])|d[ée]sabonn|d[ée]sinscri|ne plus recevoir',
    'darme? de baja|dar de baja|desuscri|cancelar (?:\\S{1,10} )?(?:suscripci|assinatura|inscri|subscri)|descadastr',
    'disiscri|cancellami|cancellar(?:mi|e) dalla|uitschrijv|afmeld|avmeld|avregistrer|avprenumerer|avsluta prenumer|frameld',
    'peruuta tilau|poista minut|odhl[áa][sš]|wypis(?:z|a|uj)|rezygnuj|leiratkoz|dezabon|abonelik\\S{0,5} [çc][ıi]k|listeden [çc][ıi]k',
    'отпи[сш]|отказаться от рассылки|відпи[сш]|配信(?:を)?(?:停止|解除)|購読(?:を)?(?:停止|解除)|退会|退订|退訂|取消(?:订阅|訂閱)',
    '구독 ?(?:취소|해지)|수신 ?거부|إلغاء (?:الاشتراك|اشتراك)|להסיר|הסירו|διαγραφ',
  ].join('|'),
  'i',
);

/** What mail programs and filters put before a subject: `Re:` in any language, `AW[2]:`, `[SPAM]`, `***SPAM***`. */
const prefix =
  /^\s*(?:[\p{L}\p{M}]{1,15}\.?(?:[[(^]\d{1,3}[\])]?)?\s?[:：]|\[[^\][]{1,30}\]|\{[^{}]{1,30}\}|\*{1,5}[^*]{1,30}\*{1,5})/u;
const maxPrefixes = 6;

/** A subject without what others put before it. */
export function bareSubject({ headers }: Pick<MimeMessage, 'headers'>): string {
  let subject = fieldValue(headers, 'subject') ?? '';
  for (let count = 0; count < maxPrefixes && prefix.test(subject); count += 1)
    subject = subject.replace(prefix, '');
  return subject.trim();
}

/** Nobody who wants nothing but to leave writes much about it; whoever writes more may mean something else by the word. */
const maxAsking = 300;
const quoteBegins = /^\s*(?:>|-{3,}|_{5,}|-- ?$)/;

/** What the writer of a letter says, without what it quotes and without a signature. */
export function ownWords(message: MimeMessage): string {
  const lines = readNoticeText(message).text.split('\n');
  const quote = lines.findIndex((line, at) => quoteBegins.test(line) || beginsHeader(lines, at));
  if (quote === -1) return lines.join('\n').trim();
  const own = lines.slice(0, quote).join('\n').trim();
  // Above a quote stands who wrote it, in the language of the program: "Am Freitag schrieb Ada:"
  return /[:：]$/.test(own) ? own.slice(0, own.lastIndexOf('\n') + 1).trim() : own;
}

/** Two fields in a row, as programs put them before what is forwarded or answered, in their languages. */
function beginsHeader(lines: readonly string[], at: number): boolean {
  return [lines[at], lines[at + 1]].every((line) => /^\*?[\p{L}]{2,20}\*?\s?[:：]\*?\s/u.test(line ?? ''));
}

/** Whether somebody seems to ask to be taken off, in the subject or in a few words of their own. */
export function asksToLeave(message: MimeMessage): boolean {
  const subject = bareSubject(message);
  if (subject.length <= maxAsking && leaving.test(subject)) return true;
  const own = ownWords(message);
  return own.length <= maxAsking && leaving.test(own);
}
