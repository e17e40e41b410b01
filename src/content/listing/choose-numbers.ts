import { groupBy } from '../text/group-by.ts';
import type { NumberCandidate, NumberForm } from './issue-number.ts';

/** How sure a form is, the surest first; of two candidates in one text the surer is taken. */
const ranks: readonly NumberForm[] = [
  'issue-word',
  'bare',
  'hash',
  'series-word',
  'trailing',
  'leading',
  'inner',
];

/** A prefix that this many texts share with different numbers (`twis-9`, `twis-10`…) is a series. */
const seriesLength = 3;

/**
 * Chooses for each text the number it says, given the candidates of all texts that follow one convention (the names
 * in one folder, the titles of a newsletter). One text alone cannot tell `swift-5` from `twis-5`; its neighbours can:
 * a number without a word for issue counts if a series of neighbours has it in the same place, or half of them do.
 */
export function chooseNumbers(
  texts: readonly (readonly NumberCandidate[])[],
  kind: 'name' | 'title',
): (NumberCandidate | null)[] {
  const believed = new Set<string>();
  const bare = texts.flat().filter((candidate) => candidate.form === 'bare');
  for (const [key, group] of groupBy(texts.flat(), keyOf)) {
    // `9.md` beside `010-who-pays.md`: both begin with their number.
    const neighbours = key === 'leading' ? [...group, ...bare] : group;
    if (isBelieved(neighbours, texts.length, kind)) believed.add(key);
  }
  for (const [form, group] of groupBy(texts.flat(), (candidate) => candidate.form)) {
    // Among many titles `This Week in Town 7` the one `These Weeks in Town 8` counts too.
    const hasSeries = kind === 'title' && group.some((candidate) => believed.has(keyOf(candidate)));
    if (hasSeries && isCommon(group, texts.length)) believed.add(form);
  }
  const isAccepted = (candidate: NumberCandidate): boolean =>
    believed.has(keyOf(candidate)) || believed.has(candidate.form);
  return texts.map((found) => best(found.filter(isAccepted)));
}

function isCommon(group: readonly NumberCandidate[], texts: number): boolean {
  return countNumbers(group) * 2 >= texts;
}

function countNumbers(group: readonly NumberCandidate[]): number {
  return new Set(group.map((candidate) => candidate.number)).size;
}

function best(candidates: readonly NumberCandidate[]): NumberCandidate | null {
  return candidates.toSorted((a, b) => ranks.indexOf(a.form) - ranks.indexOf(b.form))[0] ?? null;
}

/** Candidates of one key are believed together: those of one form, and where it has a prefix of one prefix. */
function keyOf({ form, prefix }: NumberCandidate): string {
  return form === 'hash' || form === 'trailing' || form === 'inner' ? `${form} ${prefix}` : form;
}

/**
 * A name that says `issue-10` is meant as a name; a title may speak of the fifth edition of something else, so in
 * titles even that needs neighbours.
 */
function isBelieved(group: readonly NumberCandidate[], texts: number, kind: 'name' | 'title'): boolean {
  const form = group[0]?.form;
  const isStated = form === 'issue-word' || form === 'bare' || form === 'series-word';
  if (isStated && kind === 'name') return true;
  return (
    isCommon(group, texts) || (form !== 'leading' && form !== 'inner' && countNumbers(group) >= seriesLength)
  );
}
