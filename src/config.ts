import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import type { KeptList } from './audience/kept-list.ts';
import { type Environment, noSecret, readEnvironment, type Variables } from './config-environment.ts';
import { type ConfigFile, type ConfigPlace, readConfigFile } from './config-file.ts';
import type { Generator } from './content/site/generator.ts';
import type { Words } from './content/words/words.ts';
import { relayName } from './delivery/relay/relay.ts';
import type { ProviderHeader } from './email/message/compose-message.ts';
import type { Newsletter } from './email/rendered-issue.ts';
import type { ThemeChoice } from './email/template/theme.ts';
import type { Failure } from './failure.ts';
import { asciiDomain, domainOf, type EmailAddress } from './mail/address.ts';
import type { DkimKey } from './mail/dkim/dkim-key.ts';
import type { Mailbox } from './mail/mailbox.ts';
import type { Network } from './web/http/client-address-socket.ts';

/** What is wrong in `pennypost.yaml` or the environment: every fault in a sentence, with file and line. */
export class ConfigError extends Error implements Failure {
  /** Temporary where something is missing that may be there another time. */
  readonly failure: 'mistake' | 'temporary';
  readonly faults: readonly string[];
  constructor(
    faults: readonly string[],
    options?: ErrorOptions & { readonly failure?: 'mistake' | 'temporary' },
  ) {
    super(faults.join('\n'), options);
    this.name = 'ConfigError';
    this.faults = faults;
    this.failure = options?.failure ?? 'mistake';
  }
}

/** A key that signs every message, and where it is named, as `pennypost.yaml:9`. It is read where messages are made. */
export type DkimSetting = Pick<DkimKey, 'domain' | 'selector'> & Readonly<{ keyFile: string; place: string }>;

export interface Config extends Environment {
  readonly newsletter: Newsletter;
  /** Directories are absolute. */
  readonly contentDirectory: string;
  readonly listsDirectory: string;
  /** The lists that are kept in the database, in the order in which they are named. */
  readonly keptLists: readonly KeptList[];
  /** Null: the designs that come with Pennypost. */
  readonly templatesDirectory: string | null;
  readonly template: string;
  /** Laid over the template's own; the email room judges its values. */
  readonly theme: ThemeChoice;
  /** What the newsletter says in other words than the catalogues do. */
  readonly words: Partial<Words>;
  /** What the tags of the newsletter's site stand for in an email: markdown by the tag's name. */
  readonly tags: Readonly<Record<string, string>>;
  /** The generator of the site, where somebody said which; null: found out. */
  readonly site: Generator | null;
  /** Where pages lie of which the configuration of the site does not tell. */
  readonly permalink: string | null;
  /** The folder of the built site, and as it is written in the configuration; null: none. */
  readonly built: { readonly folder: string; readonly shownAs: string } | null;
  /** The time zone of the machine that builds the site. */
  readonly buildZone: string;
  readonly dataDirectory: string;
  /** Where `--catch` puts the mail. */
  readonly outboxDirectory: string;
  readonly dkim: readonly DkimSetting[];
  /** To which all bounces go, where it is one address; null where each delivery has its own. */
  readonly returnPath: EmailAddress | null;
  /** To whom letters are passed on that people write to where bounces go; null where they are not. */
  readonly lettersTo: EmailAddress | null;
  /** Header fields that the provider of the relay wants. */
  readonly providerHeaders: readonly ProviderHeader[];
  /** The columns of the lists that a reader is shown on their own page. */
  readonly preferencesColumns: readonly string[];
  /** The web servers in front of `serve`, whose word for who asks is taken. */
  readonly trustedProxies: readonly Network[];
  /** How many messages are sent at once, each over a connection of its own. */
  readonly connections: number;
  /** How long after a send began what the relay will not take for now is tried again. */
  readonly giveUpAfterMs: number;
}

export interface ConfigSources extends ConfigPlace {
  readonly env: Variables;
  /** From the command line; it wins over the file. Relative to `cwd`. */
  readonly contentDirectory?: string | undefined;
  readonly dataDirectory?: string | undefined;
  /** Whether nobody is there to read what is wrong, as under cron: without its secret a command is then to come again. */
  readonly isUnattended?: boolean;
}

const hourMs = 3_600_000;

/** @throws ConfigError listing every fault of the file and the environment */
export function readConfig(sources: ConfigSources): Config {
  const faults: string[] = [];
  const file = readConfigFile(sources, faults);
  const environment = readEnvironment(sources.env, faults);
  if (file) faults.push(...faultsOfReturnPath(file, environment), ...faultsOfLetters(file, environment));
  const isToComeAgain = sources.isUnattended === true && faults.every((fault) => fault === noSecret);
  if (faults.length > 0 || !file)
    throw new ConfigError(faults, { failure: isToComeAgain ? 'temporary' : 'mistake' });
  const folder = path.dirname(path.resolve(sources.cwd, sources.file));
  const fromCommand = (directory: string | undefined) => directory && path.resolve(sources.cwd, directory);
  const dataDirectory = fromCommand(sources.dataDirectory) ?? path.resolve(folder, file.data);
  return {
    ...environment,
    relays: environment.relays.map((relay) => ({ ...relay, clientName: relay.clientName ?? ownName(file) })),
    returnPath: file.returnPath ?? null,
    lettersTo: lettersTo(file),
    providerHeaders: Object.entries(file.providerHeaders),
    newsletter: newsletterOf(file, environment),
    contentDirectory: fromCommand(sources.contentDirectory) ?? path.resolve(folder, file.content),
    listsDirectory: path.resolve(folder, file.subscribers),
    keptLists: keptListsOf(file),
    templatesDirectory: file.templates === undefined ? null : path.resolve(folder, file.templates),
    template: file.template,
    theme: file.theme as ThemeChoice,
    words: file.words,
    tags: file.tags,
    ...siteOf(file, folder),
    dataDirectory,
    outboxDirectory: path.join(dataDirectory, 'outbox'),
    preferencesColumns: file.preferences.columns ?? [],
    trustedProxies: file.trustedProxies ?? [],
    connections: file.connections,
    giveUpAfterMs: file.giveUpAfterHours * hourMs,
    dkim: dkimOf(file, folder),
  };
}

