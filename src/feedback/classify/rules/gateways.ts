import type { RuleGroup } from './bounce-rule.ts';

/** What stands in front of companies' mailboxes: filters, and the services that send for us. */
export const gateways: readonly RuleGroup[] = [
  {
    provider: 'Mimecast',
    source: 'https://mimecastsupport.zendesk.com/hc/articles/34000709564691',
    rules: [
      {
        pattern:
          /host network not allowed|csi\.mimecast|envelope blocked|anti-?spoofing polic|administrative prohibition - envelope/,
        category: 'policy',
        example: '554 Host network not allowed - https://community.mimecast.com/docs/DOC-1369#554',
      },
    ],
  },
  {
    provider: 'Proofpoint, Cloudmark, Barracuda, Cisco, Symantec, Trend Micro, Sophos',
    source: "https://ipcheck.proofpoint.com/ and the makers' handbooks",
    rules: [
      {
        pattern:
          /ipcheck\.proofpoint|csi\.cloudmark|blocked - see|senderscore|senderbase|barracudanetworks\.com\/reputation|brightmail.{0,30}reputation|ers-[dq]ul|trendmicro.{0,60}reputation/,
        category: 'blocklist',
        example: '554 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.7',
      },
      {
        pattern:
          /message content rejected|rejected due to content|spam (?:firewall|filter)|\bube\b|\buce\b|message blocked by (?:our )?bulk/,
        category: 'spam',
        example: '550 5.7.1 Message content rejected, UBE, id=00000-00',
      },
    ],
  },
  {
    provider: 'Cisco',
    source:
      'https://www.cisco.com/c/en/us/support/security/email-security-appliance/, the default of LDAP acceptance',
    rules: [
      {
        pattern: /#5\.1\.0 address rejected/,
        category: 'invalid_recipient',
        example: '550 #5.1.0 Address rejected.',
      },
    ],
  },
  {
    provider: 'Amazon SES, SendGrid, Mailgun, Postmark, SparkPost',
    source: 'https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html',
    rules: [
      {
        pattern:
          /on the (?:account |global )?suppression list|bounced address|previously (?:hard )?bounced|suppressed (?:recipient|address|due to)/,
        category: 'recipient_refused',
        example:
          'Amazon SES has suppressed sending to this address because it is on the suppression list for your account.',
      },
      {
        pattern: /maximum sending rate exceeded|daily message quota exceeded/,
        category: 'rate_limited',
        example: '454 Throttling failure: Daily message quota exceeded.',
      },
      {
        pattern: /email address is not verified|sending (?:is )?paused for this account/,
        category: 'policy',
        example:
          '554 Message rejected: Email address is not verified. The following identities failed the check: news@example.org',
      },
    ],
  },
];
