import { statSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../../config.ts';
import type { CommandContext } from '../terminal/command-context.ts';

/** Where an issue that a person named is looked for. */
export interface IssuePlace {
  /** Absolute. */
  readonly directory: string;
  /** The directory as messages call it. */
  readonly shownAs: string;
  /** Number, date, slug, or path inside the directory. */
  readonly wanted: string;
  /** What was named, where that is a file. */
  readonly file: string | null;
}

/**
 * The place of an issue given as a file, or else by its number, date or slug. A file outside of the newsletter's own
 * issues is looked at in its own folder.
 */
export function findPlace(
  named: string,
  config: Pick<Config, 'contentDirectory'>,
  { cwd }: Pick<CommandContext, 'cwd'>,
): IssuePlace {
  const { contentDirectory } = config;
  const file = path.resolve(cwd, named);
  const place = (directory: string, wanted: string, given: string | null) => ({
    directory,
    shownAs: shorter(path.relative(cwd, directory), directory),
    wanted,
    file: given,
  });
  if (!isFile(file)) return place(contentDirectory, named, null);
  const inContent = path.relative(contentDirectory, file);
  if (!inContent.startsWith('..') && !path.isAbsolute(inContent))
    return place(contentDirectory, inContent, named);
  const folder = folderOf(file);
  return place(folder, path.relative(folder, file), named);
}

function shorter(relative: string, absolute: string): string {
  if (relative === '') return '.';
  return relative.startsWith('..') && relative.length > absolute.length ? absolute : relative;
}

/** An issue that is a folder has its name there, so an index file is looked for from one folder above. */
function folderOf(file: string): string {
  return /^_?index\./.test(path.basename(file)) ? path.dirname(path.dirname(file)) : path.dirname(file);
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
