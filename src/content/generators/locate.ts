import { posix } from 'node:path';
import type { AddressFault, SiteAddress } from '../issue.ts';
import { below, besideFile, isThere, sourceExtension, withoutSubPath } from '../site/reference.ts';
import type { Origin, Page, Reference, Repository, SiteRules, TagCall, Target } from '../site/site.ts';
import { quoteValue } from '../text/quote-value.ts';
import { addressIn } from './site-url.ts';

/** A site, and what is asked of it for an address of one of its posts. */
export interface Locator {
  readonly rules: SiteRules;
  readonly repository: Repository;
  /** Null where nothing says where the site is. */
  readonly base: string | null;
  /** The content folder, from the root of the site. */
  readonly content: string;
  /** The page of a file of the source; null where there is no such file, or nothing is known of it. */
  pageOf(file: string): Page | 'section' | null;
}

/** An address as it stands in a post. */
export interface WrittenAddress {
  readonly kind: 'link' | 'image';
  readonly form: 'markdown' | 'html';
  readonly written: string;
  /** The words of a link, the alternative text of an image, where they are known. */
  readonly text?: string;
}

/** What is whole, but for the schemes that only a generator knows. */
const wholeAddress = /^(?:(?!link:|pathname:)[a-z][a-z\d+.-]*:|\/\/)/i;

/** Where the site leads an address of a post; null for one that is whole, which is no business of the site. */
export function locate(site: Locator, origin: Origin, address: WrittenAddress): SiteAddress | null {
  const written = address.written.trim();
  if (written === '' || wholeAddress.test(written)) return null;
  const reference = { ...address, written, ...splitAddress(written) };
  const target = site.rules.links.leadsTo(reference, origin);
  if (target === null) return byBrowser(site, origin, reference, written);
  if ('instead' in target) return byBrowser(site, origin, reference, target.instead);
  return byTarget(site, target, reference);
}

