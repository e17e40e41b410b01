import type { Finding } from '../../content/finding.ts';
import type { Failure } from '../../failure.ts';

/** Errors of lint that stand in the way. */
export class LintError extends Error implements Failure {
  readonly failure = 'lint';
  readonly faults: readonly string[];
  constructor(path: string, findings: readonly Finding[], further: readonly string[] = []) {
    const faults = [...findings.map((finding) => findingLine(path, finding)), ...further];
    super(faults.join('\n'));
    this.name = 'LintError';
    this.faults = faults;
  }
}

/** `issues/010.md:12: error: … [glued-url]`, which editors make a link to the line. */
export function findingLine(path: string, { rule, severity, line, message }: Finding): string {
  return `${path}${line === null ? '' : `:${line}`}: ${severity}: ${message} [${rule}]`;
}
