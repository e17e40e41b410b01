import type { Config } from '../../config.ts';
import type { ReadOptions } from '../../content/folder/issue-file.ts';

/** How this newsletter's issues are read. */
export function readOptions(
  { newsletter: { siteUrl, language }, tags }: Config,
  drafts: 'refuse' | 'allow',
): ReadOptions {
  return { siteUrl, language, tags, drafts };
}
