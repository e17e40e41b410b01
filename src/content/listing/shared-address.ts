import type { IssueListing } from '../issue-listing.ts';
import { groupBy } from '../text/group-by.ts';

/** Two posts with one address: one of them overwrites the other on the site. Both say so, each naming both. */
export function tellSharedAddresses(listing: readonly IssueListing[]): readonly IssueListing[] {
  const urlOf = ({ page }: IssueListing) => (page?.published === true ? page.url : null);
  const byUrl = groupBy(listing, urlOf);
  return listing.map((issue) => {
    const url = urlOf(issue);
    const [other] = url === null ? [] : (byUrl.get(url) ?? []).filter((one) => one !== issue);
    if (other === undefined) return issue;
    const warning = `${issue.path}: its page is at ${url}, and so is that of ${other.path}: give one of them another address.`;
    return { ...issue, warnings: [...issue.warnings, warning], sharesPageWith: other.path };
  });
}
