import { plainWords } from './page-words.ts';
import type { BuiltPage } from './read-page.ts';

/** What is kept of a page to find it again without reading it. */
export interface IndexedPage {
  readonly titles: readonly string[];
  /** A sample of its runs of words, as numbers: the same runs are in the sample of every text that has them. */
  readonly sample: readonly number[];
  /** How many words it has. */
  readonly length: number;
  /** In bytes, and in milliseconds of the epoch. */
  readonly size: number;
  readonly changed: number;
}

/** By the file, relative to the folder. */
export type BuiltIndex = Readonly<Record<string, IndexedPage>>;

/** One run of eight is kept: thirty of a short letter. */
const kept = 8;
const mostKept = 500;

export function entryOf(
  page: BuiltPage & { words: readonly string[] },
): Omit<IndexedPage, 'size' | 'changed'> {
  const titles = page.titles.map((title) => title.slice(0, 200));
  return { titles, sample: sampleOf(page.words), length: page.words.length };
}

/** The files that may be the page of an issue, the likeliest first: its title, most of its words, and fewest others. */
export function bestPages(index: BuiltIndex, title: string | null, words: readonly string[]): string[] {
  const wanted = plainWords(title ?? '');
  const sample = new Set(sampleOf(words));
  const scored = Object.entries(index).flatMap(([file, page]) => {
    const shared = page.sample.filter((one) => sample.has(one)).length;
    const share = sample.size === 0 ? 0 : shared / sample.size;
    const isNamed =
      wanted !== '' && page.titles.some((own) => own === wanted || own.startsWith(`${wanted} `));
    return isNamed || share >= 0.3 ? [{ file, isNamed, share, length: page.length }] : [];
  });
  return scored
    .sort((a, b) => Number(b.isNamed) - Number(a.isNamed) || b.share - a.share || a.length - b.length)
    .map(({ file }) => file);
}

function sampleOf(words: readonly string[]): number[] {
  const sample = new Set<number>();
  for (let at = 0; at + 3 <= words.length && sample.size < mostKept; at += 1) {
    const run = words.slice(at, at + 3);
    if (run.includes('\uE000')) continue;
    const number = hashOf(run.join(' '));
    if (number % kept === 0) sample.add(number);
  }
  return [...sample];
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
