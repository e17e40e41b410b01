import { posix } from 'node:path';
import { plainWords } from './page-words.ts';
import type { BuiltPage, PageReference } from './read-page.ts';

/** An address of the issue that the page shows somewhere. */
export interface SoughtReference {
  readonly kind: 'link' | 'image';
  /** As the author wrote it. */
  readonly written: string;
  /** The words of the link, the alternative text of the image; null where they are not known. */
  readonly text: string | null;
}

/**
 * The address that the page has in place of one of the issue: of the same words, else of a file whose name begins as the
 * one that is written, as `quay.D3x.webp` for `quay.png`. Null where none is it, and where several could be.
 */
export function matchReference(page: BuiltPage, { kind, written, text }: SoughtReference): string | null {
  const all = kind === 'image' ? page.images : page.links;
  const words = plainWords(text ?? '');
  const said = words === '' ? [] : all.filter((one) => one.text === words);
  const named = kind === 'image' ? all.filter(({ address }) => isNamedAlike(address, written)) : [];
  const both = said.filter((one) => named.includes(one));
  return onlyOne(both) ?? onlyOne(said) ?? onlyOne(named);
}

function onlyOne(found: readonly PageReference[]): string | null {
  const [address, ...others] = [...new Set(found.map((one) => one.address))];
  return address !== undefined && others.length === 0 && address !== '' ? address : null;
}

/** The same name before the first letters that a build made up. */
function isNamedAlike(address: string, written: string): boolean {
  const stem = stemOf(written).replace(/\.[^.]*$/, '');
  const own = stemOf(address);
  return stem !== '' && own.startsWith(stem) && /^(?:[-._@]|$)/.test(own.slice(stem.length));
}

function stemOf(address: string): string {
  const path = address.replace(/[?#].*$/s, '');
  const name = posix.basename(path);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
