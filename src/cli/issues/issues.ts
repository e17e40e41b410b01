import path from 'node:path';
import { listIssueFiles } from '../../content/folder/issue-file.ts';
import type { IssueListing } from '../../content/issue-listing.ts';
import { type CommandContext, type GlobalOptions, loadConfig } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';

export interface IssuesOptions extends GlobalOptions {
  readonly content?: string;
  readonly json?: boolean;
}

/** `pennypost issues`: what was found, newest first. */
export async function issues(options: IssuesOptions, context: CommandContext): Promise<ExitCode> {
  // Looking around needs no newsletter yet: a folder is enough.
  const directory = options.content
    ? path.resolve(context.cwd, options.content)
    : loadConfig(context, options).contentDirectory;
  const found = await listIssueFiles(directory);
  if (options.json) {
    context.out(JSON.stringify(found.map(jsonOf)));
    return exitCode.done;
  }
  for (const listing of found) context.out(lineOf(listing));
  for (const fault of found.flatMap(({ faults }) => faults)) context.err(`fault: ${fault}\n`);
  for (const warning of found.flatMap(({ warnings }) => warnings)) context.err(`warning: ${warning}\n`);
  return exitCode.done;
}

function jsonOf({ path: file, number, date, slug, title, draft }: IssueListing) {
  return { path: file, number, date, slug, title, draft };
}

function lineOf({ key, date, draft, kind, title, path: file }: IssueListing): string {
  const flag = draft ? `(${kind}) ` : '';
  return `${key.padStart(10)}  ${(date ?? '').padEnd(10)}  ${flag}${title ?? file}  ${file}`;
}