function dkimOf(file: ConfigFile, folder: string): DkimSetting[] {
  return (file.dkim ?? []).map(({ domain = domainOf(file.from.address), selector, key }) => ({
    domain,
    selector,
    keyFile: path.resolve(folder, key),
    place: file.placeOf('dkim'),
  }));
}

function keptListsOf({ lists }: ConfigFile): KeptList[] {
  return Object.entries(lists).map(([name, list]) => ({
    name,
    title: list.title ?? name,
    description: list.description ?? null,
    isPublic: list.public,
    isDefault: list.default,
  }));
}

/** With one return path for all, nothing but the Message-ID says whose a bounce is. */
function faultsOfReturnPath({ returnPath, placeOf }: ConfigFile, { relays }: Environment): readonly string[] {
  if (returnPath === undefined) return [];
  return relays
    .filter(({ losesMessageId }) => losesMessageId)
    .map(
      (relay) =>
        `${placeOf('returnPath')}: the relay ${relayName(relay)} puts another Message-ID in the place of ours, and with one ` +
        'returnPath nothing else says whose a bounce is: leave returnPath out, or send through a relay that keeps it.',
    );
}

/** Where answers go, if letters do; else null. */
function lettersTo({ forwardLetters, replyTo, from }: ConfigFile): EmailAddress | null {
  return forwardLetters ? (replyTo ?? from.address) : null;
}

/** What is passed on to where it came from would only be filed there. */
function faultsOfLetters(file: ConfigFile, environment: Environment): readonly string[] {
  const to = lettersTo(file);
  if (to === null) return [];
  const { unsubscribeMailbox } = newsletterOf(file, environment);
  const isRead = [file.returnPath, unsubscribeMailbox].some((one) => one?.toLowerCase() === to.toLowerCase());
  if (!isRead) return [];
  return [
    `${file.placeOf('forwardLetters')}: answers go to ${to}, which is the mailbox that letters are taken from: give ` +
      'replyTo an address that a person reads.',
  ];
}

/** RFC 5321 section 4.1.4: the name that EHLO gives, a host's and no address, which many relays refuse. */
function ownName({ publicUrl, from }: ConfigFile): string {
  const names = [hostname(), new URL(publicUrl).hostname].map(asciiDomain);
  return names.find((name) => name !== null) ?? domainOf(from.address);
}

/** RFC 2919: a label for a newsletter within its domain. A name without a letter of a to z is told apart by its digest. */
function listLabel(name: string): string {
  const ascii = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = ascii
    .match(/[a-z0-9]+/g)
    ?.join('-')
    .slice(0, 40)
    .replace(/-$/, '');
  return words ?? `newsletter-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

function newsletterOf(file: ConfigFile, { bounceMailbox }: Environment): Newsletter {
  const from: Mailbox = file.from;
  const domain = domainOf(from.address);
  const returnPathDomain = file.returnPathDomain ?? domain;
  return {
    name: file.name,
    from,
    replyTo: file.replyTo ?? null,
    postalAddress: file.postalAddress.split(/\r?\n/).map((line) => line.trim()),
    reason: file.reason,
    listId: file.listId ?? `${listLabel(file.name)}.${domain}`,
    ...(file.feedbackId === undefined ? {} : { feedbackId: file.feedbackId }),
    siteUrl: file.siteUrl ?? null,
    ...(file.subscribeUrl === undefined ? {} : { subscribeUrl: file.subscribeUrl }),
    publicUrl: file.publicUrl,
    // The bounce mailbox is read, and takes the return path, or every address of the return-path domain.
    unsubscribeMailbox:
      file.unsubscribeMailbox ?? (bounceMailbox && (file.returnPath ?? `unsubscribe@${returnPathDomain}`)),
    returnPathDomain,
    language: file.language,
  };
}

/** What the file says of the site that the issues are pages of; `./public/` is called `public`. */
function siteOf(
  { site, built, buildZone, permalink }: ConfigFile,
  folder: string,
): Pick<Config, 'site' | 'built' | 'buildZone' | 'permalink'> {
  const bare = built?.replace(/^\.\//, '').replace(/(?<=.)\/$/, '') ?? '';
  const place = built === undefined ? null : { folder: path.resolve(folder, bare), shownAs: bare };
  return { site: site ?? null, built: place, buildZone, permalink: permalink ?? null };
}
