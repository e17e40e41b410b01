import { open, stat } from 'node:fs/promises';
import { dirname, join, posix, relative, sep } from 'node:path';
import { imageSize } from 'image-size';
import { isFileInside } from '../inside-file.ts';
import type { ImageFile, Issue } from '../issue.ts';
import { type ImagePlace, type ImageSurroundings, imagePlaces } from './image-place.ts';

/** All formats state their size within; a photograph may carry a profile and a preview before it. */
const headBytes = 512 * 1024;

/**
 * Measures the images of an issue that are files of its repository. `root` is the content directory with every link
 * resolved, `path` the issue's file in it, `sources` the addresses as written, `known` the file that the site serves for
 * one, relative to the content directory. Nothing outside the repository is read,
 * whatever an address or a symbolic link says (CWE-22, CWE-59).
 */
export async function readImages(
  root: string,
  path: string,
  sources: readonly string[],
  siteUrl: string | null,
  known: (source: string) => string | null = () => null,
): Promise<Issue['images']> {
  if (sources.length === 0) return {};
  const repository = await findRepository(root);
  const contentFolder = relative(repository, root).replaceAll(sep, '/');
  const issueFolder = posix.join(contentFolder, posix.dirname(path));
  const around: ImageSurroundings = { issueFolder, contentFolder, siteUrl };
  const images: [string, ImageFile | null][] = [];
  for (const source of sources) {
    const file = known(source);
    const places = imagePlaces(source, around);
    const own = file === null ? [] : [{ path: posix.join(contentFolder, file), telling: false }];
    const image = await findImage(repository, [...own, ...places]);
    if (image !== undefined) images.push([source, image]);
  }
  return Object.fromEntries(images);
}

/** The innermost folder above that git keeps its records in, or else the content directory itself. */
export async function findRepository(root: string): Promise<string> {
  for (let folder = root; folder !== dirname(folder); folder = dirname(folder)) {
    if (await exists(join(folder, '.git'))) return folder;
  }
  return root;
}

/** Null where the image is missing; undefined where nothing says that it should be a file here. */
async function findImage(
  repository: string,
  places: readonly ImagePlace[],
): Promise<ImageFile | null | undefined> {
  for (const { path } of places) {
    if (isFileInside(repository, path)) return await measure(join(repository, path));
  }
  for (const { path, telling } of places) {
    const isOutside = path.startsWith('..');
    if (telling && !isOutside && (await exists(join(repository, posix.dirname(path))))) return null;
  }
  return undefined;
}

async function measure(file: string): Promise<ImageFile> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const head = new Uint8Array(Math.min(size, headBytes));
    await handle.read(head, 0, head.byteLength, 0);
    return { ...dimensions(head), bytes: size };
  } finally {
    await handle.close();
  }
}

function dimensions(head: Uint8Array): { width: number; height: number } {
  try {
    const { width, height, orientation = 1 } = imageSize(head);
    // Exif 2.32, table 6: from 5 on the picture is stored on its side, and every browser turns it.
    return orientation < 5 ? { width, height } : { width: height, height: width };
  } catch {
    // Whatever a parser of pictures says of bytes that are none; lint tells the editor.
    return { width: 0, height: 0 };
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
