import path from 'node:path';
import type { Config } from '../../config.ts';
import type { ReadOptions } from '../../content/folder/issue-file.ts';
import type { SiteChoice } from '../../content/generators/issue-site.ts';
import { askPage } from '../../content/links/ask-page-http.ts';

/** To look at; to send to oneself; to send; to send although it is a draft, or its site does not show it. */
export type Purpose = 'look' | 'test' | 'send' | 'send-unpublished';

const allowed: Readonly<Record<Purpose, NonNullable<ReadOptions['allows']>>> = {
  look: ['draft', 'template', 'withheld'],
  test: ['withheld'],
  send: [],
  'send-unpublished': ['draft', 'withheld'],
};

/** How this newsletter's issues are read. */
export function readOptions(
  { newsletter: { name, siteUrl, language }, tags }: Config,
  purpose: Purpose,
): ReadOptions {
  return { name, siteUrl, language, tags, allows: allowed[purpose] };
}

/** What the newsletter says of the site that its issues are pages of. */
export function siteChoice(config: Config, isOnline = false): SiteChoice {
  const { newsletter, site, permalink, buildZone, dataDirectory } = config;
  const built = config.built && { ...config.built, cache: path.join(dataDirectory, 'built-site.json') };
  return {
    generator: site,
    siteUrl: newsletter.siteUrl,
    permalink,
    buildZone,
    built,
    online: isOnline ? askPage : null,
    now: new Date(),
  };
}
