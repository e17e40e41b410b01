import { builtLinks } from '../built/built-links.ts';
import { sharedWords, wordsOfHtml, wordsOfMarkdown } from '../built/page-words.ts';
import { readPage } from '../built/read-page.ts';
import { ContentError } from '../content-error.ts';
import type { Finding } from '../finding.ts';
import { readFrontMatter } from '../front-matter/read-front-matter.ts';
import type { IssueSite, PageAnswer, SiteChoice } from '../generators/issue-site.ts';
import { inParallel } from '../in-parallel.ts';
import type { IssueListing, IssuePage } from '../issue-listing.ts';
import type { SitePages } from './site-pages-file.ts';

/** Asked at the same time: a site is not to feel it. */
const concurrency = 4;
/** From this share of its words on a page is that of the issue. */
const same = 0.5;

/** The issues with their pages as they are on the web. */
export function webPages(site: IssueSite, ask: NonNullable<SiteChoice['online']>): SitePages {
  async function seen(listing: IssueListing, text: string) {
    const { page } = listing;
    if (page?.url == null || !page.published) return { page, html: null };
    const answer = await ask(page.url);
    if ('why' in answer)
      throw new ContentError([`--online: ${page.url} could not be asked (${answer.why}).`]);
    return judged(page, answer, text);
  }

  return {
    async list(listing, heads) {
      const texts = new Map(heads.map(({ path, text }) => [path, text]));
      return inParallel(listing, concurrency, async (issue) => {
        const { page } = await seen(issue, texts.get(issue.path) ?? '');
        return { ...issue, page };
      });
    },
    async look(listing, text) {
      const { page, html } = await seen(listing, text);
      const links = page === null ? null : site.linksOf(listing.path, text, readFrontMatter(text));
      const { url = null } = page ?? {};
      const shown =
        html === null || url === null ? null : { page: readPage(html), url, shownAs: url, has: null };
      return {
        listing: { ...listing, page },
        links: links === null || shown === null ? links : builtLinks(links, shown),
        findings: goneFrom(listing, page),
      };
    },
  };
}

/** Whoever asks the web wants to be stopped where the page is not there. */
function goneFrom({ page: ruled }: IssueListing, page: IssuePage | null): Finding[] {
  if (ruled?.published === false || page?.published !== false) return [];
  return [{ rule: 'stale-site', severity: 'error', line: null, message: page.why ?? '' }];
}

/** A page that is not there yet, or is another's, is no page of the issue. */
function judged(
  page: IssuePage,
  answer: Exclude<PageAnswer, { readonly why: string }>,
  text: string,
): { page: IssuePage; html: string | null } {
  const withheld = (why: string) => ({
    page: { ...page, published: false, by: 'web' as const, why },
    html: null,
  });
  if (answer.status !== 200)
    return withheld(`Its page ${page.url} answers ${answer.status}: publish the site first.`);
  const words = wordsOfMarkdown(readFrontMatter(text).body);
  if (sharedWords(words, wordsOfHtml(answer.html)) < same)
    return withheld(`Its page ${page.url} has not its words: publish the site anew, or mend the address.`);
  const why = page.why ?? `By its page on the web: ${answer.url}.`;
  return { page: { ...page, url: answer.url, by: 'web', why }, html: answer.html };
}
