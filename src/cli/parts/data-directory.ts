import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError } from '../../config.ts';

/** As much as PostgreSQL, the embedded one too, takes of the disk at a time for its log. */
const trialBytes = 16 * 1024 * 1024;

/**
 * Makes the folder of the secret, the subscribers and the caught mail: for its owner alone, and not for git, since a
 * newsletter's folder is a repository.
 *
 * @throws ConfigError where a file is in its way
 */
export async function makeDataDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((error) => refuseFile(directory, error));
  await writeFile(path.join(directory, '.gitignore'), '*\n', { flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
}

/**
 * Makes the folder and writes to it once as much as a send may need soon, so that a disk that is full is found before
 * anything is begun.
 *
 * @throws ConfigError where a file is in its way, else what the system says of it
 */
export async function tryDataDirectory(directory: string): Promise<void> {
  await makeDataDirectory(directory);
  const trial = path.join(directory, `.trial-${randomBytes(6).toString('hex')}`);
  try {
    await writeFile(trial, Buffer.alloc(trialBytes, 1), { flag: 'wx', flush: true });
  } finally {
    await rm(trial, { force: true });
  }
}

/** What else can be wrong with a folder is told in words of its own; see system-fault.ts. */
function refuseFile(directory: string, cause: NodeJS.ErrnoException): never {
  if (cause.code !== 'EEXIST' && cause.code !== 'ENOTDIR') throw cause;
  const fault = `The data folder ${directory} cannot be written to: there is a file where a folder has to be.`;
  throw new ConfigError([fault], { cause });
}
