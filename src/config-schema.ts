import * as z from 'zod';
import { lists } from './config-lists.ts';
import { oneLine, theme, words } from './config-look.ts';
import { generators } from './content/site/generator.ts';
import { isTimeZone } from './content/site/time-zone.ts';
import { asciiDomain, needsSmtpUtf8, parseAddress } from './mail/address.ts';
import { parseSelector } from './mail/dkim/dkim-record.ts';
import { parseMailbox } from './mail/mailbox.ts';
import { parseNetwork } from './web/http/client-address-socket.ts';

const domainName = z
  .string()
  .refine((text) => asciiDomain(text) !== null, 'must be a domain')
  .transform((text) => asciiDomain(text) ?? text)
  .meta({ form: 'domain' });

/** With `X-`, so that it is none of ours. */
const providerHeaderName = z
  .string()
  .regex(
    /^X-(?!Auto-Response-Suppress$)[A-Za-z0-9-]{1,60}$/i,
    'must be the name of a header field that begins with X-',
  );

const dkimKey = z.strictObject(
  {
    domain: domainName
      .meta({ description: 'For whom it signs.', otherwise: 'The domain of `from`.' })
      .optional(),
    selector: z
      .string('is missing')
      .transform(checked(parseSelector, ({ selector }) => selector))
      .describe('Its name in the DNS, as `pennypost dkim generate` prints it.'),
    key: z.string('is missing').min(1, 'must name a file').meta({
      description: 'The private key, in PEM.',
      form: 'file',
    }),
  },
  'must have a selector and a key, or be a list of such',
);

/** RFC 6531 section 3.4: a relay without SMTPUTF8 refuses the whole message, and the reader cannot help that. */
const onlyAscii =
  'has letters before the @ that many mail servers cannot read yet: use an address of a to z, digits and . _ + -';

/**
 * What may stand in `pennypost.yaml`. The file says everything as text; what needs a form is checked here.
 * docs/configuration.md is made of it: `description` says what a setting means, `form` how it is written where its
 * type does not say it, and `otherwise` what holds without it where that is worked out from other settings.
 */
