import type { RuleGroup } from './bounce-rule.ts';

/** Mailbox providers whose replies mean something else than their words, or carry a code of their own. */
export const otherProviders: readonly RuleGroup[] = [
  {
    provider: 'Orange, Wanadoo',
    source: 'https://postmaster.orange.fr/',
    rules: [
      {
        pattern: /ofr\w{0,4}_(?:506|510|513|515)/,
        category: 'spam',
        example: '550 5.2.0 Mail rejete. Mail rejected. ofr_506 [506]',
      },
      {
        pattern: /ofr\w{0,4}_(?:10[1-9]|11\d|2\d\d|30[0-9]|999)/,
        category: 'blocklist',
        example: '550 mwinf5c04 ME Adresse IP source bloquee pour incident de spam. OFR006_102',
      },
      {
        pattern: /ofr\w{0,4}_(?:109|501|502|503|505)/,
        category: 'rate_limited',
        example: '421 Trop de connexions, OFR_505',
      },
      {
        pattern: /ofr\w{0,4}_417/,
        category: 'mailbox_full',
        example: '552 5.1.1 Boite du destinataire pleine. OFR_417',
      },
      {
        pattern: /ofr\w{0,4}_41[568]/,
        category: 'invalid_recipient',
        example: '550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR_416 [416]',
      },
    ],
  },
  {
    provider: 'La Poste',
    source: 'https://www.laposte.net/accueil/postmaster',
    rules: [
      {
        pattern: /lpn\d{0,3}_42[56]/,
        category: 'disabled',
        example: '550 5.5.0 The recipient account is blocked. LPN007_426',
      },
      {
        pattern: /lpn\d{0,3}_(?:10\d|40\d|50\d|51\d)/,
        category: 'policy',
        example: '550 5.7.0 Service refuse. LPN007_510',
      },
    ],
  },
  {
    provider: 'GMX, WEB.DE, mail.com, IONOS',
    source: 'https://postmaster.gmx.net/en/error-messages',
    rules: [
      {
        pattern:
          /(?:mailbox unavailable|transaction failed).{0,80}(?:postmaster\.|error-messages)|nemesis esmtp service not available|[?&]c=(?:bip|hi|dns|spf|rdns)/,
        category: 'blocklist',
        example:
          '550 Requested action not taken: mailbox unavailable For explanation visit https://postmaster.gmx.net/en/error-messages?ip=192.0.2.7&c=bip',
      },
    ],
  },
  {
    provider: 'Apple',
    source: 'https://support.apple.com/en-us/102322',
    rules: [
      {
        pattern: /\[(?:hm|cs|pf)\d\d\]/,
        category: 'policy',
        example: '554 5.7.1 [HM08] Message rejected due to local policy.',
      },
      {
        pattern: /unauthori[sz]ed sender/,
        category: 'sender_rejected',
        example: '550 5.1.1 <news@news.example>: unauthorized sender',
      },
      {
        pattern: /no longer on server/,
        category: 'moved',
        example: '550 5.1.6 recipient no longer on server: reader@icloud.example',
      },
    ],
  },
  {
    provider: 'Comcast, Cox, Spectrum, AT&T',
    source: 'https://postmaster.comcast.net/smtp-error-codes.php',
    rules: [
      {
        pattern: /\brl00000[1-9]\b|aup#?(?:in|out)-?1[34]\d0|aup#(?:cx|mxrt|lim)/,
        category: 'rate_limited',
        example: '421 4.1.0 192.0.2.7 Throttled - see RL000001',
      },
      {
        pattern: /aup#\w{0,4}-?\w{0,6}|\b(?:bl|dm|pt)00000\d\b|\bfbl\w{0,3}\d{4,6}\b/,
        category: 'blocklist',
        example: '554 5.1.0 sender rejected. AUP#CDRBL',
      },
      {
        pattern: /\bflph\w{1,40}|\battbl\w{0,10}/,
        category: 'blocklist',
        example: '521 5.7.0 192.0.2.7 blocked by ATTBL',
      },
    ],
  },
  {
    provider: 'Tencent, NetEase, Sina, Alibaba',
    source: 'https://service.mail.qq.com/',
    rules: [
      {
        pattern:
          /connection (?:frequency|denied|rate) limit|frequency limited|mi:(?:icc|dmc|cel|scl)|ip frequency/,
        category: 'rate_limited',
        example: '550 Connection frequency limited [192.0.2.7]. http://service.mail.qq.com/',
      },
      {
        pattern: /\bmi:(?:spf|ugp)\b/,
        category: 'auth_failure',
        example: '550 MI:SPF mail from is not verified',
      },
      {
        pattern: /\bmi:(?:spb|stc|nht)\b|\bdt:spm\b|mail content denied/,
        category: 'spam',
        example: '554 DT:SPM 163 smtp, the message was identified as junk',
      },
      {
        pattern: /suspected bounce attacks|ip.{0,30}(?:not|no) (?:be )?trusted/,
        category: 'blocklist',
        example: '550 Suspected bounce attacks',
      },
    ],
  },
];

/** Tried on the whole notice, since it takes the phase of the SMTP session to tell a filter from an unknown reader. */
export const carriers: RuleGroup = {
  provider: 'NTT docomo, KDDI au, SoftBank',
  source: 'A reader who filters mail from outside the phone network answers "unknown" at the end of DATA.',
  rules: [
    {
      pattern:
        /(?:docomo|ezweb|au\.com|softbank|vodafone|disney|willcom|ymobile)\b.{0,200}(?:unknown|550 ?:).{0,60}(?:in reply to end of data|<<< 5)/,
      category: 'recipient_refused',
      example:
        'host mfsmax.docomo.ne.jp[192.0.2.9] said: 550 Unknown user reader@docomo.ne.jp (in reply to end of DATA command)',
    },
  ],
};
