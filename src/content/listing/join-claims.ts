import { groupBy } from '../text/group-by.ts';
import { folderOf, type IssueFacts } from './issue-facts.ts';
import { numberPlaces } from './issue-numbers.ts';

export interface ClaimedFacts extends IssueFacts {
  /** Files elsewhere whose front matter says that they belong to this issue. */
  readonly claimed: readonly string[];
}

/**
 * A link or article filed elsewhere with `issue_number: 56` belongs to issue 56 if that has a file of its own, whose
 * name says 56.
 */
export function joinClaims(facts: readonly IssueFacts[]): ClaimedFacts[] {
  const claims = new Map<IssueFacts, IssueFacts[]>();
  for (const group of groupBy(facts, (one) => `${one.number} ${one.language}`).values()) {
    const [owner, second] = group.filter((one) => one.kind === 'issue' && isNamedNumber(one));
    if (owner === undefined || second !== undefined || owner.number === null) continue;
    claims.set(
      owner,
      group.filter((one) => isClaim(one) && folderOf(one) !== folderOf(owner)),
    );
  }
  const claimed = new Set([...claims.values()].flat());
  return facts
    .filter((one) => !claimed.has(one))
    .map((one) => ({ ...one, claimed: (claims.get(one) ?? []).map((part) => part.source.path) }));
}

function isNamedNumber(one: IssueFacts): boolean {
  return one.stated.name === one.number || one.stated.slug === one.number;
}

function isClaim(one: IssueFacts): boolean {
  return (
    one.stated.field !== undefined &&
    numberPlaces.every((place) => place === 'field' || one.stated[place] === undefined)
  );
}
