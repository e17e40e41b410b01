import type { IssueLinks } from '../generators/issue-site.ts';
import type { WrittenAddress } from '../generators/locate.ts';
import type { SiteAddress } from '../issue.ts';
import { quoteValue } from '../text/quote-value.ts';
import type { BuiltFile } from './built-folder-file.ts';
import { filesOf } from './find-built-page.ts';
import { matchReference } from './match-reference.ts';

/** The page of an issue as it was built, wherever it was read. */
export interface ShownPage {
  readonly page: Pick<BuiltFile, 'titles' | 'canonical' | 'images' | 'links'>;
  /** Its address. */
  readonly url: string;
  /** As messages call it. */
  readonly shownAs: string;
  /** Whether a file of the site is there; null where only the page is known. */
  readonly has: ((file: string) => boolean) | null;
}

/** Where the page of an issue leads, as it was built; what it does not show goes by the rules of its generator. */
export function builtLinks(links: IssueLinks, shown: ShownPage): IssueLinks {
  return {
    ...links,
    locate(address) {
      const ruled = links.locate(address);
      // A place within the page, and what is whole, is what it is.
      if (ruled === null || address.written.trim().startsWith('#')) return ruled;
      const url = shownUrl(shown, address);
      if (url === null) return withoutPage(links, shown, address, ruled);
      if (!isThere(links, shown, url)) return lost(shown, address, url);
      return { url, fault: contradiction(links, shown, address, ruled, url), file: ruled.file };
    },
  };
}

function shownUrl({ page, url }: ShownPage, { kind, written, text }: WrittenAddress): string | null {
  const raw = matchReference(page, { kind, written, text: text ?? null });
  if (raw === null || !URL.canParse(raw, url)) return null;
  const found = new URL(raw, url);
  return /^https?:$/.test(found.protocol) ? found.href : null;
}

function withoutPage(
  links: IssueLinks,
  shown: ShownPage,
  address: WrittenAddress,
  ruled: SiteAddress,
): SiteAddress {
  if (ruled.url !== null) return isThere(links, shown, ruled.url) ? ruled : lost(shown, address, ruled.url);
  if (ruled.fault?.rule !== 'hashed-address') return ruled;
  const message = `The ${address.kind} ${quoteValue(address.written)} gets its name when the site is built, and ${shown.shownAs} shows none of its words or its name: build the site again, or give it words of its own.`;
  return { ...ruled, fault: { rule: 'hashed-address', message } };
}

/** Whether the built site has a file for an address; true for what is no part of it. */
function isThere({ base }: IssueLinks, { has }: ShownPage, url: string): boolean {
  if (has === null || base === null) return true;
  const files = filesOf(url, base);
  return files.length === 0 || files.some(has);
}

function lost({ shownAs }: ShownPage, { kind, written }: WrittenAddress, url: string): SiteAddress {
  const message = `The ${kind} ${quoteValue(written)} leads to ${url}, and the site that was built (${shownAs}) has nothing there: mend it, or build the site again.`;
  return { url: null, fault: { rule: 'dead-address', message }, file: null };
}

function contradiction(
  { base, generator }: IssueLinks,
  { shownAs }: ShownPage,
  { kind, written }: WrittenAddress,
  ruled: SiteAddress,
  url: string,
): SiteAddress['fault'] {
  const isSame = ruled.url === null || ruled.url === url;
  if (isSame || (base !== null && sameFiles(ruled.url ?? '', url, base))) return null;
  const message = `The ${kind} ${quoteValue(written)} is ${ruled.url} by the rules of ${generator}, and ${url} on the page that was built (${shownAs}), which is taken.`;
  return { rule: 'site-differs', message };
}

/** `/a/` and `/a/index.html` are one page. */
function sameFiles(one: string, other: string, base: string): boolean {
  const files = new Set(filesOf(one, base));
  return filesOf(other, base).some((file) => files.has(file));
}
