import type { Issue } from '../issue.ts';
import type { LintFault } from './lint-rules.ts';

/** An issue that the site holds back is no issue yet; a send refuses it. */
export function lintPublished({ withheld }: Pick<Issue, 'withheld'>): LintFault[] {
  if (withheld === null) return [];
  const message = `The site does not show this issue, so it is not sent. ${withheld}`;
  return [{ rule: 'unpublished', line: null, message }];
}
