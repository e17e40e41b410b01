import { ContentError } from '../content-error.ts';
import type { Finding } from '../finding.ts';
import { outlineMarkdown } from '../html/outline.ts';
import { type Issue, lineInFile } from '../issue.ts';
import { type LocatedToken, locateTokens } from '../markdown/locate-tokens.ts';
import type { WebPlace } from '../markdown/urls.ts';
import { lintBlocks } from './blocks.ts';
import { lintBrokenLinks } from './broken-links.ts';
import { lintCharacters } from './characters.ts';
import { lintForeignMarks } from './foreign-marks.ts';
import { lintHtml } from './html.ts';
import { lintImages } from './images.ts';
import { lintLinkText } from './link-text.ts';
import { collectLinks } from './links.ts';
import { type LintFault, lintRules } from './lint-rules.ts';
import { lintMarks } from './marks.ts';
import { collectProse } from './prose.ts';
import { lintPublished } from './published.ts';
import { lintReferences } from './references.ts';
import { sponsoredLines } from './sponsors.ts';
import { lintSubject } from './subject.ts';
import { lintUrlFaults } from './url-faults.ts';
import { lintUrlManners } from './url-manners.ts';

/**
 * Everything that the markdown and the front matter alone tell an editor to mend, with what reading the file found
 * already; by line, what has none first. Never throws, however odd the text is.
 */
export function lintIssue(issue: Issue, place: WebPlace): Finding[] {
  const findings = lintParsed(issue, place).map(({ rule, line, message }) => ({
    rule,
    severity: lintRules[rule].severity,
    line: line === null ? null : lineInFile(issue, line),
    message,
  }));
  return [...issue.findings, ...findings].sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
}

function lintParsed(issue: Issue, place: WebPlace): LintFault[] {
  const characters = lintCharacters(issue.markdown);
  try {
    return [...characters, ...lintTokens(issue, place)];
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return [...characters, { rule: 'bottomless-nesting', line: null, message: error.message }];
  }
}

function lintTokens(issue: Issue, place: WebPlace): LintFault[] {
  const located = locateTokens(issue.markdown);
  const links = collectLinks(located);
  const prose = collectProse(located);
  return [
    ...lintEmptiness(located),
    ...lintPublished(issue),
    ...lintSubject(issue, outlineMarkdown(issue.markdown).firstParagraph),
    ...lintUrlFaults(links, place),
    ...lintReferences(
      prose,
      located,
      issue.findings.some(({ rule }) => rule === 'site-tag'),
    ),
    ...lintBrokenLinks(prose),
    ...lintMarks(prose),
    ...lintForeignMarks(prose, located),
    ...lintBlocks(located),
    ...lintHtml(located),
    ...lintLinkText(links),
    ...lintImages(links),
    ...lintUrlManners(links, sponsoredLines(located)),
  ];
}

/** Definitions and comments are nothing to read. */
function lintEmptiness(located: readonly LocatedToken[]): LintFault[] {
  const isShown = ({ token: { type, raw } }: LocatedToken): boolean =>
    type !== 'space' && type !== 'def' && (type !== 'html' || !/^\s*(?:<!--[\s\S]*-->\s*)?$/.test(raw));
  if (located.some(isShown)) return [];
  return [
    {
      rule: 'missing-text',
      line: null,
      message: 'The issue has no text: write some below its front matter.',
    },
  ];
}
