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

/** The files that may be the page of an issue, the likeliest first: its title, most of its words, and fewest others. */
export type PageSearch = (title: string | null, words: readonly string[]) => string[];

/** One run of eight is kept: thirty of a short letter. */
const kept = 8;
const mostKept = 500;
/** A number of a sample and a page are kept in one double, of 53 bits. */
const pageBits = 2 ** 21;
const enough = 0.3;
/** What more pages than these have in common tells none of them. */
const mostPages = 200;
const fewest = 3;

export function entryOf(
  page: BuiltPage & { words: readonly string[] },
): Omit<IndexedPage, 'size' | 'changed'> {
  const titles = page.titles.map((title) => title.slice(0, 200));
  return { titles, sample: sampleOf(page.words), length: page.words.length };
}

/** Takes time in proportion to the site once, and for each issue in proportion to the pages that are like it. */
export function pageSearch(index: BuiltIndex): PageSearch {
  const pages = Object.entries(index).slice(0, pageBits);
  const samples = sortedSamples(pages.map(([, { sample }]) => sample));
  const titles = pages
    .flatMap(([, { titles }], page) => titles.map((title) => ({ title, page })))
    .sort((a, b) => compare(a.title, b.title));
  return (title, words) => {
    const wanted = plainWords(title ?? '');
    const named = new Set(wanted === '' ? [] : pagesTitled(titles, wanted));
    const shared = new Map([...named].map((page) => [page, 0]));
    const told = telling(samples, sampleOf(words));
    for (const { number, from, to } of told) {
      for (let at = from; at < to; at += 1) {
        const page = (samples[at] ?? 0) - number * pageBits;
        shared.set(page, (shared.get(page) ?? 0) + 1);
      }
    }
    return [...shared]
      .map(([page, count]) => ({ page, isNamed: named.has(page), share: count / Math.max(1, told.length) }))
      .filter(({ isNamed, share }) => isNamed || share >= enough)
      .map((found) => ({
        ...found,
        file: pages[found.page]?.[0] ?? '',
        size: pages[found.page]?.[1].length ?? 0,
      }))
      .sort(
        (a, b) =>
          Number(b.isNamed) - Number(a.isNamed) || b.share - a.share || a.size - b.size || a.page - b.page,
      )
      .map(({ file }) => file);
  };
}

interface Told {
  readonly number: number;
  /** Where its pages stand among the samples. */
  readonly from: number;
  readonly to: number;
}

/** Those numbers of a sample that few pages have; where all are common, as the words of a menu are, some pages of the rarest. */
function telling(samples: Float64Array, sample: readonly number[]): readonly Told[] {
  const told = sample
    .map((number) => ({
      number,
      from: placeOf(samples, number * pageBits),
      to: placeOf(samples, (number + 1) * pageBits),
    }))
    .sort((a, b) => a.to - a.from - (b.to - b.from));
  const rare = told.filter(({ from, to }) => to - from <= mostPages);
  if (rare.length > 0) return rare;
  return told.slice(0, fewest).map((one) => ({ ...one, to: Math.min(one.to, one.from + mostPages) }));
}

function sortedSamples(samples: readonly (readonly number[])[]): Float64Array {
  const all = new Float64Array(samples.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const [page, sample] of samples.entries()) {
    for (const number of sample) {
      all[at] = number * pageBits + page;
      at += 1;
    }
  }
  return all.sort();
}

/** The first place whose value is at least `value`. */
function placeOf(sorted: ArrayLike<number>, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A title on a page may have the name of the site behind it. */
function pagesTitled(
  titles: readonly { readonly title: string; readonly page: number }[],
  wanted: string,
): number[] {
  let [low, high] = [0, titles.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(titles[middle]?.title ?? '', wanted) < 0) low = middle + 1;
    else high = middle;
  }
  const found: number[] = [];
  for (let at = low; titles[at]?.title.startsWith(wanted); at += 1) {
    const { title = '', page = 0 } = titles[at] ?? {};
    if (title === wanted || title.startsWith(`${wanted} `)) found.push(page);
  }
  return found;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function sampleOf(words: readonly string[]): number[] {
  const sample = new Set<number>();
  // Null where no run goes over it.
  const hashes = words.map((word) => (word === '\uE000' ? null : hashOf(word)));
  for (let at = 0; at + 3 <= hashes.length && sample.size < mostKept; at += 1) {
    const [one, two, three] = [hashes[at], hashes[at + 1], hashes[at + 2]];
    if (one == null || two == null || three == null) continue;
    const number = mixed(mixed(one, two), three);
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

/** Two numbers to one in which their order counts (the last steps of MurmurHash3). */
function mixed(one: number, other: number): number {
  let hash = Math.imul(one ^ (other + 0x9e3779b9), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