export const fileSchema = z.strictObject({
  name: oneLine.min(1).describe('The name of the newsletter, in the email and on its pages.'),
  from: oneLine
    .transform(checked(parseMailbox, ({ mailbox }) => mailbox))
    .refine(({ address }) => !needsSmtpUtf8(address), onlyAscii)
    .meta({
      description: 'Who it is from, as `The Lamplighter <letters@lamplighter.example>`.',
      form: 'name and address',
    }),
  replyTo: oneLine
    .transform(checked(parseAddress, ({ address }) => address))
    .refine((address) => !needsSmtpUtf8(address), onlyAscii)
    .meta({ description: 'Where answers go.', form: 'address', otherwise: 'To `from`.' })
    .optional(),
  postalAddress: z
    .string()
    .trim()
    .min(1)
    .describe('Where the publisher is, in the footer of every email. It may have several lines.'),
  reason: oneLine.min(1).describe('Why a reader gets it, as a sentence in the footer.'),
  language: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language tag such as en or pt-BR')
    .default('en')
    .meta({
      description: 'In which language it is written, unless an issue says another.',
      form: 'language tag',
    }),
  siteUrl: z
    .url({ protocol: /^https?$/ })
    .transform(canonical)
    .describe('The site of the newsletter: relative links and images begin there.')
    .optional(),
  subscribeUrl: z
    .url({ protocol: /^https?$/ })
    .transform(canonical)
    .meta({
      description: 'Where somebody subscribes to whom an issue was forwarded.',
      form: 'web address',
      otherwise: '`siteUrl`.',
    })
    .optional(),
  words,
  site: z
    .enum(generators)
    .meta({
      description: 'Which generator publishes the issues. `plain` is none of them.',
      otherwise: 'Found out by the files of the repository.',
    })
    .optional(),
  permalink: oneLine
    .regex(/^\//, 'must begin with a slash, as /:year/:slug/')
    .meta({
      description:
        'Where the page of an issue lies, for a site whose addresses only its code knows, and for a plain folder: `/letters/:year/:slug/`. For Eleventy a permalink as it writes them.',
      form: 'path with tokens',
      otherwise: 'Worked out from the configuration of the site; without one, what the issue itself gives.',
    })
    .optional(),
  built: oneLine
    .meta({
      description:
        'The folder that the generator writes the site to. What is there beats every rule: the address of an issue, its pictures and its links.',
      form: 'folder',
      otherwise: 'The rules of the generator tell.',
    })
    .optional(),
  buildZone: z.string().refine(isTimeZone, 'must be a time zone such as Europe/Berlin').default('UTC').meta({
    description:
      'The time zone of the machine that builds the site; some generators put its day into addresses.',
    form: 'time zone',
  }),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .refine(isSecureOrLocal, 'it must be https (RFC 8058); http is for localhost only')
    .refine((url) => !/[?#\s]/.test(url), 'it may have no ? and no #, since the links begin with it')
    .transform(canonical)
    .describe(
      'Where readers reach `pennypost serve`: the links to leave begin with it. It is https, except on localhost.',
    ),
  feedbackId: z
    .string()
    .regex(/^[a-z0-9._-]{5,15}$/i, 'must be 5 to 15 letters, digits, dots, hyphens or underscores')
    .meta({
      description:
        'What Gmail’s Postmaster Tools know the newsletter by (the SenderId of Feedback-ID). Keep it for ever.',
      form: '5 to 15 letters and digits',
      otherwise: 'made of `listId`.',
    })
    .optional(),
  listId: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'must look like a host name (RFC 2919)')
    .meta({
      description: 'What mail programs know the newsletter by (RFC 2919). Keep it for ever.',
      form: 'host name',
      otherwise: '`name` in small letters and hyphens, and the domain of `from`.',
    })
    .optional(),
  unsubscribeMailbox: oneLine
    .transform(checked(parseAddress, ({ address }) => address))
    .meta({
      description:
        'The mailbox to which mail programs write to unsubscribe. What comes to it must reach `serve --smtp`, `serve --imap`, `bounces fetch` or `bounces process`.',
      form: 'address',
      otherwise:
        '`returnPath`, or `unsubscribe@` and `returnPathDomain`, where `BOUNCE_MAILBOX_URL` is set. Without either no message names a mailbox, and its reader leaves by the link.',
    })
    .optional(),
  returnPathDomain: domainName
    .meta({
      description: 'The domain to which bounces go. Give it a name of its own: no person reads mail there.',
      otherwise: 'The domain of `from`.',
    })
    .optional(),
  returnPath: oneLine
    .transform(checked(parseAddress, ({ address }) => address))
    .refine((address) => !needsSmtpUtf8(address), onlyAscii)
    .meta({
      description:
        'One address to which all bounces go, for a relay that lets a login send as its own address only. What comes to it must be read by `serve --imap`, `bounces fetch`, `serve --smtp` or `bounces process`, and belongs to a reader by the Message-ID and the recipient in it. Not for a relay that puts another Message-ID in the place of ours.',
      form: 'address',
      otherwise: 'Every delivery has an address of its own at `returnPathDomain`.',
    })
    .optional(),
  forwardLetters: z.stringbool().default(false).meta({
    description:
      'Whether what people write by hand to a return path or to the mailbox of bounces is passed on to where answers go, a few a day. Reports, automatic answers and requests to leave are not.',
    form: '`true` or `false`',
    otherwise: 'Letters stay in the mailbox, and `serve --smtp` refuses them.',
  }),
  dkim: z
    .preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(dkimKey))
    .meta({ description: 'The keys that sign every message: one, or a list.', form: 'key, or list of keys' })
    .optional(),
  content: z.string().default('issues').meta({ description: 'Where the issues are.', form: 'folder' }),
  subscribers: z
    .string()
    .default('subscribers')
    .meta({ description: 'Where the lists are.', form: 'folder' }),
  lists,
  templates: z
    .string()
    .meta({
      description: 'Templates of your own.',
      form: 'folder',
      otherwise: 'Those that come with Pennypost.',
    })
    .optional(),
  template: z.string().default('digest').describe('The template: a folder in `templates`, or one of ours.'),
  theme: theme.default({}).describe('What you change of the look of the template.'),
  tags: z
    .record(z.string(), z.string())
    .default({})
    .describe("What the tags of your site become in an email: markdown, by the tag's name."),
  data: z.string().default('.pennypost').meta({
    description: 'The embedded database, its secret and the outbox. `--data` wins over it.',
    form: 'folder',
  }),
  providerHeaders: z
    .record(providerHeaderName, oneLine.min(1).regex(/^[\x20-\x7e]+$/, 'must be ASCII'))
    .default({})
    .meta({
      description:
        'Header fields that the provider of your relay wants, such as `X-SES-CONFIGURATION-SET`, on every message.',
      form: 'values by the names of fields',
    }),
  preferences: z
    .strictObject({
      columns: z
        .preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(oneLine.min(1)))
        .meta({
          description: 'The columns of the lists that readers are shown there; `name` is one.',
          form: 'column, or list of columns',
          otherwise: 'None: the page has the address and the lists.',
        }),
    })
    .partial()
    .default({})
    .describe('What a reader sees on their own page.'),
  trustedProxies: z
    .preprocess(
      (value) => (Array.isArray(value) ? value : [value]),
      z.array(z.string().transform(checked(parseNetwork, ({ network }) => network))),
    )
    .meta({
      description:
        'The web servers in front of `pennypost serve`, whose `X-Forwarded-For` says who asks: `127.0.0.1`, `10.0.0.0/8`. Whoever asks has a share of the connections.',
      form: 'address or network, or list of such',
      otherwise: 'Nobody is believed, and connections from this machine have no share.',
    })
    .optional(),
  connections: z.coerce
    .number()
    .int()
    .min(1)
    .max(500)
    .default(10)
    .describe('How many messages a process sends at once, each over a connection of its own.'),
  giveUpAfterHours: z.coerce
    .number()
    .int()
    .min(1)
    .max(120)
    .default(72)
    .describe('How long after a send began what the relay will not take for now is tried again.'),
});

/** A zod transform out of a parser that gives a value or a problem. */
function checked<Parsed extends { ok: boolean }, Value>(
  parse: (text: string) => Parsed | { ok: false; problem: string },
  take: (parsed: Extract<Parsed, { ok: true }>) => Value,
) {
  return (text: string, context: z.RefinementCtx): Value => {
    const parsed = parse(text);
    if (parsed.ok) return take(parsed as Extract<Parsed, { ok: true }>);
    context.addIssue({ code: 'custom', message: 'problem' in parsed ? parsed.problem : 'it is not valid' });
    return z.NEVER;
  };
}

function isSecureOrLocal(url: string): boolean {
  return url.startsWith('https:') || ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}

/** As the URL Standard writes it, the host in ASCII and the path percent-encoded: it stands in headers. No slash ends it. */
function canonical(url: string): string {
  return new URL(url).href.replace(/(?<!\/)\/+$/, '');
}
