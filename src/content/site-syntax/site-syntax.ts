import { ContentError } from '../content-error.ts';
import type { IssueLinks } from '../generators/issue-site.ts';
import { quoteValue } from '../text/quote-value.ts';
import { findTags } from './find-tags.ts';
import { hideComments, type OpenComment } from './hide-comments.ts';
import { hasImport } from './read-tags.ts';
import { renderTags } from './render-tags.ts';
import { describeOccurrences, type SiteFinding } from './tag-findings.ts';
import type { SiteTags } from './tag-mapping.ts';
import { pairTags } from './tag-pairs.ts';
import { printTraced } from './traced-text.ts';

export interface SiteSyntax {
  /** From the config: the name of a tag, and the markdown it stands for. */
  readonly tags: SiteTags;
  readonly siteUrl: string | null;
  /** Where the generator leads what its tags name; none where no site is known. */
  readonly site?: IssueLinks | null;
  /** Whether the name of the file ends in `.mdx`. */
  readonly isMdx: boolean;
}

export interface ResolvedSyntax {
  readonly markdown: string;
  /** For each line of the result, the line of the input it comes from, counted from 0; they never go back. */
  readonly lines: readonly number[];
  readonly findings: readonly SiteFinding[];
}

/**
 * Answers what a site's generator would have replaced in markdown before anyone reads it: template tags, attribute
 * lists, admonitions, statements and components of MDX. What neither is known nor answered by the config stays as it
 * stands and is an error among the findings. Nothing in code is touched, and never throws. `firstLine` is the line of
 * the file on which the markdown begins, for the lines that messages name.
 */
export function resolveSiteSyntax(source: string, syntax: SiteSyntax, firstLine = 1): ResolvedSyntax {
  const { markdown, lines, open } = hideComments(source);
  const unclosed = open === null ? [] : [unclosedComment(open)];
  const tags = tagsOf(markdown, syntax);
  if (tags.length === 0) return { markdown, lines, findings: unclosed };
  const { text, occurrences } = renderTags({
    text: markdown,
    tags,
    ends: pairTags(tags),
    mappings: syntax.tags,
    siteUrl: syntax.site?.base ?? syntax.siteUrl?.replace(/(?<!\/)\/+$/, '') ?? null,
    site: syntax.site ?? null,
    lineAt: lineCounter(markdown),
  });
  const shown = printTraced(text);
  const told = occurrences.map((occurrence) => ({ ...occurrence, line: lines[occurrence.line] ?? 0 }));
  return {
    markdown: shown.markdown,
    lines: shown.lines.map((line) => lines[line] ?? 0),
    findings: [...describeOccurrences(told, firstLine), ...unclosed],
  };
}

function unclosedComment({ line, source }: OpenComment): SiteFinding {
  const message = `The comment ${quoteValue(source.split('\n', 1)[0] ?? '')} is never closed, so nothing that follows it would be sent: close it with -->, or put <!-- in backticks if it is meant to be read.`;
  return { rule: 'unclosed-comment', severity: 'error', line, message };
}

function tagsOf(markdown: string, syntax: SiteSyntax): ReturnType<typeof findTags> {
  const isNamed = (name: string) => Object.hasOwn(syntax.tags, name);
  try {
    return findTags(markdown, syntax.isMdx || hasImport(markdown), isNamed);
  } catch (error) {
    // Nested beyond reading: whoever parses the markdown next says so.
    if (error instanceof ContentError) return [];
    throw error;
  }
}

function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    for (let high = starts.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low;
  };
}
