import type { BounceRule } from './rules/bounce-rule.ts';
import { type RuleStrength, ruleGroups } from './rules/rule-groups.ts';

/** Replies are a line or two; what a hostile server says beyond this changes nothing. */
const maxReply = 4_000;

const rulesOf = (strength: RuleStrength): BounceRule[] =>
  ruleGroups[strength].flatMap((group) => group.rules);
const rules = { firm: rulesOf('firm'), reporter: rulesOf('reporter'), vague: rulesOf('vague') };

/**
 * A reply as the rules see it: lower case, one line. Codes that only continue a reply of several lines
 * (RFC 5321 section 4.2.1) are taken out, since they stand in the middle of its sentences; words of a token that
 * programs write with underscores, and lines that were joined without a space, are parted.
 */
export function foldReply(text: string): string {
  const cut = text.slice(0, maxReply);
  const code = /^\s*(\d{3})-/.exec(cut)?.[1];
  const last =
    code === undefined ? null : new RegExp(String.raw`(?<=\S\s)${code} (?:[245]\.\d{1,3}\.\d{1,3} ?)?`, 'g');
  return (
    (last ? cut.replace(last, '') : cut)
      .replace(/(?=[A-Z][a-z]{1,40} [A-Za-z])(?<=\b[a-z]{1,40}|\b[A-Z][a-z]{1,40}|>)/g, ' ')
      .replace(/(?<=[A-Za-z])_(?=[A-Za-z])/g, ' ')
      .toLowerCase()
      .replace(/\s+/g, ' ')
      .replace(/(?<=\S )[245]\d\d-(?:[245]\.\d{1,3}\.\d{1,3} ?)?/g, '')
      .replace(/[\u2018\u2019\u00b4`]/g, "'")
      .replace(/\bmail-box/g, 'mailbox')
      // Who is spoken to is the sender, and what is the sender's is never the reader's mailbox.
      .replace(
        /\b(?:your|this) (?:e-?mail|mail)\b(?! (?:address|domain|server|host|system|client))/g,
        'your message',
      )
      .trim()
  );
}

/**
 * A folded reply without the names in it: an account may be called `spam`, and a host `blacklist`. Links stay, since
 * those that a reply gives are about its cause.
 */
export function withoutNames(reply: string): string {
  return reply
    .replace(/(?<![\w.!#$%&*+^{|}~-])[\w.!#$%&*+^{|}~-]{1,128}@[\w.-]{1,253}/g, 'a@b')
    .replace(/\b(host|smtp|server|from|to) [\w.-]{1,253}(?=[ ]?[[(][\da-f:.]{3,45}[\])])/g, '$1 mx')
    .replace(/(?<![\w/.:])\/(?:[\w.-]{1,60}\/){1,10}[\w.-]{1,60}/g, 'path');
}

/** What RFC 5321 section 4.2.2 has servers say by heart: it gives way to what they add. */
const generic =
  /(?:requested (?:mail )?action (?:not taken|aborted)[:;,.]? ?)?(?:mailbox (?:unavailable|name not allowed)|local error in processing|transaction failed|service (?:not |un)available(?:, closing (?:transmission )?channel)?)\b[:;,. ]{0,3}|requested (?:mail )?action (?:not taken|aborted|okay)[:;,. ]{0,3}/g;

/** A folded reply without the sentences of the standard, where it says more than those. */
export function withoutGenericWords(reply: string): string {
  const rest = reply.replace(generic, '');
  return rest.replace(/^[\d. -]*/, '').length > 3 ? rest : reply;
}

/** How notices introduce themselves, whatever name comes after; and what they add about those who wrote them. */
const introductions =
  /^.*\b(?:this is the .{1,80} (?:program|system|server|software|agent|gateway|daemon)\b|(?:was|were|is|has been|been) (?:automatically |\w+ )?(?:created|generated|scanned|checked|produced|protected|sent) (?:automatically |for |by |with |from )|(?:message|notice|report|sent|generated|powered|provided) (?:from|by) the? ?[A-Z]).*$/gm;
/** A name of several words, each with a capital, that ends as those of products do. */
const products =
  /\b(?:[A-Z][\w-]*[ \t]+){1,5}(?:Suite|Gateway|Firewall|Server|Appliance|Security|Antivirus|AntiVirus|Filter|Scanner|Agent|Service|Software|Center|Manager|Guard|Shield)\b/g;
/** RFC 3676 section 4.3 and what is like it: what follows is a signature. */
const footer = /^[ \t]*(?:-- |_{8,}[ \t]*|-{2}[ \t]*)$/m;

/** What client and server said, as sendmail's transcripts have it. */
const sessionLine = /^[ \t]*(?:>>>|<<<|[245]\d\d[ -]).*$/gm;

/** A notice without the names of programs, the session that it quotes, and its footer. */
export function ownWords(notice: string): string {
  const end = notice.search(footer);
  const own = end > 0 ? notice.slice(0, end) : notice;
  const told = /^[ \t]*<<</m.test(notice) ? own.replace(sessionLine, '') : own;
  return told.replace(introductions, '').replace(products, '');
}

/** The first rule of that strength whose pattern a folded reply shows, or null. */
export function findRule(reply: string, strength: RuleStrength): BounceRule | null {
  return reply === '' ? null : (rules[strength].find(({ pattern }) => pattern.test(reply)) ?? null);
}
