import { subPathOf } from '../site/site.ts';

/**
 * The address of a path of the site, percent-encoded. A site below a path that its configuration does not know is still
 * below it.
 */
export function addressIn(base: string, path: string): string {
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
