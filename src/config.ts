import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { parseYaml } from './content/yaml-front-matter.ts';
import { parseRelayUrl, type Relay } from './delivery/relay.ts';
import type { Newsletter } from './email/rendered-issue.ts';
import type { ThemeChoice } from './email/theme.ts';
import { asciiDomain, domainOf, parseAddress } from './mail/address.ts';
import type { DkimKey } from './mail/dkim-key.ts';
import { parseSelector } from './mail/dkim-record.ts';
import { type Mailbox, parseMailbox } from './mail/mailbox.ts';

/** What is wrong in `pennypost.yaml` or the environment: every fault in a sentence, with file and line. Exit 1. */
export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** A key that signs every message, and where it is named, as `pennypost.yaml:9`. It is read where messages are made. */
export type DkimSetting = Pick<DkimKey, 'domain' | 'selector'> & Readonly<{ keyFile: string; place: string }>;

export interface Config {
  readonly newsletter: Newsletter;
  /** Directories are absolute. */
  readonly contentDirectory: string;
  readonly listsDirectory: string;
  /** Null: the designs that come with Pennypost. */
  readonly templatesDirectory: string | null;
  readonly template: string;
  /** Laid over the template's own; the email room judges its values. */
  readonly theme: ThemeChoice;
  /** What the tags of the newsletter's site stand for in an email: markdown by the tag's name. */
  readonly tags: Readonly<Record<string, string>>;
  readonly dataDirectory: string;
  /** Where `--catch` puts the mail. */
  readonly outboxDirectory: string;
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly relay: Relay | null;
  readonly dkim: readonly DkimSetting[];
  /** The current secret, then earlier ones whose links must go on working; null where none is set. */
  readonly secrets: readonly [string, ...string[]] | null;
  /** How many messages are sent at once, each over a connection of its own. */
  readonly connections: number;
}

export interface ConfigSources {
  readonly cwd: string;
  /** `pennypost.yaml`, or what `--config` named; relative paths in it start at its folder. */
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** From the command line; it wins over the file. Relative to `cwd`. */
  readonly contentDirectory?: string | undefined;
  readonly dataDirectory?: string | undefined;
}

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

/** The file says everything as text; what needs a form is checked here. */
const fileSchema = z.strictObject({
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
});

type ConfigFile = z.infer<typeof fileSchema> & { readonly dkimPlace: string };

/** @throws ConfigError listing every fault of the file and the environment */
export function readConfig(sources: ConfigSources): Config {
  const faults: string[] = [];
  const file = readConfigFile(sources, faults);
  const environment = readEnvironment(sources.env, faults);
  if (faults.length > 0 || !file) throw new ConfigError(faults);
  const folder = path.dirname(path.resolve(sources.cwd, sources.file));
  const fromCommand = (directory: string | undefined) => directory && path.resolve(sources.cwd, directory);
  const dataDirectory = fromCommand(sources.dataDirectory) ?? path.resolve(folder, file.data);
  return {
    ...environment,
    newsletter: newsletterOf(file),
    contentDirectory: fromCommand(sources.contentDirectory) ?? path.resolve(folder, file.content),
    listsDirectory: path.resolve(folder, file.subscribers),
    templatesDirectory: file.templates === undefined ? null : path.resolve(folder, file.templates),
    template: file.template,
    theme: file.theme as ThemeChoice,
    tags: file.tags,
    dataDirectory,
    outboxDirectory: path.join(dataDirectory, 'outbox'),
    connections: file.connections,
    dkim: (file.dkim ?? []).map(({ domain = domainOf(file.from.address), selector, key }) => ({
      domain,
      selector,
      keyFile: path.resolve(folder, key),
      place: file.dkimPlace,
    })),
  };
}

function newsletterOf(file: ConfigFile): Newsletter {
  const from: Mailbox = file.from;
  const domain = domainOf(from.address);
  return {
    name: file.name,
    from,
    replyTo: file.replyTo ?? null,
    postalAddress: file.postalAddress.split(/\r?\n/).map((line) => line.trim()),
    reason: file.reason,
    listId: file.listId ?? `newsletter.${domain}`,
    siteUrl: file.siteUrl ?? null,
    publicUrl: file.publicUrl,
    unsubscribeMailbox: file.unsubscribeMailbox ?? `unsubscribe@${domain}`,
    returnPathDomain: file.returnPathDomain ?? domain,
    language: file.language,
  };
}

