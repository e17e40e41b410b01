import { type Fields, textField } from '../front-matter/fields.ts';

/** Fields in which an author or a generator gives the address of a page. */
const addressNames = ['permalink', 'path', 'url', 'slug', 'canonical', 'canonicalurl'];

/**
 * The address of the issue on the web: `siteUrl` and the path that the front matter gives. Null where there is no
 * site, or where the front matter gives no whole path: a slug alone says nothing of the folder it is published in, and
 * a wrong link is worse than none.
 */
export function issueAddress(fields: Fields, siteUrl: string | null): string | null {
  if (siteUrl === null) return null;
  for (const name of addressNames) {
    const address = absoluteAddress(textField(fields, [name])?.text ?? '', siteUrl);
    if (address !== null) return address;
  }
  return null;
}

function absoluteAddress(text: string, siteUrl: string): string | null {
  // A pattern (`/:year/:title/`, `/{{ slug }}/`) is filled in by the generator, not here.
  if (!/^(?:\/(?!\/)|https?:\/\/)/.test(text) || /\/:|[{}\s\p{Cc}]/u.test(text)) return null;
  const base = `${siteUrl.replace(/(?<!\/)\/+$/, '')}/`;
  const relative = text.startsWith('/') ? `./${text.slice(1)}` : text;
  if (!URL.canParse(relative, base)) return null;
  const address = new URL(relative, base);
  return address.host === new URL(base).host ? address.href : null;
}
