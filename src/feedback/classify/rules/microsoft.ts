import type { RuleGroup } from './bounce-rule.ts';

/** Exchange, Exchange Online, Outlook.com and Hotmail, by the names of their exceptions; their codes are in a table. */
export const microsoft: RuleGroup = {
  provider: 'Microsoft',
  source:
    'https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online',
  rules: [
    {
      pattern: /sendasdenied|not allowed to send as\b/,
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
      pattern: /required authentication level|does not pass dmarc/,
      category: 'auth_failure',
      example:
        "550 Access denied, sending domain NEWS.EXAMPLE doesn't meet the required authentication level.",
    },
    {
      pattern:
        /banned send(?:ing ip|er)|part of their network|blocked using (?:the )?fbl|not accepted from this ip/,
      category: 'blocklist',
      example:
        "550 5.7.1 Unfortunately, messages from [192.0.2.7] weren't sent. Part of their network is on our block list.",
    },
    {
      pattern: /resolver\.rst\.|delivery restriction|restricted by the recipient/,
      category: 'sender_rejected',
      example: '550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized',
    },
    {
      pattern:
        /5\.4\.1 .{0,20}recipient address(?:es)? rejected ?: access denied|address rejected: access denied.{0,40}as\(20/,
      category: 'invalid_recipient',
      example: '550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [mx.protection.example]',
    },
    {
      pattern: /resolver\.adr\.\w{0,20}(?:notfound|invalid)|5\.4\.1 recipient not found/,
      category: 'invalid_recipient',
      example: '550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found',
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
      pattern: /recipient name is not recognized|000c05a6/,
      category: 'invalid_recipient',
      example:
        'The recipient name is not recognized MSEXCH:IMS:Org:SITE:SERVER 0 (000C05A6) Unknown Recipient',
    },
    {
      pattern: /queue\.expired|server has tried to deliver this message, without success/,
      category: 'timeout',
      example: '550 4.4.7 QUEUE.Expired; message expired',
    },
    {
      pattern:
        /infodomainnonexistent|because the domain is not reachable|(?:tenant|account) .{0,12}domain not found/,
      category: 'invalid_domain',
      example: '550 DNS domain nosuch.example does not exist [Message=InfoDomainNonexistent]',
    },
    {
      pattern: /5\.5\.4 (?:\S{1,20} )?invalid domain name/,
      category: 'sender_config',
      example: '501 5.5.4 Invalid domain name',
    },
  ],
};
