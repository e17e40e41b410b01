import { fieldValue } from '../../mail/header-fields.ts';
import type { MimeMessage } from '../../mail/mime/mime-message.ts';
import { isMarkedAutoReply } from '../../mail/reports/auto-submitted.ts';
import { type BounceReport, reportOf } from '../bounce-report.ts';
import { addressesIn } from './find-recipients.ts';
import { speakerOf } from './speaker.ts';

/** How responders begin their subjects. Only the beginning counts: people write about being away as well. */
const autoReplySubject = new RegExp(
  `^\\s*(?:\\[?(?:${[
    'auto(?:matic|mated|matische?|matisk)?[ -]?(?:reply|response|answer|svar|antwort|antwoord|replied)?\\]?[ ]?:',
    'auto-?(?:reply|response|responder|answer)\\b|automat(?:ic|ed) (?:reply|response|answer)',
    'out of (?:the )?office|out-of-office|ooo\\b|i am (?:away|out|currently)|away from|vacation|absent|absence',
    'on (?:vacation|leave|holiday|annual leave|parental leave|maternity leave)|not in the office|no longer (?:with|at|works?)',
    'abwesen|automatische (?:antwort|r..?ckmeldung)|nicht im (?:b[üu]ro|hause)|im urlaub|urlaub\\b',
    'r[ée]ponse automatique|message (?:d.absence|automatique)|absent\\S? du bureau|en cong[ée]s?\\b|hors du bureau',
    'respuesta autom|fuera de (?:la )?oficina|ausencia|de vacaciones|mensaje autom',
    'resposta autom|fora do escrit|aus[êe]n(?:cia|te)|em f[ée]rias|de f[ée]rias',
    'risposta automatica|fuori (?:ufficio|sede)|assen(?:te|za)|in ferie',
    'automatisch (?:antwoord|bericht)|afwezig|buiten kantoor|niet aanwezig',
    'automatiskt? (?:svar|meddelelse)|autosvar|fr[åa]nvaro|frav[æa]r|(?:ikke p[åa]|ute av|ude af) kontoret',
    'automaattinen|poissa\\b|lomalla\\b|automatick[áa]|mimo kancel|automatikus|házon kívül|szabads[áa]gon',
    'odpowied. automatyczna|automatyczna odpowied|autoodpowied|nieobecno|poza biurem',
    'otomatik (?:yan[ıi]t|cevap)|ofis d[ıi]ş[ıi]nda|αυτόματη απάντηση|εκτός γραφείου',
    'автоматическ|автоответ|автоматична відповідь|нет на (?:рабочем )?месте|в отпуске',
    '自動応答|自動返信|不在|休暇|自动(?:回复|答复)|自動(?:回覆|回復)|外出|자동 ?(?:회신|응답)|부재',
  ].join('|')}))`,
  'i',
);

const openingBracket = /^\s*[【「『[(〔［（]\s*/;
/**
 * The word "automatic" of most languages, among the first few words of a subject and before a colon or a bracket, as mail
 * programs translate "Automatic reply:".
 */
const autoWord = new RegExp(
  `^(?:[^\\s:：】\\])]{1,20}\\s){0,3}[^\\s:：】\\])]{0,20}(?:${[
    'auto-|auto(?:mat|vast|res)|otomat|samodejn|sjálfvirk|tự động|авто|αυτόματ|אוטומט|อัตโนมัติ|自動|自动|자동|تلقائ|خودکار|स्वचालित|automāt',
  ].join('|')})[^:：】\\])]{0,30}\\s?[:：】\\])]`,
  'i',
);

const challenge =
  /(?:confirm|verify|authenticate) (?:that )?(?:your|you|this) (?:\w{1,12} )?(?:message|e-?mail|mail|delivery|are|address|identity)|sender (?:verification|confirmation)|verification (?:required|request)|\bboxbe\b|spam ?arrest|\btmda\b|challenge.{0,3}response|whitelist(?:ed)? (?:me|you)|(?:awaiting|requires|waiting for) (?:your )?(?:confirmation|approval)/i;

/** True where the subject alone says that a machine answers for a person. */
export function hasAutoReplySubject(message: MimeMessage): boolean {
  const subject = (fieldValue(message.headers, 'subject') ?? '').replace(openingBracket, '');
  return autoReplySubject.test(subject) || autoWord.test(subject);
}

/** RFC 3834: a reply that nobody wrote. Null where somebody may have. */
export function readAutoReply(message: MimeMessage): BounceReport | null {
  const subject = fieldValue(message.headers, 'subject') ?? '';
  const isMachine = speakerOf(message) === 'machine' || isMarkedAutoReply(message.headers);
  const isChallenge = challenge.test(subject) || (isMachine && challenge.test(message.text.slice(0, 4_000)));
  if (!isMachine && !isChallenge && !hasAutoReplySubject(message)) return null;
  const from = addressesIn(fieldValue(message.headers, 'from') ?? '').slice(-1);
  return reportOf(isChallenge ? 'challenge' : 'auto_reply', subject, from);
}
