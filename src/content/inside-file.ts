import { realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

/**
 * A file or folder with every link resolved; null where there is none, where the file system says no, and where a link leads
 * out of `root` (CWE-59).
 * @param root with every link resolved
 */
export function resolveInside(root: string, path: string): string | null {
  try {
    const target = realpathSync(join(root, path));
    return target === root || target.startsWith(root.endsWith(sep) ? root : root + sep) ? target : null;
  } catch {
    return null;
  }
}

/** Whether a file is there, and not one that a link leads out of `root`. */
export function isFileInside(root: string, path: string): boolean {
  const target = resolveInside(root, path);
  return target !== null && (statSync(target, { throwIfNoEntry: false })?.isFile() ?? false);
}
