import type { Finding } from '../../content/finding.ts';
import type { Issue } from '../../content/issue.ts';
import { LintError } from './lint-error.ts';
import type { PreparedIssue } from './prepare-issue.ts';

/** What reading found that no email can be made of, such as a tag of the site: there is no sending in spite of it. */
export function unsendable({ findings }: Pick<Issue, 'findings'>): Finding[] {
  return findings.filter(({ severity }) => severity === 'error');
}

/** @throws LintError if the issue holds what no email can show */
export function refuseUnsendable(issue: Issue): void {
  const findings = unsendable(issue);
  if (findings.length > 0) throw new LintError(issue.path, findings);
}

/**
 * @param despite the rules whose errors the editor sends in spite of
 * @throws LintError for errors that stop the send
 */
export function refuseLintErrors(
  { issue, findings }: Pick<PreparedIssue, 'issue' | 'findings'>,
  despite: readonly string[],
): void {
  const blocking = findings.filter(({ severity, rule }) => severity === 'error' && !despite.includes(rule));
  if (blocking.length === 0) return;
  const rules = [...new Set(blocking.map(({ rule }) => rule))];
  const options = [...despite, ...rules].map((rule) => `--despite ${rule}`).join(' ');
  const it = blocking.length === 1 ? 'it' : 'them';
  throw new LintError(issue.path, blocking, [
    `Nothing was sent. Mend ${it}, or send in spite of ${it} with ${options}.`,
  ]);
}
