/** Where the newsletter's pages live; both null where it has none. */
export interface WebPlace {
  /** The issue's own address, the base of its relative links. */
  readonly webUrl: string | null;
  readonly siteUrl: string | null;
}

export type ResolvedUrl =
  | { readonly ok: true; readonly url: string }
  | { readonly ok: false; readonly why: 'relative' | 'scheme' | 'malformed' };

/** What a mail program can open. Everything else, `javascript:` and `data:` first of all, gets no link. */
const linkSchemes = new Set(['http:', 'https:', 'mailto:', 'tel:', 'ftp:']);
const imageSchemes = new Set(['http:', 'https:']);

/** Makes a link absolute. The author's own spelling is kept wherever it already is a whole and plain address. */
export function resolveLink(href: string, place: WebPlace): ResolvedUrl {
  return resolve(href, place, linkSchemes);
}

/** Makes the address of an image absolute. */
export function resolveImage(src: string, place: WebPlace): ResolvedUrl {
  return resolve(src, place, imageSchemes);
}

function resolve(href: string, place: WebPlace, schemes: ReadonlySet<string>): ResolvedUrl {
  const base = place.webUrl ?? (place.siteUrl === null ? null : `${place.siteUrl}/`);
  const written = href.trim();
  const absolute = /^(?:https?:\/\/[^\s/?#%]|mailto:|tel:)/i.test(written);
  if (!URL.canParse(written, base ?? 'https://base.invalid/')) return { ok: false, why: 'malformed' };
  const parsed = new URL(written, base ?? 'https://base.invalid/');
  if (!schemes.has(parsed.protocol)) return { ok: false, why: 'scheme' };
  if (written === '' || (base === null && parsed.hostname === 'base.invalid'))
    return { ok: false, why: 'relative' };
  const plain = /^[\x21-\x7e]+$/.test(written) && !hostIsEncoded(written);
  return { ok: true, url: absolute && plain ? written : parsed.href };
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
