import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { checkSecrets, isSecret, type Secrets } from '../../audience/keys.ts';
import { type Config, ConfigError } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import { readDatabaseId } from '../../database/database-id-sql.ts';
import { idHeaders } from '../../delivery/relay/provider-headers.ts';
import type { DkimKey } from '../../mail/dkim/dkim-key.ts';
import { rewrittenNames } from '../../mail/dkim/dkim-signature.ts';
import { type LinkKeys, linkKeys, type TestKeys, testKeys, type WayOut } from '../../sending/keys.ts';
import { secretFile } from '../terminal/private-files.ts';
import { makeDataDirectory } from './data-directory.ts';
import { readDkimKeys } from './dkim-keys.ts';
import { writeOnce } from './write-once.ts';

type Warn = (text: string) => void;

/**
 * @param warn told what may be as it is but had better not be
 * @throws ConfigError for a DKIM key that cannot be used
 */
export async function openWayOut(config: Config, warn: Warn): Promise<WayOut> {
  const { keys, faults, warnings } = await readDkimKeys(config);
  if (faults.length > 0) throw new ConfigError(faults);
  for (const warning of warnings) warn(`${warning}\n`);
  return wayOut(config, keys);
}

/**
 * For a message that is only looked at. Whoever writes an issue need not have the DKIM keys that sign it on the server:
 * without them they see it unsigned.
 */
export async function openViewingWayOut(config: Config, warn: Warn): Promise<WayOut> {
  const { keys, faults } = await readDkimKeys(config);
  for (const fault of faults) warn(`${fault} The message is shown without this signature.\n`);
  return wayOut(config, keys);
}

function wayOut(config: Config, keys: readonly DkimKey[]): WayOut {
  const { relays, providerHeaders, returnPath, newsletter } = config;
  const isRewritten = relays.some(({ rewritesHeader }) => rewritesHeader);
  return {
    dkim: { keys, unsigned: isRewritten ? rewrittenNames : [] },
    idHeaders: idHeaders(relays),
    providerHeaders,
    returnPath: returnPath === null ? { domain: newsletter.returnPathDomain } : { fixed: returnPath },
  };
}

/** @throws AudienceError for a secret that cannot be used */
export async function openTestKeys(config: Config, way: WayOut): Promise<TestKeys> {
  return testKeys(await openSecrets(config), way);
}

/** The keys of the links and tags of a database. */
export async function openLinkKeys(secrets: Secrets, { tables }: Database): Promise<LinkKeys> {
  return linkKeys(secrets, await readDatabaseId(tables));
}

/**
 * Those of PENNYPOST_SECRET, or, with an embedded database, one that is made once and kept beside it. One that is kept
 * there has signed what was sent before PENNYPOST_SECRET was set, so it verifies still; if it cannot be read, that is
 * told as of any key that is missing. See {@link refuseMissing} for commands that make none.
 *
 * @throws AudienceError for a secret that cannot be used
 */
export async function openSecrets(config: Config): Promise<Secrets> {
  const file = secretFile(config);
  const kept = config.secrets ? await readFile(file, 'utf8').catch(() => '') : await keptSecret(file);
  const beside = isSecret(kept.trim()) ? [kept.trim()] : [];
  const secrets: Secrets = config.secrets ? [...config.secrets, ...beside] : [kept.trim()];
  checkSecrets(secrets);
  return secrets;
}

async function keptSecret(file: string): Promise<string> {
  await makeDataDirectory(path.dirname(file));
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  // Of two processes at once one wins, and both read what it wrote.
  await writeOnce(file, `${randomBytes(32).toString('base64')}\n`);
  return readFile(file, 'utf8');
}
