import type { Finding } from '../../content/finding.ts';
import type { ReadEmail } from './read-email.ts';

/** How many addresses a finding quotes. */
const quoted = 3;

/**
 * Compares the links of the two parts: whoever reads the one should get what the other offers. What the template
 * links to beside the issue's own text is its own affair; it may well say less in plain text.
 */
export function lintParity({ parts, bodyParts, text }: ReadEmail): Finding[] {
  const shown = search([...addressesIn(parts.tags), ...parts.texts.map((one) => one.text)].join('\n'));
  const printed = search(text);
  const offered = bodyParts.tags.flatMap(({ name, attributes }) =>
    name === 'a' ? (attributes['href'] ?? []) : [],
  );
  const written = [...new Set(text.match(/https?:\/\/[^\s<>"`]+/g) ?? [])];
  return [
    ...describe(
      [...new Set(offered)].filter((address) => !printed(address)),
      (links) => `${links} in the HTML and missing in the text part`,
    ),
    ...describe(
      written.filter((address) => !shown(address)),
      (links) => `${links} in the text part and missing in the HTML`,
    ),
  ];
}

/** Images too: plain text gives their address instead of showing them. */
function addressesIn(tags: ReadEmail['parts']['tags']): string[] {
  return tags.flatMap(({ attributes }) => [attributes['href'] ?? [], attributes['src'] ?? []].flat());
}

/** Tells whether an address stands in a part; most stand as a word of their own, which spares reading all of it. */
function search(part: string): (address: string) => boolean {
  const whole = plain(part);
  const words = new Set(whole.split(/\s+/));
  return (address) => words.has(plain(address)) || whole.includes(plain(address));
}

/** Addresses without what the two parts may spell differently: scheme, percent-encoding, the signs at the end. */
function plain(text: string): string {
  return text
    .replace(/(?:%[0-9a-f]{2})+/gi, decode)
    .toLowerCase()
    .replace(/\b(?:https?:\/\/|mailto:|tel:)/g, '')
    .replace(/(?<![\p{P}/])[\p{P}/]+(?=\s|$)/gu, '');
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

function describe(missing: readonly string[], where: (links: string) => string): Finding[] {
  if (missing.length === 0) return [];
  const more = missing.length > quoted ? ` and ${missing.length - quoted} more` : '';
  const listed = missing.slice(0, quoted).map((address) => JSON.stringify(address));
  const links = `${missing.length === 1 ? 'A link is' : `${missing.length} links are`}`;
  return [
    {
      rule: 'parity',
      severity: 'warning',
      line: null,
      message: `${where(links)}: ${listed.join(', ')}${more}. Readers of that part cannot follow ${missing.length === 1 ? 'it' : 'them'}.`,
    },
  ];
}
