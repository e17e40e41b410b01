import type { Finding } from './finding.ts';

/** What an image file of the newsletter's repository turned out to be. */
export interface ImageFile {
  /** Width and height in px, as the file states them; 0 where it is no image that can be measured. */
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/** Where the site of an issue leads an address that its author wrote. */
export interface SiteAddress {
  /** Whole and percent-encoded; null where it leads nowhere, and where nobody can know. */
  readonly url: string | null;
  readonly fault: AddressFault | null;
  /** The file that is served there as it is, relative to the content folder; null where none is known. */
  readonly file: string | null;
}

/** What lint says of such an address; a fault of one that has a URL is a doubt. */
export interface AddressFault {
  readonly rule: 'dead-address' | 'hashed-address' | 'outside-address' | 'site-differs' | 'relative-url';
  readonly message: string;
}

/** By {@link addressKey}. */
export type SiteAddresses = Readonly<Record<string, SiteAddress>>;

/** The same for an address as written and for one that a renderer has percent-encoded. */
export function addressKey(kind: 'link' | 'image', written: string): string {
  const bare = written.trim();
  try {
    return `${kind} ${decodeURI(bare)}`;
  } catch {
    return `${kind} ${bare}`;
  }
}

/** One issue of the newsletter, read from its markdown file and found without fault. */
export interface Issue {
  /** What a send is keyed to: `10` for issue 10, else its date or slug. The same for every edit of the file. */
  readonly key: string;
  readonly number: number | null;
  readonly slug: string;
  /** One line, no control characters. */
  readonly title: string;
  /** `YYYY-MM-DD`, or null where the newsletter dates nothing. */
  readonly date: string | null;
  /** What inbox lists show after the subject; from the front matter (summary, description, ogSummary…) or null. */
  readonly summary: string | null;
  /** BCP 47, from the front matter or the config. */
  readonly language: string;
  /** The lists that it goes to, by its front matter; left out where that names none. */
  readonly lists?: readonly string[];
  /** The body, front matter removed. */
  readonly markdown: string;
  /** For every line of `markdown`, the line of the file that it comes from, counted from 1. */
  readonly lines: readonly number[];
  /** What reading the file found wrong already, such as a tag of the site that nothing answers. */
  readonly findings: readonly Finding[];
  /**
   * The images that are files of the repository, by the address that the author wrote; null where the folder is there
   * and the file is not. An image elsewhere on the web is not among them.
   */
  readonly images: Readonly<Record<string, ImageFile | null>>;
  /** The file, relative to the project. */
  readonly path: string;
  /** Names what the author wrote; see source-digest.ts. What a template or the config makes of it changes nothing here. */
  readonly sourceDigest: string;
  /** The address of the issue on the web, or null where the newsletter has no site. */
  readonly webUrl: string | null;
  /** Where its site leads the addresses that it has; left out where no site is known. */
  readonly addresses?: SiteAddresses;
  /** Why the site does not show it; null where it does, where no site is known, and for a draft, which says so itself. */
  readonly withheld: string | null;
}

/** The line of the file that a line of the markdown comes from; `line` counts from 0. */
export function lineInFile(issue: Pick<Issue, 'lines'>, line: number): number {
  return issue.lines[line] ?? issue.lines.at(-1) ?? 1;
}
