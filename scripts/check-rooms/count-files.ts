import { posix } from 'node:path';
import * as rules from '../rooms.ts';
import type { Standing } from './source-file.ts';

/** Folders that hold more files than anybody takes in. */
export function faultsOfFolders(files: readonly Standing[]): string[] {
  return [...countsOf(files)]
    .filter(([, count]) => count > rules.maxFiles)
    .map(
      ([folder, count]) =>
        `${folder}: holds ${count} files directly, ${rules.maxFiles} are allowed: give those that belong together a folder.`,
    );
}

/** A line for each folder, with the number of files directly in it. */
export function folderTable(files: readonly Standing[]): string {
  const counts = [...countsOf(files)].sort(([one], [other]) => (one < other ? -1 : 1));
  const width = Math.max(0, ...counts.map(([folder]) => folder.length));
  return counts.map(([folder, count]) => `${folder.padEnd(width)} ${String(count).padStart(3)}`).join('\n');
}

function countsOf(files: readonly Standing[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { path } of files) {
    const folder = posix.dirname(path);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return counts;
}
