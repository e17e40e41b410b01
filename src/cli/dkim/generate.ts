import { generateKeyPair, type KeyObject } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { asciiDomain, domainOf, type EmailAddress } from '../../mail/address.ts';
import { recommendedRsaBits } from '../../mail/dkim/dkim-key.ts';
import { dkimRecord, formatRecord, parseSelector } from '../../mail/dkim/dkim-record.ts';
import { makeDataDirectory } from '../parts/data-directory.ts';
import { wouldBeCommitted } from '../parts/git-ignore.ts';
import { writeOnce } from '../parts/write-once.ts';
import {
  type CommandContext,
  type GlobalOptions,
  loadConfig,
  UsageError,
} from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';

export interface GenerateOptions extends GlobalOptions {
  readonly type: 'rsa' | 'ed25519';
  readonly bits?: string;
  readonly selector?: string;
  readonly domain?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** Above this signing takes many times as long, and some receivers give up. */
const maxRsaBits = 4096;
const makeKeyPair = promisify(generateKeyPair);

/**
 * `pennypost dkim generate`: a key that signs every message, into a file that is never written over. The DNS record
 * goes to stdout, what is left to do to stderr.
 */
export async function generate(options: GenerateOptions, context: CommandContext): Promise<ExitCode> {
  const selector = readSelector(options);
  const bits = readBits(options);
  const place = placeOf(selector, readDomain(options), options, context);
  const { domain, file } = place;
  const pair = options.type === 'rsa' ? makeKeyPair('rsa', { modulusLength: bits }) : makeKeyPair('ed25519');
  const { privateKey } = await pair;
  await keep(privateKey, place);
  const algorithm = options.type === 'rsa' ? 'rsa-sha256' : 'ed25519-sha256';
  const record = dkimRecord({ domain, selector, algorithm, privateKey });
  context.out(options.json ? JSON.stringify(record) : formatRecord(record));
  context.err(nextSteps(selector, place, options, context));
  if (await wouldBeCommitted(file)) context.err(`Git does not ignore ${file} yet: add it to .gitignore.\n`);
  return exitCode.done;
}

interface KeyPlace {
  readonly domain: string;
  readonly file: string;
  /** The folder of our own that the file lies in; null where `--out` says another place. */
  readonly dataDirectory: string | null;
  /** The domain for which a key signs where nothing else is said; null where there is no config to ask. */
  readonly fromDomain: string | null;
}

/** Whoever says both where the key goes and for whom it signs need not have a newsletter here yet. */
function placeOf(
  selector: string,
  domain: string | null,
  options: GenerateOptions,
  context: CommandContext,
): KeyPlace {
  const out = options.out === undefined ? null : path.resolve(context.cwd, options.out);
  if (out !== null && domain !== null) return { domain, file: out, dataDirectory: null, fromDomain: null };
  const { newsletter, dataDirectory } = loadConfig(context, options);
  const fromDomain = domainOf(newsletter.from.address as EmailAddress);
  return {
    domain: domain ?? fromDomain,
    file: out ?? path.join(dataDirectory, 'dkim', `${selector}.pem`),
    dataDirectory: out === null ? dataDirectory : null,
    fromDomain,
  };
}

async function keep(privateKey: KeyObject, { file, dataDirectory }: KeyPlace): Promise<void> {
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  if (await writeKey(pem, file, dataDirectory)) return;
  throw new UsageError(
    `${file} exists already, and a key is never written over: mail on its way is signed with it. Give another ` +
      '--selector or --out; `pennypost dkim show` prints the record of a key that is configured.',
  );
}

async function writeKey(pem: string, file: string, dataDirectory: string | null): Promise<boolean> {
  try {
    if (dataDirectory !== null) await makeDataDirectory(dataDirectory);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    return await writeOnce(file, pem);
  } catch (error) {
    throw new UsageError(`The key cannot be written to ${file}: ${(error as Error).message}.`);
  }
}

function nextSteps(
  selector: string,
  { domain, file, fromDomain }: KeyPlace,
  { config }: GenerateOptions,
  { cwd }: CommandContext,
): string {
  const fromConfig = path.relative(path.dirname(path.resolve(cwd, config)), file);
  const lines = [
    '',
    `The private key is in ${file}, for its owner alone to read.`,
    `Publish the record above, then add to ${config}:`,
    '',
    'dkim:',
    `  - selector: ${selector}`,
    ...(domain === fromDomain ? [] : [`    domain: ${domain}`]),
    `    key: ${/^[\w./-]+$/.test(fromConfig) ? fromConfig : JSON.stringify(fromConfig)}`,
    '',
  ];
  return `${lines.join('\n')}\n`;
}

function readSelector({ selector, type }: GenerateOptions): string {
  const parsed = parseSelector(selector ?? (type === 'rsa' ? 'pennypost' : 'pennypost-ed25519'));
  if (!parsed.ok) throw new UsageError(`--selector: ${parsed.problem}.`);
  return parsed.selector;
}

function readDomain({ domain }: GenerateOptions): string | null {
  if (domain === undefined) return null;
  const ascii = asciiDomain(domain);
  if (ascii === null) throw new UsageError(`--domain ${JSON.stringify(domain)} is not a domain.`);
  return ascii;
}

function readBits({ type, bits }: GenerateOptions): number {
  if (bits === undefined) return recommendedRsaBits;
  if (type !== 'rsa') throw new UsageError(`--bits is for RSA: a key of type ${type} has one size.`);
  const number = Number(bits);
  if (/^\d{4}$/.test(bits) && number >= recommendedRsaBits && number <= maxRsaBits) return number;
  throw new UsageError(
    `--bits ${JSON.stringify(bits)}: give a number from ${recommendedRsaBits} to ${maxRsaBits}.`,
  );
}
