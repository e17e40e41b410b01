/** Reports are some kilobytes and stand before the returned copy: what comes after this many bytes is not read. */
export const maxReadBytes = 128 * 1024;
/** A report has three parts, and a returned newsletter a dozen more. */
const maxParts = 200;
export const maxDepth = 20;
/** All headers of all parts together. */
export const maxHeaderBytes = 192 * 1024;
/** How much of one text is of interest: a report about a hundred recipients is shorter. */
export const maxTextBytes = 64 * 1024;

/**
 * Why a message may not go to the MIME parser, or null. A part costs the parser many times its bytes, so they are
 * counted first, in one pass: lines that are a delimiter (RFC 2046 section 5.1.1) of any boundary declared anywhere.
 */
export function mimeFault(source: string): string | null {
  const boundaries = new Set(
    Array.from(
      source.matchAll(/\bboundary[ \t]{0,9}=[ \t]{0,9}(?:"([^"\r\n]{1,200})"|([^\s";]{1,200}))/gi),
      (match) => (match[1] ?? match[2] ?? '').trimEnd(),
    ),
  );
  let parts = 0;
  for (const [line] of boundaries.size === 0 ? [] : source.matchAll(/^--[^\r\n]{1,202}/gm)) {
    const text = line.slice(2).trimEnd();
    if (boundaries.has(text) || (text.endsWith('--') && boundaries.has(text.slice(0, -2)))) parts++;
    if (parts > maxParts) return `has more than ${maxParts} MIME parts`;
  }
  return null;
}
