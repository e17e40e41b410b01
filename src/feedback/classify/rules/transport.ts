import type { RuleGroup } from './bounce-rule.ts';

/** Refusals that blame nobody: our business rather than the reader's. */
export const vagueRefusals: readonly RuleGroup[] = [
  {
    provider: 'something does not exist',
    source: 'Replies that name an address, or nothing at all',
    rules: [
      {
        pattern:
          /(?<!(?:file|directory|path|record|key|message|policy|command|queue|certificate|list) )(?:does not|doesn't|do not) exist/,
        category: 'invalid_recipient',
        example: '550 <nobody@reader.example> does not exist',
      },
    ],
  },
  {
    provider: 'refused without a reason',
    source: 'Replies that name the recipient and nothing else',
    rules: [
      {
        pattern:
          /(?:recipient|address|user|mailbox)(?: address)?(?: \S{1,80})? (?:is |was |has been |been ){0,4}(?:reject|refus|den(?:ied|y)|not (?:accept|allow|permit))|(?:does not|doesn't) accept (?:the )?recipient|not accept(?:ing|ed)? (?:mail|messages|e-?mail) (?:for|from)|(?:mailbox|account|user) (?:is )?(?:not|temporarily) (?:available|reachable)|restricted|filtered|specific e-?mail addresses|user rules|recipient preferences|protected by|blocked by the recipient|is not accepting any|not accepting (?:any )?mail/,
        category: 'recipient_refused',
        example: '550 Recipient address rejected',
      },
    ],
  },
  {
    provider: 'vague refusals',
    source: 'RFC 3463 x.7.1; replies that blame nobody',
    rules: [
      {
        pattern:
          /starttls|\btls\b|\bssl\b|certificate|encryption (?:is )?(?:required|needed)|\bdane\b|mta-sts/,
        category: 'tls',
        example: '530 5.7.0 Must issue a STARTTLS command first',
      },
      {
        pattern:
          /polic(?:y|ies)|access (?:is |was )?(?:denied|forbidden|not allowed|rejected)|not authori[sz]ed|unauthori[sz]ed|authori[sz]ation|authentication (?:is )?required|administrative(?:ly)? (?:\S{1,12} )?prohibit|administrator|denied by|prohibited|not (?:allowed|permitted)|violat|security|delivery not authorized|smtp authentication|not acceptable|(?:message|mail|e-?mail|delivery|submission|it|we|has been|was) (?:\S{1,12} )?(?:reject|refus|block|denied|discard|declin)|mail (?:has been )?(?:reject|refus)|rejected by|rejected$|(?<!connection )refused by|\breject(?:ed)?\b/,
        category: 'policy',
        example: '550 5.7.1 Denied by policy',
      },
    ],
  },
];

/** What went wrong between or inside the servers. */
export const transport: readonly RuleGroup[] = [
  {
    provider: 'time and network',
    source: 'RFC 3463 x.4.x; queue notices of all mail systems',
    rules: [
      {
        pattern:
          /\bloop(?:s|ing|ed|back)?\b|too many (?:hops|received)|hop count|hops exceeded|mail for \S{1,100} loops/,
        category: 'network',
        example: '554 5.4.6 Too many hops 26 (25 max): possible mail loop',
      },
      {
        pattern:
          /tim(?:e|ed)[ -]?out|expired|retry (?:time|timeout)|delivery attempts|failed \d{1,3} attempts|attempts to deliver|(?:in|on) (?:the )?queue (?:\S{1,8} )?too long|not (?:be |been |yet been )?(?:able to be )?delivered (?:for|within|in|after|yet)|(?:not|isn't|did not|not been) respond|not reachable within|maximum .{0,20}(?:attempts|retries|queue|age)|will (?:be retried|keep trying|continue|retry|try again)|delayed|still undelivered|attempts will continue|has not yet been delivered|message too old|not delivered within|giving up|gave up|could not be delivered for|despite repeated|find a gateway|failed to deliver to domain|failing for a long time|not been collected|multiple retries|queue (?:\S{1,8} )?too long/,
        category: 'timeout',
        example: 'Your message was not delivered within 2 days. Host reader.example is not responding.',
      },
      {
        pattern:
          /no route|network (?:is |was )?(?:unreachable|error|down)|host (?:is )?(?:unreachable|down)|connection (?:\S{1,20} )?(?:refused|reset|closed|lost|dropped|failed|aborted|terminated|broken|shut down)|(?:closed|dropped|reset|aborted|terminated|lost) (?:the |its )?(?:connection|session)|broken pipe|could ?n[o']t (?:connect|establish)|cannot (?:connect|reach)|unable to (?:connect|contact|establish|reach)|can't connect|name ?server|name service|\bdns\b|lookup (?:fail|error)|socket error|bad connection|destination (?:is )?(?:unreachable|down)|service not available|eof (?:from|on|while)|conversation with|remote server (?:is )?(?:down|broken|not)/,
        category: 'network',
        example: 'connect to mx.reader.example[192.0.2.9]:25: Connection refused',
      },
      {
        pattern:
          /(?:i\/o|system|local|internal|config(?:uration)?|mailer|temporary|server|protocol|processing|unexpected|resource|delivery|lookup|ldap|database|open|write|read|unknown|transaction)[ -](?:\S{1,12} )?(?:error|failure|problem|failed|fault)|transaction failed|service (?:is )?(?:temporarily )?unavailable|insufficient (?:permission|system|disk|resources|memory)|operating system|can ?n[o']?t (?:create|open|write|lock|deliver|append|stat)|permission denied|command (?:output|parameter|not|un|reject|died|line)|syntax error|procmail|maildrop|dovecot|mail\.local|\bldap\b|disk (?:is )?full|disk quota|temporarily (?:un|not)|pipe to \||no such file|malformed address|(?:not|un)[ -]?(?:implemented|supported|recogni[sz]ed)|aliasing|\.forward|could not (?:be )?(?:open|lock|write|creat|process)|out of memory|too busy|overload|maintenance|insufficient space|error (?:opening|writing|creating)|failed to (?:read|open|write|load)|generated by/,
        category: 'system',
        example: '451 4.3.0 Temporary system failure, please try again',
      },
    ],
  },
];
