import { constants, type Dirent } from 'node:fs';
import { type FileHandle, open, readdir, realpath, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { ContentError } from '../content-error.ts';
import { isCutFrontMatter } from '../front-matter/fence.ts';
import { inParallel } from '../in-parallel.ts';
import { isFileInside } from '../inside-file.ts';
import { markdownExtension } from '../listing/issue-path.ts';
import type { MarkdownFile } from '../listing/issue-source.ts';

/** Front matter and first heading of nearly every file lie within; the rest of it is not read to list it. */
const headBytes = 8 * 1024;
/** No newsletter comes near; a file beyond it is something else. */
export const maxFileBytes = 4 * 1024 * 1024;
/** Files read at the same time: enough to keep the disk busy, far below any limit on open files. */
const concurrency = 32;
const skippedFolders = new Set(['node_modules', 'dist', '_site', 'vendor', 'bower_components']);

/**
 * The content directory with every link resolved.
 * @throws {ContentError} if it is no directory that can be read.
 */
export async function openContent(contentDir: string): Promise<string> {
  const root = await orNull(realpath(contentDir));
  const found = root === null ? null : await orNull(stat(root));
  if (root !== null && found?.isDirectory() === true) return root;
  const what = found === null ? `There is no folder ${contentDir}` : `${contentDir} is a file`;
  throw new ContentError([`${what}: name the folder that holds the issues with --content.`]);
}

/** Paths of all markdown files, relative to the root, with `/`; in the same order on every machine. */
export async function findMarkdownFiles(root: string): Promise<string[]> {
  const found: string[] = [];
  const folders = [''];
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    for (const entry of (await orNull(readdir(join(root, folder), { withFileTypes: true }))) ?? []) {
      const path = posix.join(folder, entry.name);
      if (isVisibleFolder(entry)) folders.push(path);
      else if (markdownExtension.test(entry.name) && isContent(root, entry, path)) found.push(path);
    }
  }
  return found.sort();
}

function isVisibleFolder(entry: Dirent): boolean {
  return entry.isDirectory() && !entry.name.startsWith('.') && !skippedFolders.has(entry.name);
}

function isContent(root: string, entry: Dirent, path: string): boolean {
  return entry.isSymbolicLink() ? isFileInside(root, path) : entry.isFile();
}

/** As much of each file as holds its front matter; files that cannot be read are left out. */
export async function readHeads(root: string, paths: readonly string[]): Promise<MarkdownFile[]> {
  const texts = await inParallel(paths, concurrency, (path) => withFile(join(root, path), readHead));
  return paths.flatMap((path, index) => {
    const text = texts[index] ?? null;
    return text === null ? [] : [{ path, text }];
  });
}

async function readHead(handle: FileHandle): Promise<string> {
  const head = await readBytes(handle, headBytes);
  const text = new TextDecoder().decode(head);
  if (head.byteLength < headBytes || !isCutFrontMatter(text)) return text;
  return new TextDecoder().decode(await readBytes(handle, maxFileBytes));
}

/** The whole file, or null if it is no UTF-8 text of at most {@link maxFileBytes}. */
export async function readWhole(root: string, path: string): Promise<string | null> {
  return await withFile(join(root, path), async (handle) => {
    const bytes = await readBytes(handle, maxFileBytes + 1);
    if (bytes.byteLength > maxFileBytes) return null;
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      return null;
    }
  });
}

async function withFile<Result>(
  path: string,
  use: (handle: FileHandle) => Promise<Result>,
): Promise<Result | null> {
  const handle = await orNull(open(path, constants.O_RDONLY));
  if (handle === null) return null;
  try {
    return await orNull(use(handle));
  } finally {
    await handle.close();
  }
}

async function readBytes(handle: FileHandle, bytes: number): Promise<Uint8Array> {
  const buffer = Buffer.alloc(Math.min(bytes, (await handle.stat()).size));
  const { bytesRead } = await handle.read(buffer, 0, buffer.byteLength, 0);
  return buffer.subarray(0, bytesRead);
}

/** Null where the file system says no: a file may vanish between two calls, or belong to somebody else. */
async function orNull<Value>(promise: Promise<Value>): Promise<Value | null> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return null;
    throw error;
  }
}
