import { readdirSync, readFileSync, statSync } from 'node:fs';
import { readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, posix, sep } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ContentError } from '../content-error.ts';
import { isFileInside } from '../inside-file.ts';
import { type BuiltIndex, entryOf, type IndexedPage, type PageSearch, pageSearch } from './built-index.ts';
import { plainWords, sharedWords, wordsOfHtml } from './page-words.ts';
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

/** No page of a post comes near. */
const maxBytes = 4 * 1024 * 1024;
const mostCandidates = 8;
const sure = 0.9;

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
  let search: Promise<PageSearch> | null = null;
  const read = (file: string) => readBuilt(root, file);
  return {
    shownAs,
    has: (file) => isFileInside(root, file),
    read,
    async find(title, words) {
      search ??= readIndex(root, cache).then(pageSearch);
      const files = (await search)(title, words).slice(0, mostCandidates);
      return await readUntilSure(files, read, title, words);
    },
  };
}

/** In this order, up to one that has both its title and its words. */
async function readUntilSure(
  files: readonly string[],
  read: BuiltSite['read'],
  title: string | null,
  words: readonly string[],
): Promise<BuiltFile[]> {
  const wanted = plainWords(title ?? '');
  const found: BuiltFile[] = [];
  for (const file of files) {
    const page = await read(file);
    const share = page === null ? 0 : sharedWords(words, page.words);
    if (page === null || share === 0) continue;
    found.push(page);
    if (share >= sure && page.titles.includes(wanted)) break;
  }
  return found;
}

async function readBuilt(root: string, file: string): Promise<BuiltFile | null> {
  if (!isFileInside(root, file)) return null;
  const path = join(root, file);
  const { size, mtimeMs } = await stat(path);
  return size > maxBytes ? null : builtFile(file, await readFile(path, 'utf8'), mtimeMs);
}

function builtFile(file: string, html: string, changed: number): BuiltFile {
  return { ...readPage(html), file, words: wordsOfHtml(html), changed };
}

/**
 * Every page by what it was when it was last looked at: only those that changed since are read again. Tens of thousands of
 * files are looked at with a third of the work when the thread waits for each; it listens in between.
 */
async function readIndex(root: string, cache: string | null): Promise<BuiltIndex> {
  const known = await readCache(root, cache);
  const pages: Record<string, IndexedPage> = {};
  const [before, seen] = [Object.keys(known).length, { files: 0, changed: 0 }];
  for await (const file of findPages(root)) {
    const page = entryNow(root, file, known[file]);
    seen.files += 1;
    if (page !== known[file]) seen.changed += 1;
    if (page !== null) pages[file] = page;
  }
  if (seen.changed > 0 || seen.files !== before) await writeCache(root, cache, pages);
  return pages;
}

/** Null for a page that is too large, and one that went away meanwhile. */
function entryNow(root: string, file: string, before: IndexedPage | undefined): IndexedPage | null {
  const path = join(root, file);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.size > maxBytes) return null;
  const { size, mtimeMs: changed } = found;
  if (before?.size === size && before.changed === changed) return before;
  return { ...entryOf(builtFile(file, readFileSync(path, 'utf8'), changed)), size, changed };
}

/** Folder by folder; the event loop has its turn after some. */
async function* findPages(root: string): AsyncGenerator<string> {
  const folders = [''];
  let looked = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    for (const entry of entries) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() && /\.html?$/i.test(entry.name)) yield path;
    }
    looked += entries.length;
    if (looked < 100) continue;
    looked = 0;
    await nextTurn();
  }
}

/** The numbers of a sample are made otherwise since 2. */
const form = 2;

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