/** The address that a tag of the generator stands for; null for a tag that is none of its own. */
export function locateTag(site: Locator, origin: Origin, call: TagCall): SiteAddress | null {
  const target = site.rules.links.tag?.(call, origin) ?? null;
  if (target === null || 'instead' in target) return null;
  const named = call.named.get('path') ?? call.positional[0] ?? '';
  return byTarget(site, target, { written: named, rest: /#.*$/.exec(named)?.[0] ?? '', kind: 'link' });
}

/** Where a target lies; `rest` is the query and the fragment that go with it. */
function byTarget(
  site: Locator,
  target: Exclude<Target, { instead: string }>,
  { written, rest, kind }: Pick<Reference, 'written' | 'rest' | 'kind'>,
): SiteAddress {
  const name = `The ${kind} ${quoteValue(written)}`;
  if ('dead' in target) return broken('dead-address', `${name} leads nowhere. ${target.dead}`);
  if ('hashed' in target) {
    const message = `${name} gets its name when ${site.rules.generator} builds the site (${target.hashed}), and nothing else can tell it: set built: in pennypost.yaml to the folder with the built site, or put the file where the site serves it as it is.`;
    return broken('hashed-address', message);
  }
  if (site.base === null) return broken('relative-url', `${name} is relative. ${unknownBase}`);
  if ('path' in target) return at(site, site.base, target.path, rest);
  const page = site.pageOf(target.file);
  if (page === null || page === 'section') {
    const message = `${name} leads to ${target.file}, and where its page is is not known here: write the whole address.`;
    return broken('dead-address', message);
  }
  if (page.path === null) {
    const message = `${name} leads to ${target.file}, which has no page. ${page.why ?? ''}`.trim();
    return broken('dead-address', message);
  }
  const path = page.servedAt ?? page.path;
  return at(site, site.base, target.bare === true ? path.replace(/(?<=.)\/$/, '') : path, rest);
}

/** What nothing but the browser completes, from the page's own address. */
function byBrowser(site: Locator, origin: Origin, reference: Reference, shown: string): SiteAddress {
  const { written, path, kind } = reference;
  const { page } = origin;
  const own = page?.servedAt ?? page?.path ?? null;
  const name = `The ${kind} ${quoteValue(written)}`;
  if (site.base === null) return broken('relative-url', `${name} is relative. ${unknownBase}`);
  const start = own === null ? (shown.startsWith('/') ? '/' : null) : own;
  if (start === null) {
    const why = page?.why ?? 'Nothing is known of its page: give it with permalink: in pennypost.yaml.';
    return broken(
      'relative-url',
      `${name} is relative, and the issue has no web address to complete it. ${why}`,
    );
  }
  const from = addressIn(site.base, start);
  if (!URL.canParse(shown, from))
    return broken('dead-address', `${name} cannot be read as an address: correct it.`);
  const url = new URL(shown, from);
  if (path === '' || url.origin !== new URL(from).origin) return { url: url.href, fault: null, file: null };
  return { url: url.href, ...judge(site, origin, reference, decoded(url.pathname)) };
}

/** Whether what the browser asks for is there, as far as the source tells. */
function judge(
  site: Locator,
  origin: Origin,
  { kind, path, written }: Reference,
  asked: string,
): Omit<SiteAddress, 'url'> & { url?: null } {
  const { rules, repository } = site;
  const subPath = subPathIn(site);
  const inSite = withoutSubPath(asked, subPath);
  const served = inSite === null ? null : rules.links.servedAt(inSite, origin);
  if (served !== null && served !== 'unknown') return { fault: null, file: fromContent(site, served) };
  const name = `The ${kind} ${quoteValue(written)}`;
  if (sourceExtension.test(path) && rules.generator !== 'plain') {
    const message = `${name} leads to the file of a post, which ${rules.generator} does not turn into the address of its page: ${rules.links.advice}.`;
    return { url: null, fault: { rule: 'dead-address', message }, file: null };
  }
  if (served === 'unknown') return { fault: null, file: null };
  if (path.startsWith('/')) {
    const prefixed = subPath === '' ? null : rules.links.servedAt(`/${below('', path)}`, origin);
    if (prefixed === null || prefixed === 'unknown') return { fault: null, file: null };
    const message = `${name} begins at the root of the host, and ${rules.generator} puts nothing before it, while ${prefixed} is served at ${subPath}${path}: write that, or the whole address.`;
    return { fault: { rule: 'outside-address', message }, file: null };
  }
  const meant = besideFile(origin, path);
  if (meant === null || !/\.\w+$/.test(meant) || !isThere(repository, meant))
    return { fault: null, file: null };
  const message = `${name} is ${meant}, and the site does not serve it where the page looks for it (${asked}): put it where ${rules.generator} copies it beside the page, or below the folder that it serves as it is.`;
  return { url: null, fault: { rule: 'dead-address', message }, file: null };
}

function at(site: Locator, base: string, path: string, rest: string): SiteAddress {
  const url = new URL(addressIn(base, path)).href;
  const inSite = withoutSubPath(path, site.rules.subPath);
  const served = inSite === null ? null : site.rules.links.servedAt(inSite, { file: '', page: null });
  const file = served === null || served === 'unknown' ? null : fromContent(site, served);
  return { url: url + rest, fault: null, file };
}

/** A path from the root of the site, as it is seen from the content folder. */
function fromContent({ content }: Locator, file: string): string {
  return posix.relative(content, file);
}

/** The path that the site lies below, which its configuration may not know. */
function subPathIn({ rules, base }: Locator): string {
  return base === null
    ? rules.subPath
    : decoded(new URL(addressIn(base, `${rules.subPath}/`)).pathname).replace(/\/$/, '');
}

function broken(rule: AddressFault['rule'], message: string): SiteAddress {
  return { url: null, fault: { rule, message }, file: null };
}

const unknownBase = 'Nothing says where the site is: set siteUrl in pennypost.yaml.';

/** `a b.png?x#y` is `a b.png` and `?x#y`; what is percent-encoded is decoded. */
function splitAddress(written: string): Pick<Reference, 'path' | 'rest'> {
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(written) ?? [];
  return { path: decoded(path), rest };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
