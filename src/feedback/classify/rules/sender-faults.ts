import type { RuleGroup } from './bounce-rule.ts';

/**
 * What is wrong with us. These come before everything that is said of the recipient, since many a system says "user
 * unknown" and means "we do not want your mail": a wrong turn here throws subscribers away.
 */
export const senderFaults: readonly RuleGroup[] = [
  {
    provider: 'authentication',
    source: 'RFC 7372, RFC 7489, RFC 7208, RFC 6376, and the replies that quote them',
    rules: [
      {
        pattern: /\bdmarc\b|5\.7\.2[0-46-7]\b/,
        category: 'auth_failure',
        example: "554 5.7.1 Your message was rejected due to news.example's DMARC policy.",
      },
      {
        pattern:
          /\bspf\b.{0,80}(?:fail|reject|record|check|violat|not pass|permit|polic|bad|error|block|mismatch|authoriz|invalid|restrict)|(?:bad|fail\w{0,3}|missing|reject\w{0,2}|no|invalid|by) (?:\w{1,12} )?spf\b|openspf\.(?:org|net)|inspect our spf|authentication failed for|spf\.pobox/,
        category: 'auth_failure',
        example: '550 Bad SPF records for [news.example:192.0.2.7], see http://spf.example/',
      },
      {
        pattern:
          /\bdkim\b.{0,80}(?:fail|invalid|not|require|missing|unaccept|error|bad|reject|none)|(?:fail\w{0,3}|missing|invalid|bad|no) (?:\w{1,12} )?dkim\b/,
        category: 'auth_failure',
        example: '550 5.7.20 No passing DKIM signature found',
      },
      {
        pattern:
          /unauthenticated (?:e-?mail|mail|sender|message)|senders? to authenticate|spf\/dns|sender (?:is )?(?:unauthenticated|not authenticated)|sender id|domain owner.{0,30}polic|(?:not|isn't|aren't) (?:an? )?(?:authorized|permitted|designated|allowed) (?:sender|to send (?:mail |email |messages )?(?:from|for|on behalf))|spoof(?:ed|ing)|fail\w{0,3} (?:sender )?authentication|authentication checks?|sender (?:authentication|policy framework)/,
        category: 'auth_failure',
        example: '550 5.7.1 192.0.2.7 is not allowed to send mail from news.example',
      },
    ],
  },
  {
    provider: "the sending server's own settings",
    source: 'RFC 7505, RFC 1912 section 2.1, and the replies that quote them',
    rules: [
      {
        pattern:
          /reverse[ -]?(?:dns|lookup|hostname|resolution|record|mapping|ip|name)|\brdns\b|\bfcrdns\b|\bptr\b|forward.confirmed|5\.7\.25\b|cannot (?:find|resolve) your (?:reverse |host)|(?:find|resolve) your (?:hostname|domain|ip)|unable to (?:resolve|look ?up) (?:your|client|sender's)|client host rejected: cannot find/,
        category: 'sender_config',
        example: '550 5.7.25 The IP address sending this message does not have a PTR record setup',
      },
      {
        pattern:
          /\b(?:helo|ehlo)\b.{0,80}(?:invalid|reject|require|refus|mismatch|bad|not|must|fail|syntax|forg|resolv|error|fqdn|own|den)|(?:invalid|bad|need|unresolvable|forged|your|syntactically invalid) (?:\w{1,10} )?(?:helo|ehlo)\b|rejected: need fully-qualified hostname|hostname mismatch|my name was rejected|unresolvable (?:relay )?host|mismatch(?:es)? client ip|unverif[iy]able sending|name lookup failed for your|forward dns entry|invalid ip for sending|your (?:mail ?)?(?:server|host)'?s? (?:host)?name/,
        category: 'sender_config',
        example: '550 Access denied - Invalid HELO name (See RFC 5321 4.1.1.1)',
      },
    ],
  },
  {
    provider: 'block lists and reputation',
    source: 'https://www.spamhaus.org/ and the like; the replies name the list',
    rules: [
      {
        pattern:
          /spamhaus|spamcop|sorbs\.|barracudacentral|uceprotect|spamrats|surbl|invaluement|abusix|cloudfilter|mailspike|spameatingmonkey|\bs25r\b|\bdn?s?[brw]{1,2}ls?\b|\brbls?\b|\buribl|abuseat\.org|(?<!not )found on (?:one or more|a) \S{1,20} ?lists?/,
        category: 'blocklist',
        example: '554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org',
      },
      {
        pattern:
          /black-? ?list|block-? ?list|deny-? ?list|blocklisted|(?<!not )\blisted (?:in|by|at|on)\b|is on (?:our|a|the) (?:\w{1,12} )?list/,
        category: 'blocklist',
        example: '550 5.7.1 Your server is in our blacklist',
      },
      {
        pattern:
          /(?:bad|poor|low|negative|no|insufficient) (?:sender |ip |domain |e-?mail )?reputation|reputation problem|reputation (?:is |score |service|filter|too|block)|(?:due to|because of|based on|of) (?:\S{1,30} ){0,3}reputation/,
        category: 'blocklist',
        example:
          "554 Your access to this mail system has been rejected due to the sending MTA's poor reputation.",
      },
      {
        pattern:
          /(?:\bip\b|ip address|client|host|server|network|connection|domain|sender|range).{0,60}(?:block(?:ed|ing)|banned|bloqu|gesperrt|bloccat|(?<!connection )refused by|rejected due|forbidden)|(?:block(?:ed|ing)|banned|bloqu\S{0,4}) (?:\S{1,20} ){0,4}(?:\bip\b|address \[|client|host|server|network|range|sender)|refused to talk to me|(?:connection|mail) from (?:\[)?[\da-f.:]{7,40}\]? .{0,40}(?:refused|rejected|denied|block)/,
        category: 'blocklist',
        example: '554 5.7.1 Your IP address 192.0.2.7 has been blocked',
      },
      {
        pattern:
          /use (?:the )?(?:smtp|mail) ?server of your (?:isp|provider)|dynamic(?:ally)? (?:assigned )?(?:ip|addr|pool|host)|dial-?up|open proxy|bad ip profile|network address \[|no access from (?:mail )?server|currently accepting from|not accepting connections|e-?mail blocked by|residential|direct-to-mx|your isp'?s? (?:mail|smtp)|no mail from (?:your|this)|abus(?:e|ive) (?:from|detected|complaint|ip|host)|listed as abus|for abuse|no valid recipients from|currently accepting mail from your|connections? (?:will )?not (?:be )?accepted|will not accept delivery|confirm this mail server|server requires confirmation|\bbad ip\b|:blocked\)/,
        category: 'blocklist',
        example: '550 5.7.0 Dynamic IP addresses are refused, please use the mail server of your ISP.',
      },
    ],
  },
  {
    provider: 'the sender address',
    source: 'RFC 3463 x.1.7 and x.1.8; Postfix, Sendmail, Exim and Microsoft replies',
    rules: [
      {
        pattern:
          /unauthori[sz]ed sender|\b(?:callout|callback|verif\w{1,9})\b(?:(?!recipient).){0,60}\bsender\b|domain of (?:the )?sender|badmailfrom|sender ip address|sender (?:e-?mail )?(?:address|domain)?.{0,8}(?:does not|doesn't|must) (?:exist|resolve|have)|5\.1\.[78]\b|(?:unrout(?:e)?able|unresolvable|invalid|unknown|bad|illegal|malformed|forged|unverified|undeliverable|blocked|non-?existent) (?:envelope )?(?:sender|return.path|from (?:address|domain)|reverse.path)/,
        category: 'sender_rejected',
        example: '553 5.1.8 <news@news.example>... Domain of sender address news@news.example does not exist',
      },
      {
        pattern:
          /\bsender(?:'s)?\b(?: (?:e-?mail|address|domain|was|is|has|been|host|verify|callout|envelope|mail|not)|<[^>]{0,100}>|:| ){0,6} ?(?:reject|denied|deny|refus|fail|block|not (?:allow|accept|permit|verified|valid|ok|found|exist|authori)|unknown|invalid|verify|callout|address verif|disallow|unaccept|not in\b|not (?:pre-?approved|from|local|our)|not on the|isn't on the|resolve|has no (?:a|mx|dns)\b|must)/,
        category: 'sender_rejected',
        example: '550 Sender verify failed',
      },
      {
        pattern:
          /(?:\bfrom:?|\byour|\bsender'?s?|\benvelope(?:[ -]from)?) (?:e-?mail )?(?:domain|address|mailbox|host)(?: name)?(?: \S{1,80})? (?:(?:does not|doesn'?t|could not|cannot) (?:exist|resolve|be (?:found|resolved|verified))|(?:is |was )?(?:unknown|not (?:found|known|valid)|invalid))|\bsender (?:domain )?\S{1,100} has no\b|(?:return|reverse)[ -]path (?:does not|doesn'?t|is not|is unknown)|(?:can'?t|can ?not|could ?n[o']t|unable to|failed to) verify (?:the )?sender/,
        category: 'sender_rejected',
        example: '550 Your e-mail address does not exist',
      },
      {
        pattern:
          /mail from(?: command| address|:)?.{0,60}(?:reject|denied|refus|not (?:allow|accept|permit)|invalid|must|error)|connected to .{0,60} but sender was rejected|(?:i|we) (?:cannot|can't|do not|don't) (?:accept|want|take) (?:mail|messages) from|(?:rejected|refused|denied|blocked) sender|mail server for .{1,80} (?:is )?unreachable|cannot (?:reach|verify) sender|your (?:e-?mail|email|from) (?:address|domain) (?:is|was|has been) (?:reject|block|not|invalid|ban)|verification failed for <\S{1,100}> .{0,40}sender|(?:does|do|is|are)(?: not|n't) accept(?:ing)? (?:any )?(?:e-?mails?|mail|messages) from|\bbatv\b|backscatter protection|(?:mail ?from|envelope from) (?:is )?(?:mismatch|not owned|failed)|verify mail ?from|invalid domain, see|bogus mail from|from: domain is invalid|[ée]metteur invalide|third-party dsns/,
        category: 'sender_rejected',
        example: 'Connected to 192.0.2.7 but sender was rejected.',
      },
      {
        pattern:
          /(?:not|aren't|isn't) (?:an? )?(?:list |group )?(?:member|subscribe[dr])|members?[- ]only|only (?:members|subscribers)|(?:not|only) .{0,20}(?:allowed|authorized|authorised|permitted|permission) to (?:post|send|mail|submit|e-?mail)|(?:null|empty|<>) (?:reverse.path|envelope sender|return path|sender).{0,20}(?:not|reject|den)|posting (?:is )?(?:restricted|not allowed)/,
        category: 'sender_rejected',
        example: 'You are not a member of this mailing list <list@lists.example>.',
      },
    ],
  },
  {
    provider: 'too much at once',
    source: 'RFC 6647 for greylisting; the replies of large receivers',
    rules: [
      {
        pattern:
          /gr[ea]y-? ?list|too (?:many|much) (?:\S{1,16} ){0,3}(?:connections?|messages?\b(?! (?:on|in))|e-?mails?(?! (?:in|on))|mails?(?! (?:data|in|on))|recipients|sessions|errors|concurrent|smtp|requests|invalid|unknown|failures|bad|traffic)|rate[ -]?limit|throttl|(?:(?:daily|hourly|sending|send|submission|message|outbound|connection|thread|relay) (?:\S{1,12} )?(?:limit|quota|threshold)|recipients? (?:(?!quota)\S{1,12} )?limit) (?:\S{1,12} ){0,2}(?:exceed|reach|hit)|exceeded .{0,40}(?:per (?:hour|minute|day|second|connection)|rate|sending|messages? limit|emails? limit)|slow(?:ing)? down|receiving (?:e-?)?mail (?:at a rate|too quickly)|(?:reached|exceeded|hit) (?:your|their|its|the) .{0,24}(?:limit|threshold)|(?:mail|message|messages|connection|connections|e-?mails|rcpts?|recipients)[ /]per (?:hour|day|minute|second|connection)|unusual rate|concurrent connections|allowable number of|unusual traffic|excessive (?:traffic|volume|load|number)|connection (?:limit|count|rate)|limit on (?:messages|connections)|volume (?:too|limit)|domain .{0,60}exceeded the max (?:emails|defers)|temporarily deferred|temporarily (?:rate|blocked)|(?:try|send) (?:\S{1,8} )?slower|peak smtp/,
        category: 'rate_limited',
        example: '421 4.7.0 Too many connections from your host, please slow down',
      },
    ],
  },
  {
    provider: 'spam filters',
    source: 'Replies of filters that call the message spam',
    rules: [
      {
        pattern:
          /\b(?:anti-?)?spam(?:my|med|ming|mer|assassin|trap|profiler|-?like)?\b(?![.-][a-z0-9])|recurrent pattern|bulk\.advert|unsolicited|\bjunk\b|\bspams\b|bulk (?:e-?mail|mail|message|filter)|phish|(?:high|scam) probability|(?:content|body) .{0,30}(?:scored|score of)|denied \[\w{1,20}\]|message looks|similar to .{0,40}(?:spam|junk)|considered (?:to be )?(?:advert|unwanted)|(?:unwanted|undesired) (?:mail|e-?mail|message)|mail rejete|classified as (?:bulk|spam)/,
        category: 'spam',
        example: '554 5.7.1 The message was considered to be unsolicited and was not delivered',
      },
    ],
  },
];
