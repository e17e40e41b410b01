import type { FieldValue } from '../front-matter/field.ts';
import type { Generator } from './generator.ts';

/** What is looked at of a repository, by paths from the root of the site, with `/`. Nothing of it is ever run. */
export interface Repository {
  /** The text of a file; null where there is none, where it leads out of the repository, or is too large for settings. */
  read(path: string): string | null;
  /** The names in a folder; none where there is no such folder. */
  list(path: string): readonly string[];
}

/** A markdown file of the site. */
export interface SourceFile {
  /** From the root of the site. */
  readonly path: string;
  /** As much of the file as holds its front matter. */
  readonly text: string;
  /** The front matter's own fields, by their names in lower case. */
  readonly fields: ReadonlyMap<string, FieldValue>;
}

/** What the site makes of a markdown file. */
export interface Page {
  /**
   * The path of its page with the site's sub-path, as the site links to it, not percent-encoded. Null where it has none,
   * and where only the code of the site knows it.
   */
  readonly path: string | null;
  /** Where the file of the page lies, if not at the path that is linked to. */
  readonly servedAt?: string;
  /** Whether the generator puts it on the site. */
  readonly published: boolean;
  /** False for a page beside the posts, such as an About; true where nothing is said. */
  readonly isPost?: boolean;
  /** The day that the generator takes for it, `YYYY-MM-DD` as it was written; left out: the front matter's, else the name's. */
  readonly day?: string;
  /** Why it has no address, is not published, or is published although somebody may not have meant it; a sentence. */
  readonly why: string | null;
}

/** An address within a post that is not whole. */
export interface Reference {
  readonly kind: 'link' | 'image';
  /** `html` is the address of raw HTML, which many generators leave alone. */
  readonly form: 'markdown' | 'html';
  /** As the author wrote it, with its query and its fragment. */
  readonly written: string;
  /** Without its query and fragment, decoded. */
  readonly path: string;
  /** Query and fragment with their marks. */
  readonly rest: string;
}

/** The post that an address stands in. */
export interface Origin {
  /** From the root of the site. */
  readonly file: string;
  /** Null where nothing is known of its page. */
  readonly page: Page | null;
}

/** Where a generator leads an address. */
export type Target =
  /** The page of a source file, by its path from the root of the site. */
  | { readonly file: string; readonly bare?: true }
  /** A path of the site with its sub-path, not percent-encoded. */
  | { readonly path: string }
  /** What the browser is left with instead of what is written. */
  | { readonly instead: string }
  /** A name that is made up when the site is built, of this file. */
  | { readonly hashed: string }
  /** Nowhere; a sentence that says why, and what to do. */
  | { readonly dead: string };

/** What a generator's own tag is called with. */
export interface TagCall {
  readonly name: string;
  readonly positional: readonly string[];
  readonly named: ReadonlyMap<string, string>;
}

/** How a generator treats the addresses of a post. */
export interface SiteLinks {
  /** Where it leads an address; null where it leaves it to the browser. */
  leadsTo(reference: Reference, origin: Origin): Target | null;
  /**
   * The file that is served as it is at a path below the sub-path: from the root of the site; null where there is none,
   * `unknown` where only a build can tell.
   */
  servedAt(path: string, origin: Origin): string | 'unknown' | null;
  /** The address that one of its own tags stands for; null for a tag that is none of these. */
  tag?(call: TagCall, origin: Origin): Target | null;
  /** How a post links to the file of another, for the sentence about one that leads nowhere. */
  readonly advice: string;
}

/** The rules of one site, as its configuration states them. */
export interface SiteRules {
  readonly generator: Generator;
  /** `https://lamp.example/news` as the configuration has it, without a slash at its end; null where it has none. */
  readonly baseUrl: string | null;
  /** The path that all its pages begin with, `/news`; empty where there is none. */
  readonly subPath: string;
  /** How it treats the addresses of a post. */
  readonly links: SiteLinks;
  /** The page of a file; `section` for the index of a section, null for a file that it makes nothing of that is known here. */
  pageOf(file: SourceFile): Page | 'section' | null;
}

/** What a site's rules may ask of those who run it. */
export interface SiteContext {
  readonly repository: Repository;
  /** The time zone of the machine that builds the site, an IANA name. */
  readonly buildZone: string;
  /** Where pages lie that only the code of the site knows: a pattern of the configuration of the newsletter. */
  readonly permalink: string | null;
  readonly now: Date;
}

export const unpublished = (why: string): Page => ({ path: null, published: false, why });

/** `/a/`, `b` and `` give `/a/b`; slashes are never doubled. */
export function joinPath(...parts: readonly string[]): string {
  return `/${parts.join('/')}`.replaceAll(/\/{2,}/g, '/');
}

/** The path of a base address: `https://lamp.example/news/` has `/news`; of nothing, and of a bare host, it is empty. */
export function subPathOf(baseUrl: string | null): string {
  if (baseUrl === null) return '';
  const path =
    /^[a-z][a-z0-9+.-]*:\/\/[^/]*(\/[^?#]*)?/i.exec(baseUrl)?.[1] ?? (baseUrl.startsWith('/') ? baseUrl : '');
  return path.replace(/(?<!\/)\/+$/, '');
}

/** A file below some folder. */
export interface Place {
  readonly folders: readonly string[];
  /** The name without its extension. */
  readonly stem: string;
}

/** The page that a file stands for: an `index` in a folder is that folder. */
export function pagePlace({ folders, stem }: Place): Place & { readonly isFolder: boolean } {
  const own = stem === 'index' ? folders.at(-1) : undefined;
  if (own === undefined) return { folders, stem, isFolder: false };
  return { folders: folders.slice(0, -1), stem: own, isFolder: true };
}

/** The file name without folders and extension, and the folders below `root`; null for a file elsewhere. */
export function placeBelow(root: string, path: string): Place | null {
  const prefix = root === '' || root === '.' ? '' : `${root.replace(/^\.\//, '').replace(/\/$/, '')}/`;
  if (!path.startsWith(prefix)) return null;
  const segments = path.slice(prefix.length).split('/');
  const stem = (segments.at(-1) ?? '').replace(/\.(?:mdx?|markdown|mdown|mkd)$/i, '');
  return { folders: segments.slice(0, -1), stem };
}
