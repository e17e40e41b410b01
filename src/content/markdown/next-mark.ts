/** How far to look ahead. */
const windowLength = 500;
/** Beyond the window: how long a word without a blank may be before it is cut all the same. */
const longestWord = 500;
/** Not among several blanks, which may be the line break that ends in a line feed. */
const wordEnd = /(?<=\S)[ \t](?=\S)/;
/** In a script that writes no blanks a word ends anywhere, but for the middle of a character or of an address. */
const foreign = /(?<=[^\p{ASCII}])[^\p{ASCII}]/u;

/**
 * Where in the text of a paragraph a mark begins, for marked, which asks anew after each token: to look to the end each
 * time would cost the square of a long paragraph. So where no mark is near, this is the end of the last word that was
 * looked at, and marked goes on from there.
 */
export function nextMark(source: string, mark: RegExp): number | undefined {
  if (source.length <= windowLength) return foundIn(source, mark);
  const next = source.slice(windowLength, windowLength + longestWord);
  const blank = next.search(wordEnd);
  const pause = blank >= 0 ? blank : next.search(foreign);
  const end = windowLength + (pause >= 0 ? pause : next.length);
  return foundIn(source.slice(0, end), mark) ?? (end < source.length ? end : undefined);
}

function foundIn(text: string, mark: RegExp): number | undefined {
  const found = text.search(mark);
  return found >= 0 ? found : undefined;
}
