import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deriveKeys, type Keyring } from '../audience/keys.ts';
import type { Config } from '../config.ts';
import { makeDataDirectory } from './data-directory.ts';

/** The keys that a sender and a server of links need. */
export interface SendingKeys {
  readonly unsubscribe: Keyring;
  readonly deliveryTag: Keyring;
}

/**
 * The keys of PENNYPOST_SECRET, or, with an embedded database, of a secret that is made once and kept beside it.
 *
 * @throws AudienceError for a secret that is too short
 */
export async function openKeys({ secrets, dataDirectory }: Config): Promise<SendingKeys> {
  const used = secrets ?? ([await keptSecret(dataDirectory)] as const);
  return { unsubscribe: deriveKeys(used, 'unsubscribe'), deliveryTag: deriveKeys(used, 'delivery-tag') };
}

async function keptSecret(directory: string): Promise<string> {
  const file = path.join(directory, 'secret');
  await makeDataDirectory(directory);
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  // Linked when it is whole: a kill leaves no half a secret, and of two processes at once one wins.
  await writeFile(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flush: true });
  await link(draft, file).catch(ignoreExisting);
  await rm(draft);
  return (await readFile(file, 'utf8')).trim();
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
