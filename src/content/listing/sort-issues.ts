import type { IssueListing } from '../issue-listing.ts';

/** Newest first: by date, and by number where the date is the same or no issue has one. */
export function sortNewestFirst(issues: readonly IssueListing[]): IssueListing[] {
  const times = new Map(issues.map((issue) => [issue, issue.date ?? issue.period ?? '']));
  const dated = issues
    .filter((issue) => issue.number !== null && times.get(issue) !== '')
    .toSorted((a, b) => (a.number ?? 0) - (b.number ?? 0) || compare(times.get(a) ?? '', times.get(b) ?? ''));
  for (const issue of issues) {
    // An undated issue 12 stands where issue 11 stands, or the next one before it that has a date.
    const neighbour = times.get(issue) === '' ? lastUpTo(dated, issue.number) : undefined;
    if (neighbour !== undefined) times.set(issue, times.get(neighbour) ?? '');
  }
  return issues.toSorted(
    (a, b) =>
      compare(times.get(b) ?? '', times.get(a) ?? '') ||
      (b.number ?? -1) - (a.number ?? -1) ||
      compare(a.path, b.path),
  );
}

/** The last of the issues, which are in the order of their numbers, whose number is at most `number`. */
function lastUpTo(numbered: readonly IssueListing[], number: number | null): IssueListing | undefined {
  let [low, high] = [0, numbered.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbered[middle]?.number ?? 0) <= (number ?? -1)) low = middle + 1;
    else high = middle;
  }
  return numbered[low - 1];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
