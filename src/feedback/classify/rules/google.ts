import type { RuleGroup } from './bounce-rule.ts';

/** Gmail and Google Workspace. Their links name the cause (`?p=NoSuchUser`) more firmly than the words do. */
export const google: RuleGroup = {
  provider: 'Google',
  source: 'https://support.google.com/a/answer/3726730',
  rules: [
    {
      pattern:
        /[?&]p=(?:unauthenticatedemail|unauthorizedsender|dmarc|emailauth)|[45]\.7\.(?:2[67]|3[0-2]) .{0,200}(?:authenticat|spf|dkim|dmarc)|aligned with (?:either )?the authenticated/,
      category: 'auth_failure',
      example:
        '550 5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.',
    },
    {
      pattern: /[?&]p=rfcmessagenoncompliant|not rfc 5322 compliant/,
      category: 'content',
      example:
        '550 5.7.1 This message is not RFC 5322 compliant. There are multiple From headers. https://support.google.com/mail/?p=RfcMessageNonCompliant',
    },
    {
      pattern:
        /[?&]p=(?:blockedmessage|contentblocked)|content presents a potential security issue|answer[=/]6590/,
      category: 'content',
      example:
        '552 5.7.0 This message was blocked because its content presents a potential security issue. https://support.google.com/mail/?p=BlockedMessage',
    },
    {
      pattern:
        /[?&]p=(?:receivingrate|ratelimit|overquotarate)|receiving mail (?:at a rate|too quickly)|rate that prevents additional|smtp relay limit exceeded|[?&]p=unsolicitedrate/,
      category: 'rate_limited',
      example:
        '450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered. https://support.google.com/mail/?p=ReceivingRate',
    },
    {
      pattern:
        /[?&]p=(?:unsolicitedmessage|unsolicitedip|badreputation)|unsolicited mail originating from your ip/,
      category: 'spam',
      example:
        '550 5.7.1 Our system has detected that this message is likely unsolicited mail. https://support.google.com/mail/?p=UnsolicitedMessageError',
    },
    {
      pattern: /[?&]p=(?:overquota|overquotaperm|overquotatemp)|inbox is out of storage space/,
      category: 'mailbox_full',
      example:
        "552 5.2.2 The recipient's inbox is out of storage space. https://support.google.com/mail/?p=OverQuotaPerm",
    },
    {
      pattern: /[?&]p=disableduser|account that you tried to reach is (?:disabled|inactive)/,
      category: 'disabled',
      example:
        '550 5.2.1 The email account that you tried to reach is disabled. https://support.google.com/mail/?p=DisabledUser',
    },
    {
      pattern: /[?&]p=nosuchuser|account that you tried to reach does not exist|answer[=/]6596/,
      category: 'invalid_recipient',
      example:
        '550 5.1.1 The email account that you tried to reach does not exist. https://support.google.com/mail/?p=NoSuchUser',
    },
    {
      pattern:
        /groups\.google\.com\/(?:a\/\S{0,80})?support|google groups? .{0,120}(?:permission to post|may not exist)|5\.7\.1 .{0,80}not permitted to post/,
      category: 'sender_rejected',
      example:
        "We're writing to let you know that the group you tried to contact may not exist, or you may not have permission to post. https://groups.google.com/support/",
    },
    {
      pattern: /dns server returned answer with no data/,
      category: 'invalid_domain',
      example: 'DNS Error: DNS server returned answer with no data',
    },
    {
      pattern: /did not accept our requests to connect|answer[=/]7720/,
      category: 'timeout',
      example:
        'The recipient server did not accept our requests to connect. https://support.google.com/mail/answer/7720 [timed out]',
    },
  ],
};