function readConfigFile(sources: ConfigSources, faults: string[]): ConfigFile | null {
  const text = readText(sources, faults);
  if (text === null) return null;
  const { fields, faults: syntax } = parseYaml(text);
  for (const { line, message } of syntax) faults.push(`${sources.file}:${line}: ${message}`);
  if (syntax.length > 0) return null;
  const parsed = fileSchema.safeParse(Object.fromEntries(fields.map(({ name, value }) => [name, value])));
  const placeOf = (name: unknown): string => {
    const field = fields.find((each) => each.name === name);
    return field ? `${sources.file}:${field.line}` : sources.file;
  };
  if (parsed.success) return { ...parsed.data, dkimPlace: placeOf('dkim') };
  for (const issue of parsed.error.issues) {
    const [name] = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys] : issue.path;
    const isPresent = fields.some((field) => field.name === name);
    faults.push(`${placeOf(name)}: ${describeIssue(issue, isPresent)}`);
  }
  return null;
}

function readText({ cwd, file }: ConfigSources, faults: string[]): string | null {
  try {
    return readFileSync(path.resolve(cwd, file), 'utf8');
  } catch (error) {
    faults.push(
      (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? `There is no ${file} in ${cwd}. It says who the newsletter is: "Your first real send" in the README begins with one to copy.`
        : `${file} cannot be read: ${(error as Error).message}.`,
    );
    return null;
  }
}

function describeIssue(issue: z.core.$ZodIssue, isPresent: boolean): string {
  const field = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const known =
      issue.path.length === 0 ? `; the fields are ${Object.keys(fileSchema.shape).join(', ')}` : '';
    const names = issue.keys.map((key) => `"${[...issue.path, key].join('.')}"`).join(', ');
    return `there is no field ${names}${known}.`;
  }
  if (!isPresent) return `the field "${field}" is missing.`;
  return `the field "${field}" is not right: ${issue.message.replace(/\.$/, '')}.`;
}

function readEnvironment(
  env: ConfigSources['env'],
  faults: string[],
): Pick<Config, 'databaseUrl' | 'redisUrl' | 'relay' | 'secrets'> {
  const databaseUrl = readUrl(env, 'DATABASE_URL', ['postgres:', 'postgresql:'], faults);
  const redisUrl = readUrl(env, 'REDIS_URL', ['redis:', 'rediss:'], faults);
  const secrets = (env['PENNYPOST_SECRET'] ?? '')
    .split(',')
    .map((secret) => secret.trim())
    .filter(Boolean);
  if (redisUrl && !databaseUrl) {
    faults.push(
      'REDIS_URL is set without DATABASE_URL: a queue that many share needs a database that they share.',
    );
  }
  if (databaseUrl && secrets.length === 0) {
    faults.push(
      'PENNYPOST_SECRET is not set. With DATABASE_URL every process must sign with the same secret: ' +
        'make one with `openssl rand -base64 32` and give it to all of them.',
    );
  }
  const [current, ...earlier] = secrets;
  return {
    databaseUrl,
    redisUrl,
    relay: readRelay(env['SMTP_URL'], faults),
    secrets: current === undefined ? null : [current, ...earlier],
  };
}

function readUrl(env: ConfigSources['env'], name: string, protocols: readonly string[], faults: string[]) {
  const text = env[name];
  if (!text) return null;
  if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text;
  // The value may hold a password, so it is never quoted.
  faults.push(
    `${name} is not a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}.`,
  );
  return null;
}

function readRelay(text: string | undefined, faults: string[]): Relay | null {
  if (!text) return null;
  const parsed = parseRelayUrl(text);
  if (parsed.ok) return parsed.relay;
  faults.push(`SMTP_URL cannot be used: ${parsed.problem}.`);
  return null;
}

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
