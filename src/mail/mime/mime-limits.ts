/** Reports are some kilobytes and stand before the returned copy: what comes after this many bytes is not read. */
export const maxReadBytes = 128 * 1024;
/** A report has three parts, and a returned newsletter a dozen more. */
const maxParts = 200;
export const maxDepth = 20;
/** All headers of all parts together. */
export const maxHeaderBytes = 192 * 1024;
/** How much of one text is of interest: a report about a hundred recipients is shorter. */
export const maxTextBytes = 64 * 1024;

/** Every boundary that the source declares anywhere, RFC 2046 section 5.1.1. */
export function declaredBoundaries(source: string): ReadonlySet<string> {
  const declared = /\bboundary[ \t]{0,9}=[ \t]{0,9}(?:"([^"\r\n]{1,200})"|([^\s";]{1,200}))/gi;
  return new Set(Array.from(source.matchAll(declared), (match) => (match[1] ?? match[2] ?? '').trimEnd()));
}

/** The boundary of which a line is a delimiter, closing or not, or null. */
export function delimiterName(line: string, boundaries: ReadonlySet<string>): string | null {
  if (!line.startsWith('--') || line.length > 210) return null;
  const name = line.slice(2).trimEnd();
  if (boundaries.has(name)) return name;
  return name.endsWith('--') && boundaries.has(name.slice(0, -2)) ? name.slice(0, -2) : null;
}

/** Why a message may not go to the MIME parser, or null. A part costs it many times its bytes, so they are counted. */
export function mimeFault(source: string, boundaries: ReadonlySet<string>): string | null {
  let parts = 0;
  for (const [line] of boundaries.size === 0 ? [] : source.matchAll(/^--[^\r\n]{1,208}/gm)) {
    if (delimiterName(line, boundaries) !== null) parts++;
    if (parts > maxParts) return `has more than ${maxParts} MIME parts`;
  }
  return null;
}
