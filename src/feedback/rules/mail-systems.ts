import type { RuleGroup } from '../bounce-rule.ts';

/** Notices whose words mislead, so they come before the general rules. */
export const mailSystems: readonly RuleGroup[] = [
  {
    provider: 'cPanel, Exim',
    source: 'https://www.exim.org/exim-html-current/doc/html/spec_html/ and the router texts of cPanel',
    rules: [
      {
        pattern: /account or domain may not exist, they may be blacklisted/,
        category: 'invalid_domain',
        example:
          'The mail server could not deliver mail to reader@nosuch.example. The account or domain may not exist, they may be blacklisted, or missing the proper dns entries.',
      },
      {
        pattern: /unrout(?:e)?able address/,
        category: 'invalid_domain',
        example: 'Unrouteable address',
      },
      {
        pattern: /malformed address|(?:malformed|missing) .{0,20}recipient address/,
        category: 'system',
        example: 'malformed address: <b@reader.example> may not follow a@reader.example',
      },
      {
        pattern: /mailbox is full: retry timeout|retry time not reached.{0,60}quota/,
        category: 'mailbox_full',
        example: 'mailbox is full: retry timeout exceeded',
      },
    ],
  },
  {
    provider: 'Postfix',
    source: 'https://www.postfix.org/postconf.5.html',
    rules: [
      {
        pattern: /user unknown in (?:local|virtual|relay)/,
        category: 'invalid_recipient',
        example:
          '550 5.1.1 <nobody@reader.example>: Recipient address rejected: User unknown in local recipient table',
      },
      {
        pattern: /recipient address rejected: (?:undeliverable|unverified) address/,
        category: 'invalid_recipient',
        example:
          '550 5.1.1 <nobody@reader.example>: Recipient address rejected: undeliverable address: host mx.reader.example said: 550 no',
      },
    ],
  },
  {
    provider: 'qmail',
    source: 'https://cr.yp.to/proto/qsbmf.txt',
    rules: [
      {
        pattern: /i couldn't find (?:any host|a mail exchanger)/,
        category: 'invalid_domain',
        example: "Sorry, I couldn't find any host by that name. (#4.1.2)",
      },
      {
        pattern: /cname lookup failed temporarily/,
        category: 'network',
        example: 'CNAME lookup failed temporarily. (#4.4.3)',
      },
    ],
  },
];
