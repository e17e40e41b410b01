/** How far to look ahead. */
const windowLength = 500;
/** Not among several blanks, which may be the line break that ends in a line feed. */
const wordEnd = /(?<=\S)[ \t](?=\S)/g;

/**
 * Where in the text of a paragraph a mark begins, for marked, which asks anew after each token: to look to the end each
 * time would cost the square of a long paragraph. So where no mark is near, this is the end of the last word that was
 * looked at, and marked goes on from there.
 */
export function nextMark(source: string, mark: RegExp): number | undefined {
  wordEnd.lastIndex = windowLength;
  const end = wordEnd.exec(source)?.index;
  const found = (end === undefined ? source : source.slice(0, end)).search(mark);
  return found >= 0 ? found : end;
}
