import { groupBy } from '../text/group-by.ts';
import { folderOf, type IssueFacts } from './issue-facts.ts';
import { isIndexName } from './issue-unit.ts';

/**
 * The drafts, the templates, the pages of the site (`isPage`), and of the rest what has a number or a date or stands among
 * issues.
 */
export function keepIssues(
  facts: readonly IssueFacts[],
  isPage: (one: IssueFacts) => boolean = () => false,
): IssueFacts[] {
  const identified = new Set(
    facts.filter((one) => one.kind === 'issue' && (isIdentified(one) || one.isYearNamed)),
  );
  const isListed = isSectionPage(identified);
  const neighbours = groupBy(facts, folderOf);
  const isAmongIssues = (one: IssueFacts): boolean => {
    const all = neighbours.get(folderOf(one)) ?? [];
    const found = all.filter((other) => identified.has(other)).length;
    return found > 1 && found * 2 >= all.length;
  };
  return facts.filter((one) => {
    if (one.kind === 'draft' || one.kind === 'template' || isPage(one)) return true;
    if (isListed(one) || isErrorPage(one, identified)) return false;
    return isIdentified(one) || ((one.isYearNamed || one.source.fields.has('title')) && isAmongIssues(one));
  });
}

function isIdentified(one: IssueFacts): boolean {
  return one.number !== null || one.date !== null || one.period !== null;
}

/** An index with issues beside or below it is the list of them, even if its folder has a number (`volume-3/`). */
function isSectionPage(identified: ReadonlySet<IssueFacts>): (one: IssueFacts) => boolean {
  const below = new Map<string, number>();
  const keyOf = (folder: string, { language }: IssueFacts): string => `${folder}\n${language}`;
  for (const one of identified) {
    for (let depth = 0; depth <= one.source.folders.length; depth += 1) {
      const key = keyOf(one.source.folders.slice(0, depth).join('/'), one);
      below.set(key, (below.get(key) ?? 0) + 1);
    }
  }
  return (one) => {
    const count = below.get(keyOf(one.source.folders.join('/'), one)) ?? 0;
    return isIndexName(one.source.stem) && count > Number(identified.has(one));
  };
}

/** `404.md` is the 404th issue only among numbered neighbours. */
function isErrorPage(one: IssueFacts, identified: Iterable<IssueFacts>): boolean {
  if (one.source.stem !== '404') return false;
  for (const other of identified) {
    if (other !== one && other.stated.name !== undefined && folderOf(other) === folderOf(one)) return false;
  }
  return true;
}
