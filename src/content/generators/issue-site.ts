import { ContentError } from '../content-error.ts';
import type { FrontMatter } from '../front-matter/field.ts';
import type { IssuePage } from '../issue-listing.ts';
import type { Generator } from '../site/generator.ts';
import type { Page, Repository, SourceFile } from '../site/site.ts';
import { subPathOf } from '../site/site.ts';
import { type FoundSite, findSites, missingSite } from './find-site.ts';

/** What `pennypost.yaml` says of the site, and where it lies. */
export interface SiteChoice {
  /** Null: found out by the files of the repository. */
  readonly generator: Generator | null;
  /** The base address; null: what the configuration of the site says. */
  readonly siteUrl: string | null;
  /** The zone of the machine that builds the site; null is UTC. */
  readonly buildZone: string | null;
  /** Where the pages lie of which the site's configuration does not tell; a pattern, or null. */
  readonly permalink: string | null;
  readonly now: Date;
}

/** A folder that may be the root of a site, and where the issues lie in it. */
export interface SiteFolder {
  readonly repository: Repository;
  /** The content folder from there, with `/`; empty where it is the root itself. */
  readonly content: string;
}

/** The site that the issues of a folder are pages of. */
export interface IssueSite {
  readonly generator: Generator;
  /** The file that told, from the root of the site. */
  readonly config: string;
  /** `section` for the index of a section; null for a file that the site makes nothing of that is known here. */
  pageOf(path: string, text: string, frontMatter: FrontMatter): IssuePage | 'section' | null;
}

/**
 * The site of the nearest of `folders` that is the root of one; null for plain markdown.
 * @param folders the content folder first, then those above it
 * @throws ContentError for a configuration that does not parse, for two generators in one folder, and for one that was
 *   named and is not there
 */
export async function findIssueSite(
  folders: readonly SiteFolder[],
  choice: SiteChoice,
): Promise<IssueSite | null> {
  const { permalink, now } = choice;
  const buildZone = choice.buildZone ?? 'UTC';
  for (const { repository, content } of folders) {
    if (choice.generator === 'plain') break;
    const found = await findSites({ repository, buildZone, permalink, now }, choice.generator);
    const [site, other] = found;
    if (site === undefined) continue;
    if (other !== undefined) throw ambiguous(found);
    return issueSite(site, content, choice.siteUrl);
  }
  if (choice.generator !== null && choice.generator !== 'plain') throw missingSite(choice.generator);
  const [here] = folders;
  if (permalink === null || here === undefined) return null;
  const { plainRules } = await import('./plain.ts');
  const context = { repository: here.repository, buildZone, permalink, now };
  return issueSite({ rules: plainRules('', context), config: 'pennypost.yaml' }, '', choice.siteUrl);
}

function ambiguous(found: readonly FoundSite[]): ContentError {
  const names = found.map(({ rules, config }) => `${rules.generator} (${config})`).join(' and ');
  return new ContentError([
    `Two sites lie in one folder, ${names}: say with site: in pennypost.yaml which of them publishes the issues.`,
  ]);
}

function issueSite({ rules, config }: FoundSite, content: string, siteUrl: string | null): IssueSite {
  const base = siteUrl ?? (/^https?:\/\//.test(rules.baseUrl ?? '') ? rules.baseUrl : null);
  return {
    generator: rules.generator,
    config,
    pageOf(path, text, frontMatter) {
      const page = rules.pageOf(sourceFile(content === '' ? path : `${content}/${path}`, text, frontMatter));
      return page === null || page === 'section' ? page : issuePage(page, base);
    },
  };
}

function sourceFile(path: string, text: string, { fields }: FrontMatter): SourceFile {
  return { path, text, fields: new Map(fields.map(({ name, value }) => [name.toLowerCase(), value])) };
}

function issuePage({ path, servedAt, published, why, isPost = true }: Page, base: string | null): IssuePage {
  if (path === null) return { url: null, published, why, isPost };
  if (base === null) return { url: null, published, why: why ?? unknownBase, isPost };
  const address = addressIn(base, servedAt ?? path);
  const dead =
    servedAt === undefined ? null : `The site links to ${path}, and serves the page at ${servedAt}.`;
  return { url: address, published, why: why ?? dead, isPost };
}

const unknownBase = 'Nothing says where the site is: set siteUrl in pennypost.yaml.';

/** A site below a path that its configuration does not know is still below it. */
function addressIn(base: string, path: string): string {
  const { origin } = new URL(base);
  const below = subPathOf(base);
  const whole = below !== '' && !`${path}/`.startsWith(`${below}/`) ? `${below}${path}` : path;
  return `${origin}${whole.split('/').map(encodeSegment).join('/')}`;
}

/** RFC 3986 section 3.3: what a segment may hold stays, the rest is percent-encoded. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replaceAll(
    /%(?:21|24|26|27|28|29|2A|2B|2C|3A|3B|3D|40)/g,
    decodeURIComponent,
  );
}
