import type { BounceRule } from './rules/bounce-rule.ts';
import { type RuleStrength, ruleGroups } from './rules/rule-groups.ts';

/** Replies are a line or two; what a hostile server says beyond this changes nothing. */
const maxReply = 4_000;

const rulesOf = (strength: RuleStrength): BounceRule[] =>
  ruleGroups[strength].flatMap((group) => group.rules);
const rules = { context: rulesOf('context'), firm: rulesOf('firm'), vague: rulesOf('vague') };

/**
 * A reply as the rules see it: lower case, one line. Codes that only continue a reply of several lines
 * (RFC 5321 section 4.2.1) are taken out, since they stand in the middle of its sentences.
 */
export function foldReply(text: string): string {
  return text
    .slice(0, maxReply)
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/(?<=\S )[245]\d\d-(?:[245]\.\d{1,3}\.\d{1,3} ?)?/g, '')
    .replace(/[\u2018\u2019\u00b4`]/g, "'")
    .replace(/\bmail-box/g, 'mailbox')
    .trim();
}

/**
 * A folded reply without the names in it: an account may be called `spam`, and a host `blacklist`. Links stay, since
 * those that a reply gives are about its cause.
 */
export function withoutNames(reply: string): string {
  return reply
    .replace(/(?<![\w.!#$%&*+^{|}~-])[\w.!#$%&*+^{|}~-]{1,128}@[\w.-]{1,253}/g, 'a@b')
    .replace(/\b(host|smtp|server|from|to) [\w.-]{1,253}(?=[ ]?[[(][\da-f:.]{3,45}[\])])/g, '$1 mx');
}

/** The first rule of that strength whose pattern a folded reply shows, or null. */
export function findRule(reply: string, strength: RuleStrength): BounceRule | null {
  return reply === '' ? null : (rules[strength].find(({ pattern }) => pattern.test(reply)) ?? null);
}
