import type { IssueListing } from '../issue-listing.ts';
import { daysBetween, firstDayOf } from '../listing/issue-date.ts';
import { readDates } from '../listing/issue-date-readings.ts';
import { editDistance } from '../text/edit-distance.ts';
import type { Wanted } from './match-issues.ts';

const shown = 3;

/** Up to three issues near what is wanted, the nearest first: by number, by date, or by the letters of the slug. */
export function nearestIssues(listing: readonly IssueListing[], wanted: Wanted): IssueListing[] {
  const distances = listing.flatMap((issue) => {
    const distance = issue.draft ? null : distanceOf(issue, wanted);
    return distance === null ? [] : [{ issue, distance }];
  });
  return distances
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, shown)
    .map(({ issue }) => issue);
}

function distanceOf(issue: IssueListing, wanted: Wanted): number | null {
  if (wanted.number !== null) return issue.number === null ? null : Math.abs(issue.number - wanted.number);
  const day = wanted.reading === null ? null : firstDayOf(wanted.reading);
  const own =
    issue.date ?? (issue.period === null ? null : firstDayOf(readDates(issue.period).readings[0]?.reading));
  if (day !== null) return own === null ? null : daysBetween(own, day);
  return editDistance(issue.slug.toLowerCase().slice(0, 80), wanted.text.toLowerCase().slice(0, 80));
}
