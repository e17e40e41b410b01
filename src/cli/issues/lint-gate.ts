import type { Finding } from '../../content/finding.ts';
import type { Issue } from '../../content/issue.ts';
import { findingLine } from '../../sending/prepare/lint-error.ts';
import { refuseLintErrors } from '../../sending/prepare/lint-gate.ts';
import type { PreparedIssue } from '../../sending/prepare/prepare-issue.ts';
import type { CommandContext } from '../terminal/command-context.ts';

/**
 * Tells the editor what lint found: errors in full, warnings by rule.
 * @param despite the rules whose errors the editor sends in spite of
 * @throws LintError for errors that stop the send
 */
export function passLint(
  prepared: PreparedIssue,
  despite: readonly string[],
  { err }: Pick<CommandContext, 'err'>,
): void {
  tellWarnings(prepared.issue, prepared.findings, err);
  refuseLintErrors(prepared, despite);
}

/** Tells what lint found where nothing is sent to anybody, so that errors hinder nothing yet. */
export function tellFindings({ issue, findings }: PreparedIssue, { err }: Pick<CommandContext, 'err'>): void {
  for (const finding of findings)
    if (finding.severity === 'error') err(`${findingLine(issue.path, finding)}\n`);
  tellWarnings(issue, findings, err);
}

/** One line for all warnings: the editor who wants each asks for it. */
function tellWarnings(issue: Issue, findings: readonly Finding[], err: CommandContext['err']): void {
  const counts = new Map<string, number>();
  for (const { severity, rule } of findings)
    if (severity === 'warning') counts.set(rule, (counts.get(rule) ?? 0) + 1);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return;
  const rules = [...counts].sort(([, a], [, b]) => b - a).map(([rule, count]) => `${count} ${rule}`);
  const noun = total === 1 ? 'warning' : 'warnings';
  err(`${issue.path}: ${total} ${noun} (${rules.join(', ')}). Read with: pennypost lint ${issue.path}\n`);
}
