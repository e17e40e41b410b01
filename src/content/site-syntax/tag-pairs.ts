import type { SiteTag } from './tag.ts';

/** No site nests its tags this deep; what does is read without its ends, so that nothing recurses far. */
const deepest = 50;

/** For each tag that has an end tag, the place of that among the tags. Pairs never cross. */
export function pairTags(tags: readonly SiteTag[]): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (const [index, tag] of tags.entries()) {
    if (tag.role === 'open') open.push(index);
    if (tag.role !== 'close') continue;
    const start = open.findLastIndex((opener) => isEndOf(tag, tags[opener]));
    if (start < 0) continue;
    ends.set(open[start] ?? 0, index);
    open.length = start;
  }
  return dropDeepPairs(ends, tags.length);
}

/** Zola ends every tag with a bare `{% end %}`. */
function isEndOf(end: SiteTag, tag: SiteTag | undefined): boolean {
  return tag?.pair === end.pair || (end.pair === '{%' && tag?.pair.startsWith('{%') === true);
}

function dropDeepPairs(ends: ReadonlyMap<number, number>, count: number): ReadonlyMap<number, number> {
  const kept = new Map<number, number>();
  const open: number[] = [];
  for (let index = 0; index < count; index += 1) {
    if (open.at(-1) === index) open.pop();
    const end = ends.get(index);
    if (end === undefined || open.length >= deepest) continue;
    kept.set(index, end);
    open.push(end);
  }
  return kept;
}
