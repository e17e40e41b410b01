import type { ProviderName } from '../../../mail/mailbox-provider.ts';
import type { Category } from '../../bounce-report.ts';
import type { Remedy } from './remedies.ts';

/** A code that a provider gives with its refusals, and what it means there, which may be something else elsewhere. */
export interface ProviderCode {
  /** As its mailboxes are known by, so that a reader's provider is found; or a filter that keeps none. */
  readonly provider: ProviderName | 'Mailchannels';
  /** `?` stands for a digit and `*` for up to twelve letters, digits and underscores. An enhanced status is one, too. */
  readonly code: string;
  readonly category: Category;
  readonly remedy: Remedy;
  readonly means: string;
  /** Where to look it up: a page of the provider, or of whoever collects its replies. */
  readonly page: string;
  /** The day for which it is known: the page's own, or that on which it, an extract of it or replies of that form were read. */
  readonly date: string;
  /** By what a reply is known as the provider's, where a code is one of everybody's. */
  readonly mark?: RegExp | undefined;
}

/** The codes of one page. A row is `code | category | remedy | what it means`. */
interface CodePage extends Pick<ProviderCode, 'provider' | 'page' | 'date' | 'mark'> {
  readonly rows: string;
}

const pages: readonly CodePage[] = [
  {
    provider: 'Gmail',
    page: 'https://support.google.com/a/answer/81126',
    date: '2026-03-11',
    mark: /gsmtp|google|gmail/,
    rows: `
      ?.7.23 | sender_config | ptr | the relay's address has no reverse DNS name that leads back to it
      ?.7.25 | sender_config | ptr | the relay's address has no reverse DNS name that leads back to it
      ?.7.24 | auth_failure | spf | the SPF record has suspicious entries
      ?.7.26 | auth_failure | spf and dkim | neither SPF nor DKIM passes, or DMARC says to refuse
      ?.7.27 | auth_failure | spf | SPF does not pass
      ?.7.29 | tls | tls | the relay does not encrypt
      ?.7.30 | auth_failure | dkim | DKIM does not pass
      ?.7.31 | auth_failure | dmarc | there is no DMARC record
      ?.7.32 | auth_failure | align | neither SPF nor DKIM is of the domain of From
      ?.7.40 | auth_failure | dmarc | there is no DMARC record, or one without a policy
      ?.7.28 | rate_limited | slow | an unusual rate of mail that nobody asked for`,
  },
  {
    provider: 'Gmail',
    page: 'https://support.google.com/a/answer/3726730',
    date: '2026-11-30',
    rows: `
      p=NoSuchUser | invalid_recipient | none | no such account
      p=DisabledUser | disabled | none | the account is disabled
      p=OverQuota* | mailbox_full | none | the account is full
      p=ReceivingRate* | rate_limited | slow | the reader gets too much mail at once
      p=RateLimit* | rate_limited | slow | too much mail at once
      p=TooManyRecipients* | rate_limited | slow | too many recipients
      p=UnsolicitedRate* | rate_limited | slow | an unusual rate of mail that nobody asked for
      p=UnsolicitedMessage* | spam | reputation | likely mail that nobody asked for
      p=UnsolicitedIP* | spam | reputation | the relay's address sends mail that nobody asked for
      p=BadReputation* | spam | reputation | the reputation of the domain or address is low
      p=BlockedMessage | content | content | a link or attachment is not let in
      p=ContentBlocked* | content | content | a link or attachment is not let in
      p=RfcMessageNonCompliant | content | content | a header is missing, doubled or malformed
      p=UnauthenticatedEmail* | auth_failure | spf and dkim | DMARC of the domain of From says to refuse
      p=UnauthorizedSender* | auth_failure | spf and dkim | neither SPF nor DKIM passes`,
  },
  {
    provider: 'Outlook.com',
    page: 'https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online',
    date: '2025-08-02',
    mark: /outlook|microsoft|hotmail|resolver\.|storedrv|tenant|attr\d/,
    rows: `
      5.1.10 | invalid_recipient | none | no such recipient
      5.1.90 | rate_limited | slow | the daily limit of recipients is reached
      ?.2.121 | rate_limited | slow | too many messages to this recipient in an hour
      ?.2.122 | rate_limited | slow | the recipient gets too many messages in an hour
      ?.2.252 | sender_rejected | ask | the login may not send as this address
      5.4.14 | network | none | the mail goes round in a loop
      5.4.300 | timeout | none | the message expired
      5.4.310 | invalid_domain | none | the domain does not exist
      ?.4.312 | network | none | the DNS did not answer
      ?.4.316 | network | none | the connection was refused
      ?.4.317 | tls | tls | the connection could not be encrypted
      ?.7.320 | tls | tls | the certificate does not match
      ?.7.321 | tls | tls | STARTTLS is not offered
      ?.7.322 | tls | tls | the certificate has expired
      ?.7.323 | tls | tls | the TLSA record is not valid
      ?.7.324 | tls | tls | DNSSEC is not valid
      ?.7.325 | tls | tls | the certificate names another host
      5.7.124 | sender_rejected | reader | only some may write to this group
      5.7.129 | sender_rejected | reader | only some may write to this mailbox
      5.7.13? | sender_rejected | reader | only its own organisation may write to this mailbox
      5.7.64 | relay_denied | relay | the domain is not set up at this tenant
      5.7.367 | relay_denied | relay | the next server does not relay
      ?.7.500 | rate_limited | slow | the server is busy, or the address sends in an unusual way
      5.7.501 | spam | reputation | the sender's account has sent spam
      5.7.502 | blocklist | list | the sender is banned
      5.7.503 | blocklist | list | the sender is banned
      5.7.505 | policy | ask | the recipient's organisation refuses this sender
      5.7.506 | spam | reputation | the greeting of the relay is that of a spammer
      5.7.507 | policy | ask | the recipient's organisation refuses this address
      5.7.508 | auth_failure | spf and dkim | over IPv6 neither SPF nor DKIM passes
      5.7.509 | auth_failure | align | DMARC of the domain of From fails and says to refuse
      5.7.510 | policy | ask | the recipient's organisation takes no mail over IPv6
      5.7.511 | blocklist | list | the relay's address is banned
      5.7.512 | content | content | the message has no valid From
      5.7.513 | blocklist | ask | the recipient's organisation has the relay's address on its list
      5.7.514 | content | content | a header is missing, doubled or malformed
      5.7.515 | auth_failure | microsoft | SPF, DKIM and DMARC do not all pass
      5.7.60? | blocklist | list | the relay's address is banned
      5.7.61? | blocklist | list | the relay's address is banned
      5.7.62? | blocklist | list | the relay's address is banned
      5.7.63? | blocklist | list | the relay's address is banned
      5.7.64? | blocklist | list | the relay's address is banned
      ?.7.65? | rate_limited | slow | the relay's address has a low reputation and is slowed down
      5.7.70? | blocklist | list | the relay's address may send no mail, or not yet
      S3140 | blocklist | list | the relay's network is on the block list
      S3150 | blocklist | list | the relay's network is on the block list
      SC-00? | blocklist | list | the relay's address is blocked
      DY-00? | blocklist | list | the relay's address is one of a dial-up line
      OU-00? | blocklist | list | the relay's address is blocked
      RP-00? | rate_limited | slow | the relay's address has a low reputation and is slowed down`,
  },
  {
    provider: 'Yahoo',
    page: 'https://senders.yahooinc.com/smtp-error-codes/',
    date: '2025-04-11',
    mark: /yahoo/,
    rows: `
      [TSS??] | rate_limited | slow | deferred for its volume, or because readers complained
      [TS??] | rate_limited | slow | deferred for its volume, or because readers complained
      [PH??] | policy | reputation | the content or a link is not let in
      [BL??] | blocklist | list | the relay's address is on a block list
      [GL??] | rate_limited | slow | greylisted
      5.7.9 | auth_failure | spf and dkim | neither SPF nor DKIM passes
      [#10?] | disabled | none | the account is disabled`,
  },
  {
    provider: 'iCloud',
    page: 'https://support.apple.com/en-us/102322',
    date: '2025-02-25',
    rows: `
      [HM??] | policy | reputation | refused by a local policy
      [CS??] | policy | reputation | refused for its content
      [PF??] | policy | reputation | refused by a filter`,
  },
  {
    provider: 'GMX and WEB.DE',
    page: 'https://postmaster.gmx.net/en/error-messages',
    date: '2026-11-29',
    rows: `
      c=rdns | sender_config | ptr | the relay's address has no reverse DNS name of its own
      c=dns | sender_config | ptr | the domain of the sender has no MX or A record
      c=hi | sender_config | ptr | the relay greets with a name that is none
      c=bip | blocklist | list | the relay's address is on their list
      c=bl | blocklist | list | the relay's address is on a block list
      c=r???? | blocklist | list | the relay's address is on a block list
      c=spf | auth_failure | spf | SPF of the return path says to refuse
      Nemesis ESMTP Service not available | blocklist | list | the relay is not let in
      Invalid DNS MX or A/AAAA resource record | sender_config | ptr | the domain of the sender has no MX or A record
      Bad DNS PTR resource record | sender_config | ptr | the relay's address has no reverse DNS name of its own
      Reject due to policy restrictions | policy | reputation | refused by a policy of theirs`,
  },
  {
    provider: 'Orange',
    page: 'https://postmaster.orange.fr/',
    date: '2026-05-15',
    rows: `
      OFR*_107 | sender_config | ptr | the relay's address has no reverse DNS name that leads back to it
      OFR*_104 | rate_limited | slow | too many connections
      OFR*_109 | rate_limited | slow | too many connections
      OFR*_10? | blocklist | list | the relay's address is refused
      OFR*_11? | blocklist | list | the relay's address is refused
      OFR*_20? | sender_config | ptr | the relay greets with a name that does not resolve
      OFR*_30? | blocklist | list | the sender is refused
      OFR*_415 | invalid_recipient | none | the mailbox was closed
      OFR*_416 | invalid_recipient | none | no such mailbox
      OFR*_417 | mailbox_full | none | the mailbox is full
      OFR*_418 | invalid_recipient | none | no such mailbox
      OFR*_501 | rate_limited | slow | too much mail at once
      OFR*_502 | rate_limited | slow | too much mail at once
      OFR*_503 | rate_limited | slow | too much mail at once
      OFR*_505 | rate_limited | slow | too much mail at once
      OFR*_506 | spam | reputation | taken for spam
      OFR*_51? | spam | reputation | taken for spam
      OFR*_535 | auth_failure | dkim | DKIM does not pass
      OFR*_999 | blocklist | list | the relay's address is refused`,
  },
  {
    provider: 'La Poste',
    page: 'https://www.laposte.net/accueil/postmaster',
    date: '2026-11-29',
    rows: `
      LPN*_425 | disabled | none | the mailbox is blocked
      LPN*_426 | disabled | none | the mailbox is blocked
      LPN*_1?? | policy | reputation | refused by a policy of theirs
      LPN*_4?? | policy | reputation | refused by a policy of theirs
      LPN*_5?? | policy | reputation | refused by a policy of theirs`,
  },
  {
    provider: 'T-Online',
    page: 'https://postmaster.t-online.de/',
    date: '2026-11-29',
    rows: `
      tosa@rx.t-online.de | blocklist | ask | the relay's address is not known to them, or has a bad name
      tobr@rx.t-online.de | blocklist | ask | the relay's address is on their list`,
  },
  {
    provider: 'QQ',
    page: 'https://service.mail.qq.com/',
    date: '2026-11-30',
    rows: `
      Mailbox unavailable or access denied | rate_limited | slow | the reader gets too much mail at once
      frequency limited | rate_limited | slow | too much mail at once
      Suspected bounce attacks | blocklist | list | the relay has too many bounces
      Mail content denied | spam | content | readers reported mail like this one`,
  },
  {
    provider: 'NetEase',
    page: 'https://mail.163.com/help/help_spam_16.htm',
    date: '2026-11-30',
    rows: `
      HL:REP | blocklist | list | the relay writes to too many that do not exist
      HL:ICC | rate_limited | slow | too many connections
      HL:IFC | rate_limited | slow | too much mail at once
      HL:MEP | blocklist | list | the sender's domain is taken for forged
      HL:ITC | rate_limited | slow | too many connections
      MI:CEL | rate_limited | slow | too many wrong commands
      MI:DMC | rate_limited | slow | too many messages in a connection
      MI:SFQ | rate_limited | slow | too much mail at once
      MI:ICC | rate_limited | slow | too many connections
      MI:SCL | rate_limited | slow | too much mail at once
      RP:DRC | rate_limited | slow | too many recipients in a connection
      MI:SPF | auth_failure | spf | SPF of the return path says to refuse
      MI:UGP | auth_failure | spf and dkim | the sender is not proved
      DT:RBL | blocklist | list | the relay's address is on a block list
      WM:BLI | blocklist | list | the relay's address is not among those allowed
      MI:SPB | spam | reputation | taken for spam
      MI:STC | rate_limited | slow | too much mail at once
      MI:NHT | spam | reputation | taken for spam
      DT:SPM | spam | content | taken for spam`,
  },
  {
    // Comcast, whose mailboxes move to Yahoo.
    provider: 'Yahoo',
    page: 'http://postmaster.comcast.net/mail-error-codes.html',
    date: '2026-06-22',
    rows: `
      RL00000? | rate_limited | slow | too much mail at once
      BL00???? | blocklist | list | the relay's address is on a block list
      BL000??? | blocklist | list | the relay's address is on a block list
      DM00000? | blocklist | list | the domain is refused
      PT00000? | blocklist | ptr | the relay's address has no reverse DNS name
      ES0000?? | blocklist | list | the relay's address is one of a dial-up line`,
  },
  {
    // AT&T, and Cox, Spectrum and Virgin, some of which Yahoo runs now.
    provider: 'Yahoo',
    page: 'https://www.spectrum.net/support/internet/understanding-email-error-codes',
    date: '2026-11-29',
    rows: `
      AUP#In-1??? | rate_limited | slow | too much mail at once
      AUP#Out-1??? | rate_limited | slow | too much mail at once
      AUP#CX* | rate_limited | slow | too many connections
      AUP#MXRT | rate_limited | slow | too many connections
      AUP#LIM* | rate_limited | slow | too much mail at once
      AUP#* | blocklist | list | the relay's address or the content is refused
      ATTBL* | blocklist | list | the relay's address is on a block list
      FLPH* | blocklist | list | the relay's address is on a block list`,
  },
  {
    provider: 'Mailchannels',
    page: 'https://console.mailchannels.net/',
    date: '2026-11-29',
    rows: `
      [SDNF] | sender_rejected | ptr | the domain of the sender has no MX or A record`,
  },
];

/** Every row, a page after the other; the first that a reply shows counts. */
export const providerCodes: readonly ProviderCode[] = pages.flatMap(({ provider, page, date, mark, rows }) =>
  rows
    .trim()
    .split('\n')
    .map((row) => {
      const [code = '', category = '', remedy = '', means = ''] = row.split(' | ').map((cell) => cell.trim());
      return {
        provider,
        code,
        category: category as Category,
        remedy: remedy as Remedy,
        means,
        page,
        date,
        mark,
      };
    }),
);
