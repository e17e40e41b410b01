import path from 'node:path';
import { openIssueFolder } from '../../content/folder/issue-file.ts';
import type { SiteChoice } from '../../content/generators/issue-site.ts';
import type { IssueListing } from '../../content/issue-listing.ts';
import { groupBy } from '../../content/text/group-by.ts';
import { type CommandContext, type GlobalOptions, loadConfig } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { siteChoice } from './read-options.ts';

export interface IssuesOptions extends GlobalOptions {
  readonly content?: string;
  readonly json?: boolean;
  readonly online?: boolean;
}

/** Without a configuration of the newsletter. */
const unsaid: SiteChoice = {
  generator: null,
  siteUrl: null,
  permalink: null,
  buildZone: null,
  now: new Date(),
};

/** `pennypost issues`: what was found, newest first. */
export async function issues(options: IssuesOptions, context: CommandContext): Promise<ExitCode> {
  // Looking around needs no newsletter yet: a folder is enough.
  const config = options.content ? null : loadConfig(context, options);
  const directory = config?.contentDirectory ?? path.resolve(context.cwd, options.content ?? '.');
  const choice = config ? siteChoice(config, options.online) : unsaid;
  const folder = await openIssueFolder(directory, directory, choice);
  const { site } = folder;
  const found = await folder.pages();
  if (options.json) {
    context.out(JSON.stringify(found.map(jsonOf)));
    return exitCode.done;
  }
  if (site !== null)
    context.err(`The issues are pages of a site made with ${site.generator} (${site.config}).\n`);
  for (const listing of found) context.out(lineOf(listing));
  for (const fault of found.flatMap(({ faults }) => faults)) context.err(`fault: ${fault}\n`);
  for (const warning of found.flatMap(({ warnings }) => warnings)) context.err(`warning: ${warning}\n`);
  for (const [why, pages] of groupBy(
    found.filter(({ page }) => page?.why),
    ({ page }) => page?.why ?? '',
  ))
    context.err(`note: ${pages.length === 1 ? pages[0]?.path : `${pages.length} issues`}: ${why}\n`);
  return exitCode.done;
}

function jsonOf({ path: file, number, date, slug, title, draft, page }: IssueListing) {
  const { url, published, why } = page ?? { url: null, published: !draft, why: null };
  const from = page === null ? null : (page.by ?? 'rules');
  return { path: file, number, date, slug, title, draft, url, published, why, from };
}

function lineOf({ key, date, draft, kind, title, path: file, page }: IssueListing): string {
  const flag = draft ? `(${kind}) ` : page?.published === false ? '(not on the site) ' : '';
  return `${key.padStart(10)}  ${(date ?? '').padEnd(10)}  ${flag}${title ?? file}  ${file}`;
}
