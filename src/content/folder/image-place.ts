import { posix } from 'node:path';

/** A file of the repository that an image's address may mean; relative to the repository, with `/`. */
export interface ImagePlace {
  readonly path: string;
  /** Whether the image is missing if its folder is there and the file is not. */
  readonly telling: boolean;
}

export interface ImageSurroundings {
  /** The folder of the issue's file, relative to the repository. */
  readonly issueFolder: string;
  /** The content directory, relative to the repository. */
  readonly contentFolder: string;
  readonly siteUrl: string | null;
}

/** Where generators look for what is served from the root of the site: Hugo, Gatsby; Astro, Eleventy; Jekyll; others. */
const staticFolders = ['', 'static', 'public', 'assets', 'src', 'content'];
/** What lies in these is served from the root and nowhere else. */
const servedFolders = new Set(['static', 'public']);

/**
 * The files that the address of an image may mean, the likeliest first: beside the issue, or what the site serves from
 * its root, sought in every folder from the content directory up to the repository. Empty for an image that is
 * elsewhere on the web.
 */
export function imagePlaces(src: string, around: ImageSurroundings): ImagePlace[] {
  const path = pathOf(src.trim(), around.siteUrl);
  if (path === null) return [];
  if (path.startsWith('/')) return servedPlaces(path.slice(1), around);
  const beside = { path: posix.join(around.issueFolder, path), telling: true };
  const served = servedPlaces(path.replace(/^(?:\.{1,2}\/)+/, ''), around);
  return [beside, ...served.map((place) => ({ ...place, telling: false }))];
}

function servedPlaces(path: string, { contentFolder }: ImageSurroundings): ImagePlace[] {
  const inFolder = path.includes('/');
  return foldersUpwards(contentFolder).flatMap((folder) =>
    staticFolders.map((name) => ({
      path: posix.join(folder, name, path),
      telling: inFolder || servedFolders.has(name),
    })),
  );
}

function foldersUpwards(folder: string): string[] {
  const folders = [folder];
  for (let at = folder; at !== '.' && at !== ''; at = posix.dirname(at)) folders.push(posix.dirname(at));
  return folders;
}

function pathOf(src: string, siteUrl: string | null): string | null {
  const absolute = /^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(src);
  if (absolute && (siteUrl === null || !URL.canParse(src, siteUrl))) return null;
  const url = absolute && siteUrl !== null ? new URL(src, siteUrl) : null;
  if (url !== null && url.host !== new URL(siteUrl ?? '').host) return null;
  return decodePath((url?.pathname ?? src).replace(/[?#].*$/s, ''));
}

/** Null for what is no name of a file. */
function decodePath(path: string): string | null {
  try {
    const decoded = decodeURIComponent(path);
    return decoded === '' || decoded.endsWith('/') || decoded.includes('\0') ? null : decoded;
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
}
