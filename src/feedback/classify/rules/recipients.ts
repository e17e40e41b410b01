import type { RuleGroup } from './bounce-rule.ts';

/** What is said of the reader's mailbox, from what is firm to what is vague. */
export const recipients: readonly RuleGroup[] = [
  {
    provider: 'full mailboxes',
    source: 'RFC 3463 x.2.2; replies of all mail systems',
    rules: [
      {
        pattern:
          /over[ -]?(?:the )?(?:\S{1,12} )?quota|quota .{0,40}(?:exceed|reach|full|violat|over|has been)|exceed\w{0,3} .{0,50}(?:quota|storage|mailbox|mail box|disk|space)|quotaexceeded|quota exceeded|out of (?:\S{1,12} )?(?:storage|quota|space)|(?:mailbox|mail ?box|inbox|in-box|mail ?folder|folder|account|maildir|mail ?drop|postbox|bo[iî]te|box|user|storage|mailstore)(?:'s)?(?: \S{1,60}| <[^>]{1,100}>)? (?:is |has |are |was |size |storage |too |currently |almost |now |been ){0,4}(?:full\b|over|exceed|limit|too large|reached|filled)|mail(?:box)?full|mailbox .{0,30}(?:exceed|size limit|limit exceed|over its)|number of messages in .{0,40}mailbox|not enough (?:\S{1,12} ){0,2}(?:space|storage|room)|insufficient (?:\S{1,12} )?(?:mailbox|quota|user)|[45]\.2\.2\b|user has exhausted|no (?:more )?space left (?:in|for) (?:the )?(?:mailbox|user)/,
        category: 'mailbox_full',
        example: "552 5.2.2 This user's mailbox is full",
      },
    ],
  },
  {
    provider: 'full mailboxes in other words',
    source: 'Replies of Courier, Exim, iMail, Notes and mobile carriers',
    rules: [
      {
        pattern:
          /disk ?space quota|disc quota|disk quota|full mailbox|mail file size exceeds|maximum capacity|storage quota|(?:not|n't) have enough (?:disk )?space|space has been used up|exceeding receiving limits|too many messages (?:on|in)|too much mail data|(?:mailbox|recipient) .{0,30}(?:reached|would exceed)|space (?:is )?not enough|not sufficient (?:disk )?space|recipient quota|storage allocation|insufficient disk space(?!; try)/,
        category: 'mailbox_full',
        example: 'User has too many messages on the server',
      },
    ],
  },
  {
    provider: 'moved or gone',
    source: 'RFC 3463 x.1.6; RFC 5321 reply 551',
    rules: [
      {
        pattern:
          /(?:user|recipient|address|mailbox|person|account|customer) (?:\S{1,60} )?(?:has|have) (?:been )?(?:moved|changed|migrated|relocated)|has moved|5\.1\.6\b|(?:new|changed) (?:e-?mail |mail )?address(?:es)? (?:is|to|:)|\b551 .{0,80}try (?:<?a@b|<)|address has (?:been )?(?:changed|replaced)|no longer uses this(?! domain)|has been replaced by|no longer (?:employed|works?|with (?:us|the company))|(?:has|have) left the (?:company|organi[sz]ation)/,
        category: 'moved',
        example: '551 5.1.6 The user has moved; please try <reader@new.example>',
      },
    ],
  },
  {
    provider: 'relaying',
    source: 'RFC 3463 x.7.1; replies of servers that do not know the domain as theirs',
    rules: [
      {
        pattern:
          /relay(?:ing)?(?: \S{1,60}| mail| access| is| to| for){0,3} (?:denied|not (?:permit|allow|support|accept)|prohibit|reject|forbidden|refused|disallow|disabled)|unable to relay|(?:cannot|can't|won't|will not|do not|does not|don't) (?:act as |be )?(?:an? )?(?:open )?relay|not (?:permitted|allowed|authori[sz]ed|configured|willing|able) to relay|rcpthosts|not (?:an? )?(?:open )?(?:relay|gateway)|relay not|cannot deliver mail for|we do not relay|no relay|\brelaying\b|(?:is )?not (?:a )?local(?:ly)? (?:domain|host)|(?:not|no) (?:\S{1,12} )?(?:mail )?(?:host|server|exchanger) for|does not (?:handle|host|serve) (?:mail|e-?mail) for|not (?:one of )?our (?:local )?domains?|(?:domain|host) (?:is )?not (?:handled|hosted|local|here|served)/,
        category: 'relay_denied',
        example: '554 5.7.1 <reader@other.example>: Relay access denied',
      },
    ],
  },
  {
    provider: 'closed mailboxes',
    source: 'RFC 3463 x.2.1; replies of all mail systems',
    rules: [
      {
        pattern:
          /(?:account|mailbox|mail ?box|user|recipient|address|subscriber|customer|inbox|domain|e-?mail|box)(?:'s)?(?: \S{1,80}){0,3}? (?:is |has |was |been |are |currently |temporarily |account |permanently ){0,4}(?:disabled|inactiv\w{1,5}|suspend\w{0,3}|deactivated|de-activated|locked|blocked|discontinued|closed|expired|frozen|terminated|cancel\w{1,4}|on hold|dormant|restricted|not active|not activated|not enabled|unpaid|delinquent)|(?:inactive|disabled|suspended|deactivated|locked|expired|closed|dormant|frozen|blocked|terminated) (?:\S{1,12} )?(?:user|account|mailbox|recipient|address|inbox|customer)|(?:account|mailbox|user) (?:is )?(?:no longer|not) (?:active|in use|accepting|allowed to receive)|due to extended inactivity|(?:now|currently) disabled|mail receiving disabled|(?:is|has been) (?:currently |temporarily )?suspended|not (?:logged|been logged) in|(?:user|account) does not accept|5\.7\.13\b/,
        category: 'disabled',
        example: '550 5.2.1 This account is inactive',
      },
    ],
  },
  {
    provider: 'unknown domains',
    source: 'RFC 3463 x.1.2, RFC 7504, RFC 7505; replies of all mail systems',
    rules: [
      {
        pattern:
          /temporary (?:failure|error|problem) in name|host (?:name )?lookup failure|malformed or unexpected name server|host not found, try again|(?:name|dns) ?server .{0,40}(?:fail|timed|timeout|temporar)|servfail|dns (?:timeout|soft|query fail|temporary|server)|temporar\w{2,4} (?:\S{1,12} )?(?:dns|lookup|resol)/,
        category: 'network',
        example: 'Name service error for name=slow.example type=MX: Host not found, try again',
      },
      {
        pattern:
          /(?:host|domain)(?: name| or domain name)? ?(?:is )?(?:unknown|not found)|\bhost \S{1,80} (?:was )?(?:not found|unknown)\b|destination computer was not found|does not appear to be (?:registered|a valid domain)|unknown (?:mail )?(?:host|domain|site|destination)|no such (?:domain|host)|(?:host|domain|site|destination|server|name)(?: name)?(?: \S{1,80})? (?:does not|doesn'?t|did not|didn'?t) exist|nxdomain|name or service not known|non-?existent (?:domain|host|mx)|(?:could ?n[o']t|cannot|can't|unable to|not) (?:find|resolve|locate|look ?up) (?:any |a |an )?(?:mail )?(?:host|domain|exchanger|mx|server|address for|route)|mail exchanger or ip|no (?:valid )?(?:mx|a|mail) (?:or a )?(?:records?|hosts?|exchanger|server)|no mx (?:found )?for|reject all mails|host address lookups failed permanently|no host found for existing|bad (?:destination|domain|host)|illegal (?:host|domain)|unrout(?:e)?able (?:mail )?(?:domain|address)|(?:recipient )?domain must exist|null ?mx|indicated no smtp service|all relevant mx records|name service error .{0,120}not found|invalid (?:domain|host|destination domain|mail host)|(?:domain|host) (?:\S{1,80} )?(?:could|can) ?not be (?:found|resolved|reached)|account or domain may not exist|dns error|reserved by rfc ?2606|no route to domain|domain (?:name )?(?:has )?(?:no|expired|invalid)/,
        category: 'invalid_domain',
        example:
          '550 5.1.2 <reader@nosuch.example>... Host unknown (Name server: nosuch.example: host not found)',
      },
      {
        pattern:
          /(?:domain|host|server|system) (?:\S{1,60} )?(?:does not|doesn't|is not|never) (?:accept|receiv)\w{0,3} (?:any )?(?:e-?mail|mail|messages|network)\b(?! (?:from|with|that|in|containing|without|sent))|not accepting (?:network )?(?:mail|messages)\b(?! (?:from|with|that|in|containing|without|sent))|(?:does|do) not accept (?:any )?(?:e-?mail|mail)\b(?! (?:from|with|that|in|containing|without|sent))|\b(?:521|556) (?:5\.\d\.\d{1,2} )?(?:\S{1,80} )?(?:(?:does not|doesn't|do not|never) (?:accept|receiv)|no (?:mail|smtp))/,
        category: 'invalid_domain',
        example: '521 5.3.2 example.org does not accept mail (see RFC 7504)',
      },
    ],
  },
  {
    provider: 'for a while',
    source: 'Replies that promise a better time, whatever their code',
    rules: [
      {
        pattern:
          /(?:mailbox|user|recipient|account|address|service)(?: \S{1,60})?(?: is)?(?: currently)? temporar\w{2,4} (?:unavailable|not available|out of (?:service|order)|undeliverable|inaccessible)|unavailable (?:at this time|at the moment|right now|temporarily)/,
        category: 'system',
        example: '550 The mailbox is temporarily unavailable',
      },
    ],
  },
  {
    provider: 'unknown mailboxes',
    source: 'RFC 3463 x.1.1; replies of all mail systems',
    rules: [
      {
        pattern:
          /(?:unknown|no such|non[- ]?existent|non[- ]?existing|undefined|bad|wrong|illegal|invalid|incorrect|not? (?:a )?(?:known|valid|existing)|unrecogni[sz]ed|inexistent) (?:\S{1,12} ){0,3}?(?:user(?:id|name)?|account|mailbox|mail box|address|recipient|e-?mail|login|local[- ]?part|person|alias|inbox|customer|adress|addressee|name|destination mailbox|forward-path|receiver|id)\b/,
        category: 'invalid_recipient',
        example: '550 5.1.1 No such user here',
      },
      {
        pattern:
          /\b(?:user|account|mailbox|mail ?box|address|recipient|a@b|adress|customer|member|login|person|alias|e-?mail|inbox|box|receiver|addressee|local[- ]?part|username|name|id)(?:\(s\)|'s|s)?\b(?: (?:<[^>]{0,120}>|\([^)]{0,120}\)|\S{1,80})){0,3}? ?(?::|;|-|,)? ?(?:is |are |was |were |seems |could |can ?|has |been |- |: ){0,6}(?:unknown|not? (?:\S{1,8} )?(?:found|known|exist\w{0,4}|valid|verified|ok\b|listed|recogni[sz]ed|local|here|registered|correct|in |a (?:valid|known|registered)|our |have|defined|resolved|be found|present|deliverable|an? (?:active|existing))|does ?n[o']?t exist|doesn.?t exist|does not have|doesn't have|did not .{0,16}match|(?:could ?n[o']t|could not|can(?:not|'t| not)) be found|no longer (?:exist|avail|on|valid|here|at|work|employ|with)|invalid|nonexist|non-exist|undeliverable|unrecogni[sz]ed|incorrect|unava\w{2,5}ble|undefined|wrong)/,
        category: 'invalid_recipient',
        example:
          '550 5.1.1 <nobody@reader.example>: Recipient address rejected: User unknown in virtual mailbox table',
      },
      {
        pattern:
          /\bno (?:valid )?(?:mailbox|user|account|recipient|one|mail ?box|person|customer|such|mail drop|matching)\b(?: \S{1,40})? ?(?:here|by|found|with|named|exist|called|has|of that|is |of this|in |directory|$)|(?:not|isn't) (?:one of )?our (?:customer|user|client)|not listed in .{0,40}(?:directory|domino|address book|name)|not (?:\S{1,8} )?(?:an? )?(?:e-?mail users?|known user)|directory entry|he\/her is not|there is no (?:\S{1,16} )?(?:user|account|mailbox|such|one)|nobody (?:here )?(?:by|with) (?:that|this)|[45]\.1\.1\b|mailnotfound|usernotfound|addressee unknown|unknown (?:user|recipient|addressee)|unknown_?user|did not exactly match|no matches to|no valid recipients|not (?:an? )?(?:registered|valid|known|existing|active|current) (?:\S{1,12} ){0,2}(?:user|account|recipient|address|mailbox|customer)|bad(?:rcptto|recipientto)|validrcptto|account unavailable|no thank you|archived recipient|can't accept user|no mail ?box available|no local mailbox|missing home directory|not a local address|addresses were unknown|rejected recipients|no longer accepts mail|envelope recipient has been denied|unable to find (?:the )?recipient|recipient ?notfound|(?:user|recipient|address|mailbox) .{0,60}could not be found|dirnotfound|recipnotfound|mailbox unava\w{2,5}ble|(?<!\.7\.\d )not taken: mailbox not available|mailbox name not allowed|recipient cannot be verified|(?:user|recipient|account|mailbox|address) (?:has been |was |is )?(?:removed|deleted)|mail for \S{1,80} is no longer accepted|(?:do not|don't|does not|doesn't) have an? (?:\S{1,20} )?(?:account|mailbox|user\b)|(?:is ?n[o']t|not) known (?:here|at)\b|no longer a (?:valid|known)|(?:can't|cannot|could ?n[o']t|unable to) (?:find|locate|verify) (?:\S{1,40} ){0,3}?(?:user|mailbox|recipient|account)|no such id\b|not (?:valid )?e-?mail addresses|no \S{1,80} in name directory|rcpt \S{1,100} (?:does not|doesn't) exist|user path no exist|does not refer to a virtual user|(?<!\.7\.\d{1,3} .{0,120})\b(?:recipient|user)(?: address)? rejected\.?(?=$| \(in reply to rcpt)|unknown local.?part|deactivated or does not/,
        category: 'invalid_recipient',
        example: 'Sorry, no mailbox here by that name. (#5.1.1)',
      },
    ],
  },
];
