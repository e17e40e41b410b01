import type { RuleGroup } from './bounce-rule.ts';

/** Notices whose words mislead, so they come before the general rules. */
export const mailSystems: readonly RuleGroup[] = [
  {
    provider: 'hosts that take no mail, before they are told for whom it is',
    source: 'RFC 7504',
    rules: [
      {
        pattern:
          /(?:^|[:>]) ?(?:521|556)[ -](?:5\.\d\.\d{1,2} )?(?:\S{1,80} ){0,3}(?:(?:does not|doesn't|do not|never) (?:accept|receiv)\w{0,3} (?:any )?(?:e-?mail|mail|messages)\b(?! (?:from|with|that|in|containing|without|sent))|no (?:mail|smtp))/,
        category: 'invalid_domain',
        example: 'host mx.reader.example[192.0.2.9] refused to talk to me: 521 5.3.2 mx does not accept mail',
      },
    ],
  },
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
        pattern: /(?:tls|encryption) is (?:required|needed)|must issue a starttls/,
        category: 'tls',
        example:
          'delivery temporarily suspended: TLS is required, but was not offered by host mx.reader.example',
      },
      {
        pattern:
          /can(?:'t|not) (?:open|create|write|lock) .{0,80}(?:permission denied|no space|no such file)/,
        category: 'system',
        example:
          "temporary failure. Command output: Can't open log file /var/log/mail.log: Permission denied",
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
    provider: 'Haraka and Sendmail, of a host that does not answer',
    source: 'https://haraka.github.io/core/Outbound; deliver.c of sendmail for its own MX',
    rules: [
      {
        pattern:
          /tried all mxs|too many failures \(|points back to|connection (?:with|to) \S{1,100} is broken/,
        category: 'network',
        example: 'Failure Reason: Error: Too many failures (Tried all MXs)',
      },
    ],
  },
  {
    provider: 'MDaemon, Coremail and cPanel',
    source: 'Replies about the recipient that read like one about the sender',
    rules: [
      {
        pattern: /user (?:is )?not a member of (?:the |this )?domain|recipient not found in (?:the )?list/,
        category: 'invalid_recipient',
        example: '550 User not a member of domain: <nobody@reader.example>',
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
  {
    provider: 'Gmail',
    source: 'https://support.google.com/mail/answer/7720',
    rules: [
      {
        pattern: /did not accept our requests to connect/,
        category: 'timeout',
        example: 'The recipient server did not accept our requests to connect. [timed out]',
      },
    ],
  },
];
