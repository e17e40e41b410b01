import type { TagArguments } from './tag-arguments.ts';

/** Something in markdown that only the site's generator understands. */
export interface SiteTag {
  /** Where it begins and ends in the markdown. */
  readonly start: number;
  readonly end: number;
  readonly form: TagForm;
  /** `open` may have an end tag, and often has none. */
  readonly role: 'open' | 'close' | 'single';
  /** What the config calls it; empty where it has no name. */
  readonly name: string;
  /** An end tag closes the nearest open tag of the same pair. */
  readonly pair: string;
  readonly args: TagArguments;
  /** What stands inside if that is code and no markdown; the tag then reaches over its end tag. */
  readonly code?: string;
  /** What messages quote, where that is more than the tag. */
  readonly quoted?: string;
  /** What it stands for whatever the config says. */
  readonly answer?: string;
}

export type TagForm =
  /** `{% … %}`, `{{ … }}`, `{{< … >}}` and whatever else the site replaces. */
  | 'template'
  /** The start of an address that the site completes. */
  | 'address'
  /** A JSX component, which may hold whole paragraphs. */
  | 'component'
  /** `<foo-bar>`, which shows its content wherever nothing defines it. */
  | 'custom-element'
  /** `<T>`: what looks like an element, and is text. */
  | 'unknown-element'
  /** `{…}` in MDX. */
  | 'expression'
  /** `:::note`. */
  | 'directive'
  /** What says nothing to a reader: attributes, comments, statements. */
  | 'syntax';

/** Reads one kind of tag. */
export interface TagReader {
  /** Where one may begin; without capturing groups. What it matches is hidden while the markdown is lexed. */
  readonly opener: RegExp;
  readonly isMdxOnly: boolean;
  /** The tag that begins at `at`, or null if what stands there is none. */
  read(text: string, at: number, scope: TagScope): SiteTag | null;
}

export interface TagScope {
  readonly isMdx: boolean;
  /** Whether the config answers a tag of this name. */
  isNamed(name: string): boolean;
  /** Whether an end tag `</name>` follows behind `at`. */
  endsAfter(name: string, at: number): boolean;
}

const longest = 2000;

/** Where a tag that begins at `at` has to end: no tag reaches over a blank line, and unclosed ones must cost little. */
export function tagWindow(text: string, at: number): string {
  const window = text.slice(at, at + longest);
  const blankLine = window.search(/\n[ \t]*\n/);
  return blankLine < 0 ? window : window.slice(0, blankLine);
}

export function syntaxTag(start: number, end: number, answer: string): SiteTag {
  return { start, end, form: 'syntax', role: 'single', name: '', pair: '', args: noArguments, answer };
}

export const noArguments: TagArguments = { positional: [], named: new Map() };
