import type { RuleGroup } from './bounce-rule.ts';

/** Yahoo, AOL and the others that Yahoo runs the mail of. */
export const yahoo: RuleGroup = {
  provider: 'Yahoo',
  source: 'https://senders.yahooinc.com/smtp-error-codes/',
  rules: [
    {
      pattern: /\[ts[s0-9]\d\]|temporarily deferred due to (?:unexpected volume|user complaints)/,
      category: 'rate_limited',
      example:
        '421 4.7.0 [TSS04] Messages from 192.0.2.7 temporarily deferred due to unexpected volume or user complaints',
    },
    {
      pattern: /\[(?:bl|ph|ga)\d\d\]|(?:rly|dns|hvu|cns|dyn|rtr|con):[bnaidt]\d\b|rly:(?:ch|nw|cs|bd)\d?/,
      category: 'blocklist',
      example:
        "553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.7, because the ip is in Spamhaus's list",
    },
    {
      pattern: /not accepted for policy reasons/,
      category: 'policy',
      example:
        '554 5.7.9 Message not accepted for policy reasons. See https://senders.yahooinc.com/error-codes',
    },
    {
      pattern:
        /user doesn't have an? \S{1,80} account|not a valid mailbox|delivery error: dd (?:this|requested) .{0,40}mailbox (?:un|not )/,
      category: 'invalid_recipient',
      example: "554 delivery error: dd This user doesn't have a yahoo.com account (nobody@yahoo.com) [0]",
    },
    {
      pattern:
        /account has been (?:disabled|deactivated|suspended)|\[#10[1-5]\]|mailbox (?:has been|is) disabled/,
      category: 'disabled',
      example: '554 delivery error: dd This account has been disabled or discontinued [#102].',
    },
  ],
};
