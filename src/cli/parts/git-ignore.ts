import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * True where `git add` would take the file: it lies in a repository that does not ignore it. False also where there is
 * no repository, and where git is not installed.
 */
export async function wouldBeCommitted(file: string): Promise<boolean> {
  try {
    await run('git', ['check-ignore', '--quiet', '--', file], { cwd: path.dirname(file) });
    return false;
  } catch (error) {
    // 1 says that it is not ignored, 128 that there is no repository, ENOENT that there is no git.
    return (error as { code?: unknown }).code === 1;
  }
}
