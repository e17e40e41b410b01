import { type Config, ConfigError } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import { findLostKeys, giveUpLostKeys, type LostKey } from '../../ledger/attempts/signing-keys-sql.ts';
import { keyIds, type LinkKeys } from '../../sending/keys.ts';
import type { CommandContext } from '../terminal/command-context.ts';
import { secretFile } from '../terminal/private-files.ts';
import { despiteLostKey } from './despite.ts';

/**
 * Refuses to sign more while keys are not at hand that signed what was sent, unless a person has said to go on.
 *
 * @param isDespite whether they say so now; it holds from then on
 * @throws ConfigError that says how many links are dead, and the ways out
 */
export async function refuseLostKeys(
  database: Database,
  keys: LinkKeys,
  config: Config,
  isDespite: boolean,
  { err }: Pick<CommandContext, 'err'>,
): Promise<void> {
  const lost = await findLostKeys(database, keyIds(keys).atHand, 'undecided');
  if (lost.length === 0) return;
  if (!isDespite) throw new ConfigError(lost.map((key) => refusal(key, config)));
  await giveUpLostKeys(database, keyIds(keys).atHand, new Date());
  for (const key of lost) err(`Going on without a key. ${whatIsDead(key)}\n`);
}

/** The sentences with which {@link refuseLostKeys} would refuse now. */
export async function lostKeyRefusals(
  database: Database,
  keys: LinkKeys,
  config: Config,
): Promise<readonly string[]> {
  const lost = await findLostKeys(database, keyIds(keys).atHand, 'undecided');
  return lost.map((key) => refusal(key, config));
}

function refusal(key: LostKey, config: Config): string {
  return `${whatIsDead(key)} ${wayBack(config)} ${wayOn(key)}`;
}

/** What is wrong, in a sentence a key; none where nothing is. What a person has decided is told more shortly. */
export async function lostKeyWarnings(
  database: Database,
  keys: LinkKeys,
  config: Config,
): Promise<readonly string[]> {
  const lost = await findLostKeys(database, keyIds(keys).atHand);
  return lost.map((key) =>
    key.givenUpAt === null ? `${whatIsDead(key)} ${wayBack(config)}` : whatIsDead(key),
  );
}

function whatIsDead({ id, emails }: LostKey): string {
  const mails = emails === 1 ? '1 email that was sent is' : `${emails} emails that were sent are`;
  return (
    `${mails} signed with a secret that is not at hand (key ${id}): the unsubscribe links of ` +
    `${emails === 1 ? 'it' : `all ${emails}`} are dead, and what comes back of ${emails === 1 ? 'it' : 'them'} is not known as ours.`
  );
}

function wayBack(config: Pick<Config, 'secrets' | 'dataDirectory'>): string {
  return config.secrets
    ? 'Give the old secret back: PENNYPOST_SECRET holds several with commas between, the new one first and the old ones behind it.'
    : `Give the old secret back: write it into ${secretFile(config)}, or set PENNYPOST_SECRET to the new one, a comma and the old one.`;
}

function wayOn({ emails }: LostKey): string {
  const links = emails === 1 ? 'that link stays dead' : `those ${emails} links stay dead`;
  return `If it is gone for good, \`pennypost send\` with \`--despite ${despiteLostKey}\` goes on without it, and ${links}.`;
}
