/** How far to look ahead. */
const windowLength = 500;

/**
 * Where in the text of a paragraph a mark begins, for marked, which asks anew after each token: to look to the end each
 * time would cost the square of a long paragraph. So where no mark is near, this is the end of a word near the end of
 * what was looked at, and marked goes on from there.
 */
export function nextMark(source: string, mark: RegExp): number | undefined {
  const near = source.slice(0, windowLength);
  const found = near.search(mark);
  if (found >= 0) return found;
  return near.length === source.length ? undefined : lastWordEnd(near);
}

/** Not among several blanks, which may be the line break that ends in a line feed. */
function lastWordEnd(text: string): number {
  for (let at = text.length - 2; at > 0; at -= 1)
    if (text[at] === ' ' && !/\s/.test(`${text[at - 1]}${text[at + 1]}`)) return at;
  return text.length - 1;
}
