import { fieldValue } from '../../mail/header-fields.ts';
import type { MimeMessage } from '../../mail/mime/mime-message.ts';
import { type BounceReport, categories, summarize } from '../bounce-report.ts';
import { classifyRecipient } from '../classify/classify-recipient.ts';
import { findRule, foldReply } from '../classify/classify-text.ts';
import type { BounceRule } from '../classify/rules/bounce-rule.ts';
import { copyRecipients, findRecipients, type NamedRecipient, ownAddresses } from './find-recipients.ts';
import { type Notice, readRawNotice } from './notice-text.ts';
import { speakerOf } from './speaker.ts';

const failurePhrase =
  /(?:not|n't|unable|failed|impossible|cannot|could) (?:to )?(?:\S{1,12} ){0,3}(?:be )?(?:deliver|send|sent|reach|forward|transmit|process)|undeliver|deliver(?:y|ing)? (?:\S{1,20} ){0,5}(?:fail|error|delayed|incomplete|problem)|fail(?:ed|ure) (?:\S{1,12} ){0,3}deliver|(?:permanent|fatal|unrecoverable) (?:\S{1,10} )?(?:error|failure)|failed (?:recipient|address)|addresse?s?(?:\(es\))? (?:had|failed|did)|return(?:ed|ing) (?:\S{1,12} ){0,3}(?:to sender|mail|message)|no valid recipients|did not (?:exactly )?(?:reach|match)|(?:rejected|refused|blocked|returned) (?:by|your|because|due)|n'a pas pu|konnte nicht|nicht zugestellt|no (?:pudo|puede|ha podido)|n[ãa]o (?:p[ôo]de|foi)|non (?:riuscito|[èe] stat)|не (?:доставлен|может быть|удалось)|でき(?:ません|なかった)|無法|无法|失败|失敗|退回|반송|실패|못했|kunde inte|(?:kunne|blev|ble) ikke|ei voitu|nelze|nebyl\S? doru|nem siker|nem lehet|edilemedi|iletilemedi|teslim ed|nie (?:mo[żz]na|uda[łl]o|zosta[łl])|kon niet|kan niet|niet worden|[ée]chec|impossibile|unzustellbar/i;

/** RFC 3464 section 2.3.3 in prose: the reporter has not given up. */
const stillTrying =
  /this is (?:just |only )?a warning|warning message only|(?:only|just) a (?:temporary|notification about a delay)|has (?:not yet been|been) (?:delayed|delivered because)|not yet been delivered|(?:still|will) (?:be(?:ing)? )?(?:re-?tr(?:y|ied)|keep trying|continue (?:to|trying))|attempts will continue|temporary (?:delivery )?(?:problem|failure report)|do(?:es)? not need to re-?send|please do not resend|delivery incomplete|still undelivered/i;

/** A notice in plain words, as most systems before RFC 3464 and many since write it. Null where it is none. */
export function readNotice(message: MimeMessage, read: Notice): BounceReport | null {
  if (!isNotice(message, read.text)) return null;
  const { text: notice, copy } = namesSomebody(message, read) ? read : rawIfBetter(message, read);
  const subject = fieldValue(message.headers, 'subject') ?? '';
  const [first, ...others] = named(message, notice, copy);
  const action = stillTrying.test(notice) || /\bdelay(?:ed)?\b/i.test(subject) ? 'delayed' : null;
  const selves = ownAddresses(message, copy);
  const classify = ({ recipient, own }: { recipient: string | null; own: string }) => {
    const refusal = { recipient, action, status: null, reply: '', notice: own, selves } as const;
    return classifyRecipient(refusal);
  };
  return summarize([classify(first), ...others.map(classify)]);
}

type Named = { readonly recipient: string | null; readonly own: string };

/** The copy says who the sender is, who is nobody to be named. */
function namesSomebody(message: MimeMessage, { text, copy }: Notice): boolean {
  const own = ownAddresses(message, copy);
  return findRecipients(message, text, copy).some(({ recipient }) => !own.has(recipient.toLowerCase()));
}

/** The raw source may name whom broken MIME hides. */
function rawIfBetter(message: MimeMessage, read: Notice): Notice {
  const raw = readRawNotice(message);
  return namesSomebody(message, raw) ? raw : read;
}

function named(message: MimeMessage, notice: string, copy: string): [Named, ...Named[]] {
  const found: readonly NamedRecipient[] = findRecipients(message, notice, copy);
  const own = (text: string): string => (isTelling(text) ? text : notice);
  const [first, ...others] = found.map((one) => ({ recipient: one.recipient, own: own(one.notice) }));
  if (first) return [first, ...others];
  return [{ recipient: copyRecipients(message, copy)[0] ?? null, own: notice }];
}

/** Where recipients are listed first and reasons given after, the words next to an address say nothing. */
function isTelling(text: string): boolean {
  return reasonIn(text) !== null;
}

function reasonIn(text: string): BounceRule | null {
  const folded = foldReply(text);
  return findRule(folded, 'firm') ?? findRule(folded, 'vague');
}

/** What a mail system writes that says of nothing that it failed is no notice; an unnamed program has to say so itself. */
function isNotice(message: MimeMessage, notice: string): boolean {
  if (fieldValue(message.headers, 'x-failed-recipients') !== null) return true;
  const speaker = speakerOf(message);
  if (speaker === 'machine' || speaker === 'person') return false;
  const subject = fieldValue(message.headers, 'subject') ?? '';
  const saysSo = (text: string) => failurePhrase.test(text) || stillTrying.test(text);
  if (saysSo(subject) || saysSo(notice)) return true;
  const reason = reasonIn(notice);
  // A refusal of ours, as list managers write it, can harm nobody.
  return reason !== null && (speaker === 'mail system' || categories[reason.category].scope === 'sender');
}
