import type { Config } from '../../config.ts';
import type { ReadOptions } from '../../content/folder/issue-file.ts';

/** How this newsletter's issues are read. */
export function readOptions(
  { newsletter: { name, siteUrl, language }, tags }: Config,
  drafts: 'refuse' | 'allow',
): ReadOptions {
  return { name, siteUrl, language, tags, drafts };
}
