import { readFile } from 'node:fs/promises';
import type { Config, DkimSetting } from '../../config.ts';
import { domainOf, type EmailAddress } from '../../mail/address.ts';
import { type DkimKey, parsePrivateKey, recommendedRsaBits } from '../../mail/dkim/dkim-key.ts';
import { openFile } from '../terminal/private-files.ts';

/** What became of the keys that the config names: where each is and what is wrong there, never what it holds. */
export interface ReadDkimKeys {
  readonly keys: readonly DkimKey[];
  /** Sentences with file and line: these keys cannot be used. */
  readonly faults: readonly string[];
  /** Likewise: these work, and had better not be as they are. */
  readonly warnings: readonly string[];
}

export async function readDkimKeys({
  dkim,
  newsletter,
}: Pick<Config, 'dkim' | 'newsletter'>): Promise<ReadDkimKeys> {
  const from = domainOf(newsletter.from.address as EmailAddress);
  const keys: DkimKey[] = [];
  const faults: string[] = [];
  const warnings: string[] = [];
  for (const [at, setting] of dkim.entries()) {
    const read = await readKey(setting);
    const isRepeated = dkim.slice(0, at).some((other) => nameOf(other) === nameOf(setting));
    if (isRepeated)
      faults.push(
        `${setting.place}: ${nameOf(setting)} is named twice: give each key a selector of its own.`,
      );
    if ('fault' in read) faults.push(`${setting.place}: ${read.fault}`);
    else keys.push(read.key);
    const told = 'fault' in read ? [] : read.warnings;
    if (!isAligned(setting.domain, from)) told.push(alignmentWarning(setting.domain, from));
    warnings.push(...told.map((warning) => `${setting.place}: ${warning}`));
  }
  return { keys, faults, warnings };
}

type ReadKey = { readonly key: DkimKey; readonly warnings: string[] } | { readonly fault: string };

async function readKey({ domain, selector, keyFile }: DkimSetting): Promise<ReadKey> {
  const file = await readPem(keyFile);
  if ('fault' in file) return file;
  const parsed = parsePrivateKey(file.pem);
  if (!parsed.ok) return { fault: `the DKIM key ${keyFile} ${parsed.problem}.` };
  const { privateKey, algorithm, bits } = parsed;
  const warnings: string[] = [];
  if (bits !== null && bits < recommendedRsaBits)
    warnings.push(
      `the DKIM key ${keyFile} has ${bits} bits, which some receivers do not trust: make one of ${recommendedRsaBits}.`,
    );
  const openness = openFile(keyFile, 'the DKIM key', '600');
  if (openness !== null) warnings.push(openness);
  return { key: { domain, selector, algorithm, privateKey }, warnings };
}

async function readPem(file: string): Promise<{ pem: string } | { fault: string }> {
  try {
    return { pem: await readFile(file, 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      return {
        fault: `there is no DKIM key ${file}. \`pennypost dkim generate\` makes one, or take it out.`,
      };
    return { fault: `the DKIM key ${file} cannot be read: ${(error as Error).message}.` };
  }
}

function nameOf({ selector, domain }: DkimSetting): string {
  return `${selector}._domainkey.${domain}`;
}

/**
 * DMARC (RFC 7489 section 3.1.1) wants both domains to belong to one organisation. Where an organisation's names begin
 * is known to the public suffix list alone, so two names that share as much as `co.uk` are not doubted here.
 */
function isAligned(domain: string, from: string): boolean {
  const lastTwo = (name: string) => name.split('.').slice(-2).join('.');
  return lastTwo(domain) === lastTwo(from);
}

function alignmentWarning(domain: string, from: string): string {
  return (
    `the DKIM signature is in the name of ${domain}, the newsletter is from ${from}: DMARC does not count it. ` +
    `Sign with a domain that is ${from} or shares its end.`
  );
}
