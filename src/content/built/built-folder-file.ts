import { statSync } from 'node:fs';
import { readdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, posix, sep } from 'node:path';
import { ContentError } from '../content-error.ts';
import { inParallel } from '../in-parallel.ts';
import { isFileInside } from '../inside-file.ts';
import { type BuiltIndex, bestPages, entryOf, type IndexedPage } from './built-index.ts';
import { sharedWords, wordsOfHtml } from './page-words.ts';
import { type BuiltPage, readPage } from './read-page.ts';

/** A page of a built site, as far as an issue needs it. */
export interface BuiltFile extends BuiltPage {
  /** Relative to the folder, with `/`. */
  readonly file: string;
  readonly words: readonly string[];
  /** In milliseconds of the epoch. */
  readonly changed: number;
}

/** The folder that a generator wrote its site to. */
export interface BuiltSite {
  /** As messages call it. */
  readonly shownAs: string;
  /** Whether a file is there; never one that a link leads out of the folder. */
  has(file: string): boolean;
  read(file: string): Promise<BuiltFile | null>;
  /** The pages that most likely are the one with this title and these words, the likeliest first. */
  find(title: string | null, words: readonly string[]): Promise<readonly BuiltFile[]>;
}

const concurrency = 32;
/** No page of a post comes near. */
const maxBytes = 4 * 1024 * 1024;
const mostCandidates = 8;

/**
 * Opens a built site. `repository` is what it must lie in, where its path says so; `cache` is the file that keeps the
 * index of its pages, or null.
 * @throws ContentError if there is no such folder, or a link leads it out of the repository
 */
export async function openBuiltSite(
  folder: string,
  shownAs: string,
  { repository, cache }: { repository: string; cache: string | null },
): Promise<BuiltSite> {
  const root = await realpath(folder).catch(() => null);
  const found = root === null ? null : await stat(root).catch(() => null);
  if (root === null || found?.isDirectory() !== true)
    throw new ContentError([
      `built: there is no folder ${shownAs}: build the site first, or mend built: in pennypost.yaml.`,
    ]);
  const lies = await realpath(repository);
  if (folder.startsWith(repository + sep) && !(root + sep).startsWith(lies + sep))
    throw new ContentError([
      `built: ${shownAs} is a link that leads out of the repository: name the folder itself.`,
    ]);
  let index: Promise<BuiltIndex> | null = null;
  const read = (file: string) => readBuilt(root, file);
  return {
    shownAs,
    has: (file) => isFileInside(root, file),
    read,
    async find(title, words) {
      index ??= readIndex(root, cache);
      const files = bestPages(await index, title, words).slice(0, mostCandidates);
      const pages = (await Promise.all(files.map(read))).filter((page) => page !== null);
      return pages.filter((page) => sharedWords(words, page.words) > 0);
    },
  };
}

async function readBuilt(root: string, file: string): Promise<BuiltFile | null> {
  if (!isFileInside(root, file)) return null;
  const path = join(root, file);
  const { size, mtimeMs } = await stat(path);
  if (size > maxBytes) return null;
  const html = await readFile(path, 'utf8');
  return { ...readPage(html), file, words: wordsOfHtml(html), changed: mtimeMs };
}

/** Every page by what it was when it was last looked at: only those that changed since are read again. */
async function readIndex(root: string, cache: string | null): Promise<BuiltIndex> {
  const known = await readCache(root, cache);
  const files = await findPages(root);
  const pages: Record<string, IndexedPage> = {};
  let hasChanged = Object.keys(known).length !== files.length;
  await inParallel(files, concurrency, async (file) => {
    const { size, mtimeMs } = await stat(join(root, file));
    const before = known[file];
    if (before?.size === size && before.changed === mtimeMs) {
      pages[file] = before;
      return;
    }
    hasChanged = true;
    const page = await readBuilt(root, file);
    if (page !== null) pages[file] = { ...entryOf(page), size, changed: mtimeMs };
  });
  if (hasChanged) await writeCache(root, cache, pages);
  return pages;
}

async function findPages(root: string): Promise<string[]> {
  const files: string[] = [];
  const folders = [''];
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() && /\.html?$/i.test(entry.name)) files.push(path);
    }
  }
  return files.sort();
}

const form = 1;

async function readCache(root: string, cache: string | null): Promise<BuiltIndex> {
  if (cache === null) return {};
  try {
    const stored = JSON.parse(await readFile(cache, 'utf8')) as {
      form: number;
      root: string;
      pages: BuiltIndex;
    };
    return stored.form === form && stored.root === root ? stored.pages : {};
  } catch {
    // None yet, or cut short by a crash: it is made anew.
    return {};
  }
}

/** A folder that cannot be written to costs time, and nothing else. */
async function writeCache(root: string, cache: string | null, pages: BuiltIndex): Promise<void> {
  if (cache === null || !statSync(dirname(cache), { throwIfNoEntry: false })?.isDirectory()) return;
  try {
    const draft = `${cache}.${process.pid}`;
    await writeFile(draft, JSON.stringify({ form, root, pages }), { mode: 0o600 });
    await rename(draft, cache);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
  }
}
