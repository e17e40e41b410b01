/** What a tag of the site is found guilty of; lines of the input, counted from 0. */
export interface SiteFinding {
  readonly rule: 'site-tag' | 'component' | 'mdx-expression' | 'unclosed-comment' | 'unknown-element';
  readonly severity: 'error' | 'warning';
  readonly line: number;
  readonly message: string;
}

export interface SiteOccurrence extends Omit<SiteFinding, 'message'> {
  /** What the occurrences that are told of together have in common. */
  readonly name: string;
  /** The tag as it is written. */
  readonly source: string;
  /** The sentence behind the tag. */
  readonly says: string;
}

const longestTag = 60;
const mostLines = 10;

/** One finding for each name, with the lines of the other tags of that name; `firstLine` is that of the file. */
export function describeOccurrences(
  occurrences: readonly SiteOccurrence[],
  firstLine: number,
): readonly SiteFinding[] {
  const groups = new Map<string, SiteOccurrence[]>();
  for (const occurrence of occurrences) {
    const key = JSON.stringify([occurrence.rule, occurrence.name, occurrence.says.split(':')[0]]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [occurrence]);
    else group.push(occurrence);
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const { rule, severity, line, source, says } = first;
    const more = otherLines(others.map((other) => other.line + firstLine));
    return [{ rule, severity, line, message: `${quoteTag(source)} ${says}${more}` }];
  });
}

function otherLines(lines: readonly number[]): string {
  if (lines.length === 0) return '';
  const distinct = [...new Set(lines)];
  const shown = distinct.slice(0, mostLines).join(', ');
  const more = distinct.length > mostLines ? ', …' : '';
  return ` And ${lines.length} more: line${distinct.length === 1 ? '' : 's'} ${shown}${more}.`;
}

/** On one line, and short enough to be read within a sentence. */
function quoteTag(source: string): string {
  const line = source.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  return line.length > longestTag ? `${line.slice(0, longestTag - 1)}…` : line;
}

/** The line of the config that would answer tags of that name. */
export function configLine(name: string, mapping: string): string {
  const key = /^[A-Za-z_][\w ./-]*$/.test(name) ? name : `"${name}"`;
  return `under "tags:" in pennypost.yaml with the line   ${key}: '${mapping}'`;
}
