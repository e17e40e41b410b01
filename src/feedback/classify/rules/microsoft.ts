import type { RuleGroup } from './bounce-rule.ts';

/** Exchange, Exchange Online, Outlook.com and Hotmail. */
export const microsoft: RuleGroup = {
  provider: 'Microsoft',
  source:
    'https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online',
  rules: [
    {
      pattern: /sendasdenied|not allowed to send as\b|[45]\.2\.252\b/,
      category: 'sender_rejected',
      example: '554 5.2.252 SendAsDenied; a@news.example not allowed to send as news@news.example',
    },
    {
      // Submission is what we hand in; what is delivered into a full mailbox says Deliver.
      pattern: /submissionquota|storedrv\.submission.{0,80}quota/,
      category: 'rate_limited',
      example: '554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException',
    },
    {
      pattern: /5\.7\.5(?:09|15|10|12)\b|required authentication level|does not pass dmarc/,
      category: 'auth_failure',
      example:
        "550 5.7.515 Access denied, sending domain NEWS.EXAMPLE doesn't meet the required authentication level.",
    },
    {
      pattern:
        /5\.7\.(?:60[6-9]|6[1-4]\d|511)\b|banned send(?:ing ip|er)|\bs31[45]0\b|part of their network is on our block list|blocked using (?:the )?fbl/,
      category: 'blocklist',
      example:
        "550 5.7.1 Unfortunately, messages from [192.0.2.7] weren't sent. Part of their network is on our block list (S3150).",
    },
    {
      pattern:
        /\brp-00[13]\b|4\.7\.65[01]|as\(4(?:8|9)\d\d\)|reached the limit for the number of messages|(?:reached your|tenant has exceeded|exceeded permitted|exceeded their) .{0,24}(?:limit|threshold)|traffic not accepted from this ip|message receive limit/,
      category: 'rate_limited',
      example:
        '451 4.7.650 The mail server [192.0.2.7] has been temporarily rate limited due to IP reputation.',
    },
    {
      pattern: /\b(?:sc|dy|ou)-00[1-4]\b/,
      category: 'blocklist',
      example: '550 SC-001 (BAY004-MC1F1) Unfortunately, messages from 192.0.2.7 were not sent.',
    },
    {
      pattern:
        /resolver\.rst\.(?:notauthorized|sendersizelimit|authrequired|recipsizelimit)|5\.7\.(?:124|133|134|136)\b|delivery restriction|restricted by the recipient|permission to send to this recipient/,
      category: 'sender_rejected',
      example: '550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required',
    },
    {
      pattern:
        /recipient address rejected: access denied.{0,40}as\(20|5\.4\.1 .{0,20}recipient address(?:es)? rejected ?: access denied/,
      category: 'invalid_recipient',
      example: '550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [mx.protection.example]',
    },
    {
      pattern:
        /resolver\.adr\.(?:recip|exrecip|ex)\w{0,12}notfound|resolver\.adr\.\w{0,20}invalid|5\.1\.10 |5\.4\.1 recipient not found/,
      category: 'invalid_recipient',
      example: '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
    },
    {
      pattern: /storedrv\.deliver.{0,60}(?:mailbox full|quota)|mapiexception\w{0,20}quotaexceeded/,
      category: 'mailbox_full',
      example:
        '554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded',
    },
    {
      pattern: /storedrv\.deliver.{0,80}disabled|mailboxdisabled/,
      category: 'disabled',
      example: '550 5.2.1 STOREDRV.Deliver: mailbox disabled; not accepting messages',
    },
    {
      pattern: /recipient name is not recognized|msexch:\S{0,200}.{0,60}unknown recipient|000c05a6/,
      category: 'invalid_recipient',
      example:
        'The recipient name is not recognized MSEXCH:IMS:Org:SITE:SERVER 0 (000C05A6) Unknown Recipient',
    },
    {
      pattern: /queue\.expired|5\.4\.300|server has tried to deliver this message, without success/,
      category: 'timeout',
      example: '550 4.4.7 QUEUE.Expired; message expired',
    },
    {
      pattern: /4\.4\.31[67]|5\.4\.31[2-7]|dns query failed|infodomainnonexistent.{0,40}temporary/,
      category: 'network',
      example: '550 5.4.312 Message expired, DNS query failed(ServerFailure)',
    },
    {
      pattern:
        /5\.4\.310|infodomainnonexistent|no mail-enabled subscriptions|because the domain is not reachable|(?:tenant|account) .{0,12}domain not found/,
      category: 'invalid_domain',
      example: '550 5.4.310 DNS domain nosuch.example does not exist [Message=InfoDomainNonexistent]',
    },
    {
      pattern:
        /(?:tlsa|dnssec)-invalid|certificate-(?:host-mismatch|expired)|[45]\.7\.32[1-5]\b|[45]\.4\.317 starttls/,
      category: 'tls',
      example: "450 4.7.322 certificate-expired: destination mail server's certificate is expired",
    },
    {
      pattern: /5\.5\.4 (?:\S{1,20} )?invalid domain name/,
      category: 'sender_config',
      example: '501 5.5.4 Invalid domain name',
    },
    {
      pattern: /5\.4\.14\b|routing\.loopdetected|hop count exceeded/,
      category: 'network',
      example: '554 5.4.14 Hop count exceeded - possible mail loop ATTR34',
    },
  ],
};
