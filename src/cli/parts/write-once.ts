import { randomBytes } from 'node:crypto';
import { link, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a secret into a file of its own, for its owner alone, and never over another. The file is linked to its name
 * when it is whole and on the disk, so a kill leaves no half a secret.
 *
 * @returns false where there is a file of that name already, which stays as it is
 */
export async function writeOnce(file: string, text: string): Promise<boolean> {
  const draft = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(6).toString('hex')}`);
  await writeFile(draft, text, { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(draft);
  }
}
