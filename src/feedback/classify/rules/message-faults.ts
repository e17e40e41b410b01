import type { RuleGroup } from './bounce-rule.ts';

/** What is wrong with the issue itself: the next one may well be taken. */
export const messageFaults: RuleGroup = {
  provider: 'the message',
  source: 'RFC 3463 x.6.x, x.2.3 and x.3.4; RFC 5321 sections 4.5.3.1.6 and 4.5.3.1.7',
  rules: [
    {
      pattern: /\bvirus|malware|infected|trojan|\bworm\b|ransomware|malicious/,
      category: 'content',
      example: '550 5.7.0 Virus detected in message',
    },
    {
      pattern:
        /\b(?:message|e-?mail|mail|letter|content|data|attachment)s?(?:'s)?\b(?! (?:quota|storage|file)|.{0,90}(?:quota|mailbox|storage alloc|\bhops\b))(?: (?:size|length|file))?.{0,24}(?:exceed|too (?:big|large)|larger than|over (?:the )?(?:size|limit|max))|(?:exceeds?|exceeded|over) .{0,40}(?:message size|maximum (?:message|mail|e-?mail) |message.{0,12}limit)|(?<!box )(?:size|line) limit(?: exceeded)?: message|(?:maximum|max|allowable|fixed) (?:\S{1,12} )?(?:message|mail|e-?mail) size|size of (?:the |this |your )?(?:message|mail|e-?mail)|[45]\.3\.4\b|[45]\.2\.3\b|message length exceeds/,
      category: 'message_too_large',
      example: '552 5.3.4 Message size exceeds fixed limit',
    },
    {
      pattern:
        /8-?bit (?:data|character|mime)|rfc ?(?:2822|5322|822|2821|5321|2045|2047)\b.{0,60}(?:complian|violat|conform|invalid|requir|not)|(?:not|non|in) .{0,16}(?:complian\w{1,4}|conform\w{0,5}|accordance) (?:with |to )?rfc|bare (?:lf|cr|newline|line ?feed)|(?:duplicate|multiple|two|more than one) .{0,20}(?:header|from|subject|date|message-id)|(?:missing|invalid|malformed|bad|no|illegal|broken|incorrect) .{0,30}(?:header|field|mime\b|message-id|date:|from:|charset)|resent-(?:from|to)|line (?:is )?too long|lines? longer than|5\.6\.\d{1,3}\b/,
      category: 'content',
      example: '550 5.6.0 Message has a duplicate header From, which is not compliant with RFC 5322',
    },
    {
      pattern:
        /mime complexity|header error|(?:bad|\.(?:exe|zip|scr|js)) attachment|remove the (?:executable|attachment)|recipient list, exceeds/,
      category: 'content',
      example: 'We do not accept .exe attachments',
    },
    {
      pattern:
        /(?:executable|attachment|file|archive|\.zip|\.exe).{0,50}(?:not (?:allow|accept|permit)|block|forbidden|prohibit|reject|denied|banned|disallow)|(?:forbidden|banned|blocked|prohibited|illegal|dangerous|unacceptable) (?:\S{1,12} )?(?:attachment|content|file|extension|url|link|word)|suspicious (?:url|link|content|attachment)|(?:url|link|domain)s? .{0,40}(?:in|within) (?:the |this |your )?(?:message|body|mail).{0,40}(?:list|block|reject|black)|(?:message|mail|e-?mail) (?:content|body|text) .{0,20}(?:reject|refus|block|den|not)|content (?:filter|rejected|restriction|policy|not acceptable)|rejected (?:by|due to|for|because of) (?:\S{1,12} )?content|content reject|potentially executable|in non-western|messages? without \S{1,30} fields?|messages containing images/,
      category: 'content',
      example: '552 5.7.0 Our system detected an illegal attachment on your message',
    },
  ],
};
