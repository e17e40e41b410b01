import { z } from 'zod';
import { asciiDomain, parseAddress } from './mail/address.ts';
import { parseSelector } from './mail/dkim-record.ts';
import { parseMailbox } from './mail/mailbox.ts';

const oneLine = z
  .string()
  .refine((text) => !/\p{Cc}/u.test(text), 'must be one line without control characters');

const domainName = z
  .string()
  .refine((text) => asciiDomain(text) !== null, 'must be a domain')
  .transform((text) => asciiDomain(text) ?? text);

const dkimKey = z.strictObject(
  {
    domain: domainName.optional(),
    selector: z.string('is missing').transform(checked(parseSelector, ({ selector }) => selector)),
    key: z.string('is missing').min(1, 'must name a file'),
  },
  'must have a selector and a key, or be a list of such',
);

/** What may stand in `pennypost.yaml`. The file says everything as text; what needs a form is checked here. */
export const fileSchema = z.strictObject({
  name: oneLine.min(1),
  from: oneLine.transform(checked(parseMailbox, ({ mailbox }) => mailbox)),
  replyTo: oneLine.transform(checked(parseAddress, ({ address }) => address)).optional(),
  postalAddress: z.string().trim().min(1),
  reason: oneLine.min(1),
  language: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language tag such as en or pt-BR')
    .default('en'),
  siteUrl: z
    .url({ protocol: /^https?$/ })
    .transform(withoutSlash)
    .optional(),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .refine(isSecureOrLocal, 'it must be https (RFC 8058); http is for localhost only')
    .refine((url) => !/[?#\s]/.test(url), 'it may have no ? and no #, since the links begin with it')
    .transform(withoutSlash),
  listId: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'must look like a host name (RFC 2919)')
    .optional(),
  unsubscribeMailbox: oneLine.transform(checked(parseAddress, ({ address }) => address)).optional(),
  returnPathDomain: domainName.optional(),
  dkim: z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(dkimKey)).optional(),
  content: z.string().default('issues'),
  subscribers: z.string().default('subscribers'),
  templates: z.string().optional(),
  template: z.string().default('digest'),
  theme: z
    .strictObject({
      light: z.record(z.string(), z.string()),
      dark: z.record(z.string(), z.string()),
      font: z.string(),
      headingFont: z.string(),
      logo: z.strictObject({ url: z.string(), width: z.coerce.number(), height: z.coerce.number() }),
      footer: oneLine,
      linkHosts: z.stringbool(),
    })
    .partial()
    .default({}),
  tags: z.record(z.string(), z.string()).default({}),
  data: z.string().default('.pennypost'),
  connections: z.coerce.number().int().min(1).max(500).default(10),
  giveUpAfterHours: z.coerce.number().int().min(1).max(120).default(72),
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

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
