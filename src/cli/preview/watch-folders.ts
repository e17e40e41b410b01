import { existsSync, type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import path from 'node:path';

/** A folder, and which of the files in it count. */
export interface WatchedFolder {
  readonly directory: string;
  readonly isRecursive: boolean;
  readonly counts: (name: string) => boolean;
}

/** Editors write in several steps: by another name that is then moved, or emptied and filled. */
const restMs = 30;
const pollMs = 500;

/**
 * Calls back a moment after something changed, once for many changes. Folders are watched and not files, since a file
 * that is written by a rename is another one; where a folder cannot be watched its files' times are looked at instead.
 */
export function watchFolders(folders: readonly WatchedFolder[], onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, restMs);
  };
  const stops = folders.map((folder) => watchFolder(folder, changed));
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

function watchFolder(folder: WatchedFolder, onChange: () => void): () => void {
  const { directory, isRecursive, counts } = folder;
  let watcher: FSWatcher | null = null;
  let stopPolling: (() => void) | null = null;
  const poll = () => {
    watcher?.close();
    stopPolling ??= pollFolder(folder, onChange);
  };
  const identity = identityOf(directory);
  try {
    watcher = watch(directory, { recursive: isRecursive, persistent: false }, (_, name) => {
      // A folder that was taken away, or put in its place by git, is watched no more, and says so once.
      const isGone = identityOf(directory) !== identity;
      if (isGone) poll();
      if (isGone || name === null || counts(String(name))) onChange();
    });
    watcher.on('error', poll);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    poll();
  }
  return () => {
    watcher?.close();
    stopPolling?.();
  };
}

function identityOf(directory: string): number | null {
  return statSync(directory, { throwIfNoEntry: false })?.ino ?? null;
}

/** A folder that is not there yet has no files, and gets some when it is made. */
function pollFolder(folder: WatchedFolder, onChange: () => void): () => void {
  let last = timesOf(folder);
  const timer = setInterval(() => {
    const now = timesOf(folder);
    if (now === last) return;
    last = now;
    onChange();
  }, pollMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** Of every file that counts, since a folder's own time says nothing of what is written into a file that it has. */
function timesOf({ directory, isRecursive, counts }: WatchedFolder): string {
  if (!existsSync(directory)) return '';
  const names = readdirSync(directory, { recursive: isRecursive }).map(String).filter(counts);
  return names
    .map((name) => {
      const stats = statSync(path.join(directory, name), { throwIfNoEntry: false });
      return `${name} ${stats?.mtimeMs} ${stats?.size}`;
    })
    .join('\n');
}
