import { type FSWatcher, statSync, watch } from 'node:fs';

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
 * that is written by a rename is another one; where a folder cannot be watched its time of change is looked at instead.
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
    stopPolling ??= pollFolder(directory, onChange);
  };
  try {
    watcher = watch(directory, { recursive: isRecursive, persistent: false }, (_, name) => {
      if (name === null || counts(String(name))) onChange();
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

/** A folder that is not there yet has no time of change, and gets one when it is made. */
function pollFolder(directory: string, onChange: () => void): () => void {
  const timeOf = () => statSync(directory, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  let last = timeOf();
  const timer = setInterval(() => {
    const now = timeOf();
    if (now === last) return;
    last = now;
    onChange();
  }, pollMs);
  timer.unref();
  return () => clearInterval(timer);
}
