import { isMarkedAutoReply } from '../mail/auto-submitted.ts';
import { fieldValue } from '../mail/header-fields.ts';
import type { MimeMessage } from '../mail/mime-message.ts';
import { type BounceReport, reportOf } from './bounce-report.ts';
import { addressesIn } from './find-recipients.ts';

/** How responders begin their subjects. Only the beginning counts: people write about being away as well. */
const autoReplySubject =
  /^\s*(?:\[?(?:auto(?:matic|mated|matische?|matisk)?[ -]?(?:reply|response|svar|antwort|antwoord|replied)?\]?[ ]?:|auto-?(?:reply|response)\b|automat(?:ic|ed) (?:reply|response)|out of (?:the )?office|out-of-office|ooo:|i am (?:away|out|currently)|away from|vacation|on (?:vacation|leave|holiday)|absent|absence|abwesen|automatische (?:antwort|r..?ckmeldung)|abwesenheits|r[ée]ponse automatique|message d.absence|respuesta autom|fuera de (?:la )?oficina|resposta autom|fora do escrit|risposta automatica|fuori ufficio|automatisch antwoord|afwezig|automatiskt? svar|autosvar|automaattinen|automatick|odpowied. automatyczna|autoodpowied|автоматический ответ|автоответ|自動応答|自動返信|不在|自动回复|自動回覆|자동 회신))/i;

const challenge =
  /(?:confirm|verify|authenticate) (?:that )?(?:your|you|this) (?:\w{1,12} )?(?:message|e-?mail|mail|delivery|are|address|identity)|sender (?:verification|confirmation)|verification (?:required|request)|\bboxbe\b|spam ?arrest|\btmda\b|challenge.{0,3}response|whitelist(?:ed)? (?:me|you)|(?:awaiting|requires|waiting for) (?:your )?(?:confirmation|approval)/i;

/** True where the subject alone says that a machine answers for a person. */
export function hasAutoReplySubject(message: MimeMessage): boolean {
  return autoReplySubject.test(fieldValue(message.headers, 'subject') ?? '');
}

/** RFC 3834: a reply that nobody wrote. Null where somebody may have. */
export function readAutoReply(message: MimeMessage): BounceReport | null {
  const subject = fieldValue(message.headers, 'subject') ?? '';
  const isMarked = isMarkedAutoReply(message.headers);
  const isChallenge = challenge.test(subject) || (isMarked && challenge.test(message.text.slice(0, 4_000)));
  if (!isMarked && !isChallenge && !hasAutoReplySubject(message)) return null;
  const from = addressesIn(fieldValue(message.headers, 'from') ?? '').slice(-1);
  return reportOf(isChallenge ? 'challenge' : 'auto_reply', subject, from);
}
