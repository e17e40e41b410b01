import type { IssuePage } from '../issue-listing.ts';
import type { BuiltFile, BuiltSite } from './built-folder-file.ts';
import { plainWords, sharedWords } from './page-words.ts';

/** An issue, as far as its page is looked for. */
export interface SoughtIssue {
  readonly title: string | null;
  readonly words: readonly string[];
  /** When its file was changed, in milliseconds of the epoch. */
  readonly changed: number;
  readonly page: IssuePage;
}

/** Where the site of a built folder lies on the web. */
export interface BuiltPlace {
  /** With the sub-path, without a slash at its end; null where nothing says where. */
  readonly base: string | null;
}

export interface FoundPage {
  /** What the issue's page is with the built site in mind. */
  readonly page: IssuePage;
  /** Its page there; null where it has none. */
  readonly built: BuiltFile | null;
  /** What somebody should know: a contradiction. */
  readonly warning: string | null;
  /** Why the issue must not be sent like this. */
  readonly fault: string | null;
}

/** From this share of its words on a page is that of the issue; below the other, the two differ. */
const same = 0.5;
const whole = 0.9;

/**
 * The page of an issue in a built site: at the address that the rules give if its words are there, else wherever they
 * are. What the rules hold back stays held back: a draft may well have been built to be looked at.
 */
export async function findBuiltPage(
  site: BuiltSite,
  { base }: BuiltPlace,
  issue: SoughtIssue,
): Promise<FoundPage> {
  const { page } = issue;
  if (!page.published) return { page, built: null, warning: null, fault: null };
  const expected = page.url === null || base === null ? [] : filesOf(page.url, base);
  const there = await firstRead(site, expected);
  const share = there === null ? 0 : sharedWords(issue.words, there.words);
  if (there !== null && share >= same) return agreed(site, issue, there, share);
  const others = (await site.find(issue.title, issue.words)).filter(
    ({ file, words }) => file !== there?.file && sharedWords(issue.words, words) >= same,
  );
  const [best] = others.toSorted(
    (a, b) => rank(issue, b) - rank(issue, a) || a.words.length - b.words.length,
  );
  if (best !== undefined) return moved(site, base, issue, best);
  // The page of before: it goes by its title, and the text was written anew.
  if (there !== null && there.changed < issue.changed && isTitled(issue, there))
    return agreed(site, issue, there, share);
  return missing(site, issue, there);
}

function rank(issue: SoughtIssue, page: BuiltFile): number {
  return Number(isTitled(issue, page)) + sharedWords(issue.words, page.words) / 2;
}

/** A title on a page may have the name of the site behind it. */
function isTitled({ title }: SoughtIssue, { titles }: BuiltFile): boolean {
  const wanted = plainWords(title ?? '');
  return wanted !== '' && titles.some((own) => own === wanted || own.startsWith(`${wanted} `));
}

/** The page is where the rules say. */
function agreed(site: BuiltSite, issue: SoughtIssue, built: BuiltFile, share: number): FoundPage {
  const page = { ...issue.page, by: 'built' as const, why: issue.page.why ?? takenFrom(site, built) };
  return { page, built, warning: null, fault: older(site, issue, built, share) };
}

function moved(site: BuiltSite, base: string | null, issue: SoughtIssue, built: BuiltFile): FoundPage {
  const url = base === null ? null : addressOf(base, built);
  const { page } = issue;
  const share = sharedWords(issue.words, built.words);
  const fault = older(site, issue, built, share);
  const isContradiction = page.url !== null && url !== null && url !== page.url;
  const warning = isContradiction
    ? `by the rules of the site the page is at ${page.url}, and the built site has it at ${url} (${site.shownAs}/${built.file}), which is taken.`
    : null;
  const why = url === null ? page.why : takenFrom(site, built);
  return { page: { ...page, url, by: 'built', why }, built, warning, fault };
}

function missing(site: BuiltSite, issue: SoughtIssue, there: BuiltFile | null): FoundPage {
  const words =
    there === null ? '' : ` ${site.shownAs}/${there.file}, where it should be, has the words of another.`;
  const why = `The built site (${site.shownAs}) has no page with its words.${words} Build the site again, or mend built: in pennypost.yaml.`;
  return {
    page: { ...issue.page, url: null, published: false, by: 'built', why },
    built: null,
    warning: null,
    fault: null,
  };
}

/** Words alone tell: the times of files are those of a checkout as often as not, and only say which one is behind. */
function older(site: BuiltSite, issue: SoughtIssue, built: BuiltFile, share: number): string | null {
  if (share >= whole || built.changed >= issue.changed) return null;
  return `the built site is older than the issue: ${site.shownAs}/${built.file} has ${Math.round(share * 100)} % of its words. Build the site again.`;
}

function takenFrom(site: BuiltSite, { file }: BuiltFile): string {
  return `By the built site: ${site.shownAs}/${file}.`;
}

async function firstRead(site: BuiltSite, files: readonly string[]): Promise<BuiltFile | null> {
  for (const file of files) {
    const found = await site.read(file);
    if (found !== null) return found;
  }
  return null;
}

/** The files that a host may serve at an address of the site; none for one outside it. */
export function filesOf(url: string, base: string): string[] {
  const whole = decoded(new URL(url).pathname);
  const start = decoded(new URL(`${base}/`).pathname);
  if (new URL(url).origin !== new URL(base).origin || !`${whole}/`.startsWith(start)) return [];
  const path = whole.slice(start.length);
  if (path === '' || path.endsWith('/')) return [`${path}index.html`];
  return [path, `${path}.html`, `${path}/index.html`];
}

/** A page says itself where it is, where that is a place its file may be served at; else its file does. */
function addressOf(base: string, { file, canonical }: BuiltFile): string {
  const own = `${base}/${file
    .replace(/(?:^|(?<=\/))index\.html$/, '')
    .split('/')
    .map(encodeURIComponent)
    .join('/')}`;
  if (canonical === null || !URL.canParse(canonical, own)) return own;
  const stated = new URL(canonical, own).href;
  return filesOf(stated, base).includes(file) ? stated : own;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
