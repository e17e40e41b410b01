import { ContentError } from '../content-error.ts';
import type { FrontMatter } from '../front-matter/field.ts';
import { readFrontMatter } from '../front-matter/read-front-matter.ts';
import type { SiteAddress } from '../issue.ts';
import type { IssuePage } from '../issue-listing.ts';
import type { Generator } from '../site/generator.ts';

import type { Origin, Page, Repository, SourceFile, TagCall } from '../site/site.ts';
import { type FoundSite, findSites, missingSite } from './find-site.ts';
import { type Locator, locate, locateTag, type WrittenAddress } from './locate.ts';
import { addressIn } from './site-url.ts';

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
  /** The folder of the built site; left out where nobody named one. */
  readonly built?: BuiltFolder | null;
  /** Fetches a page from the web; left out where nobody asked for those. */
  readonly online?: ((url: string) => Promise<PageAnswer>) | null;
  readonly now: Date;
}

export type PageAnswer =
  | { readonly url: string; readonly status: number; readonly html: string }
  /** It could not be asked. */
  | { readonly why: string };

export interface BuiltFolder {
  readonly folder: string;
  /** As messages call it. */
  readonly shownAs: string;
  /** The file that keeps an index of its pages; null: none is kept. */
  readonly cache: string | null;
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
  /** Where the addresses and the tags of a file lead. */
  linksOf(path: string, text: string, frontMatter: FrontMatter): IssueLinks;
}

/** Where what stands in an issue leads on its site. */
export interface IssueLinks {
  readonly generator: Generator;
  /** The address of the site with its sub-path, without a slash at its end; null where nothing says where it is. */
  readonly base: string | null;
  /** Null for an address that is whole. */
  locate(address: WrittenAddress): SiteAddress | null;
  /** The address that a tag of the generator stands for; null for a tag that is none of its own. */
  tag(call: TagCall): SiteAddress | null;
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
    return issueSite(site, { repository, content }, choice.siteUrl);
  }
  if (choice.generator !== null && choice.generator !== 'plain') throw missingSite(choice.generator);
  const [here] = folders;
  if ((permalink === null && choice.built == null) || here === undefined) return null;
  const { plainRules } = await import('./plain.ts');
  const context = { repository: here.repository, buildZone, permalink, now };
  const site = { rules: plainRules('', context), config: 'pennypost.yaml' };
  return issueSite(site, { repository: here.repository, content: '' }, choice.siteUrl);
}

function ambiguous(found: readonly FoundSite[]): ContentError {
  const names = found.map(({ rules, config }) => `${rules.generator} (${config})`).join(' and ');
  return new ContentError([
    `Two sites lie in one folder, ${names}: say with site: in pennypost.yaml which of them publishes the issues.`,
  ]);
}

function issueSite(
  { rules, config }: FoundSite,
  { repository, content }: SiteFolder,
  siteUrl: string | null,
): IssueSite {
  const base = siteUrl ?? (/^https?:\/\//.test(rules.baseUrl ?? '') ? rules.baseUrl : null);
  const sourceOf = (path: string, text: string, frontMatter: FrontMatter) =>
    sourceFile(content === '' ? path : `${content}/${path}`, text, frontMatter);
  const locator: Locator = {
    rules,
    repository,
    base,
    content,
    pageOf: (path) => pageAt(rules, repository, path),
  };
  return {
    generator: rules.generator,
    config,
    pageOf(path, text, frontMatter) {
      const page = rules.pageOf(sourceOf(path, text, frontMatter));
      if (page === null || page === 'section') return page;
      const day = rules.generator === 'plain' ? {} : { day: page.day ?? null };
      return { ...issuePage(page, base), ...day };
    },
    linksOf(path, text, frontMatter) {
      const file = sourceOf(path, text, frontMatter);
      const page = rules.pageOf(file);
      const origin: Origin = { file: file.path, page: page === 'section' ? null : page };
      return {
        generator: rules.generator,
        base: base === null ? null : addressIn(base, rules.subPath).replace(/\/$/, ''),
        locate: (address) => locate(locator, origin, address),
        tag: (call) => locateTag(locator, origin, call),
      };
    },
  };
}

/** The page of any file of the source, read for it; null where there is none, or nothing is known of it. */
function pageAt(rules: FoundSite['rules'], repository: Repository, path: string): Page | 'section' | null {
  const text = repository.read(path);
  return text === null ? null : rules.pageOf(sourceFile(path, text, readFrontMatter(text)));
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
