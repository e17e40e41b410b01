import { type AddressFault, addressKey, type Issue, type SiteAddresses } from '../issue.ts';

/** Where the newsletter's pages live; both null where it has none. */
export interface WebPlace {
  /** The issue's own address, the base of its relative links. */
  readonly webUrl: string | null;
  readonly siteUrl: string | null;
  /** Where the site of the issue leads what its author wrote; none where no site is known. */
  readonly addresses?: SiteAddresses | undefined;
}

export function placeOf(issue: Pick<Issue, 'webUrl' | 'addresses'>, siteUrl: string | null): WebPlace {
  return { webUrl: issue.webUrl, siteUrl, addresses: issue.addresses };
}

export type ResolvedUrl =
  | { readonly ok: true; readonly url: string; readonly doubt?: AddressFault | null }
  | { readonly ok: false; readonly why: Exclude<UrlFault, 'site'> }
  | { readonly ok: false; readonly why: 'site'; readonly fault: AddressFault };

/** `site`: the site of the issue leads it nowhere, or nobody can know where. */
export type UrlFault = 'relative' | 'scheme' | 'malformed' | 'site';

/** What a mail program can open. Everything else, `javascript:` and `data:` first of all, gets no link. */
const linkSchemes = new Set(['http:', 'https:', 'mailto:', 'tel:', 'ftp:']);
const imageSchemes = new Set(['http:', 'https:']);

/** Makes a link absolute. The author's own spelling is kept wherever it already is a whole and plain address. */
export function resolveLink(href: string, place: WebPlace): ResolvedUrl {
  return resolve(href, place, linkSchemes, 'link');
}

/** Makes the address of an image absolute. */
export function resolveImage(src: string, place: WebPlace): ResolvedUrl {
  return resolve(src, place, imageSchemes, 'image');
}

/** Makes the address of what plays in the page absolute; a bare word is a placeholder that nobody filled in. */
export function resolveEmbed(src: string, place: WebPlace): ResolvedUrl {
  return /^[\w-]*$/.test(src.trim())
    ? { ok: false, why: 'malformed' }
    : resolve(src, place, imageSchemes, 'image');
}

function resolve(
  href: string,
  place: WebPlace,
  schemes: ReadonlySet<string>,
  kind: 'link' | 'image',
): ResolvedUrl {
  const written = href.trim();
  const onSite = place.addresses?.[addressKey(kind, written)];
  if (onSite?.url != null) return { ok: true, url: onSite.url, doubt: onSite.fault };
  if (onSite?.fault != null) return { ok: false, why: 'site', fault: onSite.fault };
  const base = baseOf(written, place);
  // A place within the page, of an issue that is no page.
  if (written.startsWith('#') && place.webUrl === null) return { ok: false, why: 'relative' };
  const absolute = /^(?:https?:\/\/[^\s/?#%]|mailto:|tel:)/i.test(written);
  if (!URL.canParse(written, base ?? 'https://base.invalid/')) return { ok: false, why: 'malformed' };
  const parsed = new URL(written, base ?? 'https://base.invalid/');
  if (!schemes.has(parsed.protocol)) return { ok: false, why: 'scheme' };
  if (written === '' || (base === null && parsed.hostname === 'base.invalid'))
    return { ok: false, why: 'relative' };
  const plain = /^[\x21-\x7e]+$/.test(written) && !hostIsEncoded(written);
  return { ok: true, url: absolute && plain ? written : parsed.href };
}

/**
 * What a relative address is relative to. Browsers replace the last segment of the page's address, but front matter
 * tells `/issues/10` of a page that is served as `/issues/10/`: Hugo, Gatsby, Eleventy, Astro and Docusaurus write
 * each page as the `index.html` of a folder of its own, hosts redirect to the slash, and a page bundle publishes its
 * images in that folder. So a page without an extension is a folder; `10.html`, as Jekyll and Pelican write it, is not.
 * Where the site is known, so is the address that it serves the page at.
 */
function baseOf(written: string, { webUrl, siteUrl, addresses }: WebPlace): string | null {
  // Where the issue's own page is unknown, only what begins at the root of the site is known.
  if (webUrl === null) return siteUrl === null || !written.startsWith('/') ? null : `${siteUrl}/`;
  if (/^[#?]/.test(written) || addresses !== undefined) return webUrl;
  const page = new URL(webUrl);
  const lastSegment = page.pathname.split('/').at(-1) ?? '';
  if (!/\.[a-z]{3,5}$/i.test(lastSegment)) page.pathname = page.pathname.replace(/\/?$/, '/');
  return page.href;
}

/** A host outside ASCII, percent-encoded on the way here, must become its A-labels (RFC 5890) to be of use. */
function hostIsEncoded(url: string): boolean {
  return /^[a-z]+:\/\/[^/?#]*%/i.test(url);
}

/** The name under which readers know a site: the host without `www.`, or null for a link to no host. */
export function hostOf(url: string): string | null {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return host === '' ? null : host.replace(/^www\./, '');
}
