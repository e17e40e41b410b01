import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { deriveKeys } from '../../audience/keys.ts';
import { type Config, ConfigError } from '../../config.ts';
import { idHeaders } from '../../delivery/relay/provider-headers.ts';
import type { DkimKey } from '../../mail/dkim/dkim-key.ts';
import { rewrittenNames } from '../../mail/dkim/dkim-signature.ts';
import type { LinkKeys, SendingKeys } from '../../sending/keys.ts';
import { makeDataDirectory } from './data-directory.ts';
import { readDkimKeys } from './dkim-keys.ts';
import { writeOnce } from './write-once.ts';

type Warn = (text: string) => void;

/**
 * @param warn told what may be as it is but had better not be
 * @throws ConfigError for a DKIM key that cannot be used, AudienceError for a secret that is too short
 */
export async function openSendingKeys(config: Config, warn: Warn): Promise<SendingKeys> {
  const { keys: dkim, faults, warnings } = await readDkimKeys(config);
  if (faults.length > 0) throw new ConfigError(faults);
  for (const warning of warnings) warn(`${warning}\n`);
  return { ...(await openLinkKeys(config)), ...wayOut(config, dkim) };
}

/**
 * The keys for a message that is only looked at. Whoever writes an issue need not have the DKIM keys that sign it on
 * the server: without them they see it unsigned.
 *
 * @throws AudienceError for a secret that is too short
 */
export async function openViewingKeys(config: Config, warn: Warn): Promise<SendingKeys> {
  const { keys: dkim, faults } = await readDkimKeys(config);
  for (const fault of faults) warn(`${fault} The message is shown without this signature.\n`);
  return { ...(await openLinkKeys(config)), ...wayOut(config, dkim) };
}

function wayOut(config: Config, keys: readonly DkimKey[]): Omit<SendingKeys, keyof LinkKeys> {
  const { relays, providerHeaders } = config;
  const isRewritten = relays.some(({ rewritesHeader }) => rewritesHeader);
  return {
    dkim: { keys, unsigned: isRewritten ? rewrittenNames : [] },
    idHeaders: idHeaders(relays),
    providerHeaders,
  };
}

/**
 * The keys of PENNYPOST_SECRET, or, with an embedded database, of a secret that is made once and kept beside it.
 *
 * @throws AudienceError for a secret that is too short
 */
export async function openLinkKeys({ secrets, dataDirectory }: Config): Promise<LinkKeys> {
  const used = secrets ?? ([await keptSecret(dataDirectory)] as const);
  return {
    unsubscribe: deriveKeys(used, 'unsubscribe'),
    deliveryTag: deriveKeys(used, 'delivery-tag'),
    noticeLink: deriveKeys(used, 'notice-link'),
  };
}

async function keptSecret(directory: string): Promise<string> {
  const file = path.join(directory, 'secret');
  await makeDataDirectory(directory);
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  // Of two processes at once one wins, and both read what it wrote.
  await writeOnce(file, `${randomBytes(32).toString('base64')}\n`);
  return (await readFile(file, 'utf8')).trim();
}
