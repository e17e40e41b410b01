import type { Config } from '../../config.ts';
import { readIssue } from '../../content/folder/issue-file.ts';
import type { Issue } from '../../content/issue.ts';
import { refuseUnsendable } from '../../sending/prepare/lint-gate.ts';
import { type PreparedIssue, prepareIssue } from '../../sending/prepare/prepare-issue.ts';
import { openRenderer } from '../parts/open-renderer.ts';
import type { CommandContext } from '../terminal/command-context.ts';
import { findPlace, type IssuePlace } from './find-place.ts';
import { type Purpose, readOptions, siteChoice } from './read-options.ts';

/**
 * The issue at a place, of which an email can be made.
 * @throws ContentError for every fault in it, and if there is none; LintError if it holds what no email can show
 */
export async function openIssue(
  config: Config,
  { directory, wanted, shownAs }: IssuePlace,
  purpose: Purpose,
  isOnline = false,
): Promise<Issue> {
  const options = readOptions(config, purpose);
  const issue = await readIssue(directory, wanted, options, shownAs, siteChoice(config, isOnline));
  refuseUnsendable(issue);
  return issue;
}

/**
 * Finds an issue by number, date, slug or file, and makes its email.
 * @throws ContentError, EmailError, AudienceError; LintError if the issue holds what no email can show
 */
export async function prepareNamed(
  named: string,
  config: Config,
  context: CommandContext,
  purpose: Purpose,
  isOnline = false,
): Promise<PreparedIssue> {
  const issue = await openIssue(config, findPlace(named, config, context), purpose, isOnline);
  return prepareIssue(await openRenderer(config), issue);
}
