import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes the folder of the secret, the subscribers and the caught mail: for its owner alone, and not for git, since a
 * newsletter's folder is a repository.
 */
export async function makeDataDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(path.join(directory, '.gitignore'), '*\n', { flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
}
