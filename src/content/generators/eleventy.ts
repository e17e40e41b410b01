import type { Program } from '../site/code-literals.ts';
import { readSettings } from '../site/read-settings.ts';
import { type Setting, type Settings, settingAt, textAt } from '../site/settings.ts';
import {
  type Page,
  placeBelow,
  type Repository,
  type SiteContext,
  type SiteRules,
  type SourceFile,
  subPathOf,
  unpublished,
} from '../site/site.ts';
import { fieldSays, fieldText, noteDraft } from '../site/source-fields.ts';
import { eleventyLinks } from '../site-links/eleventy-links.ts';
import { eleventyAddress } from './eleventy-address.ts';

/**
 * Eleventy: 11ty.dev/docs/permalinks, /dates and /data-template-dir, as measured. What only the code of the site knows,
 * filters of its own among it, gives no address.
 */
export function eleventyRules(
  settings: Settings,
  program: Program | null,
  { repository, permalink: stated }: SiteContext,
): SiteRules {
  const input = textAt(settings, 'dir', 'input') ?? '.';
  const prefix = textAt(settings, 'pathPrefix') ?? '';
  // The way its documentation gives (11ty.dev/docs/config-preprocessors): whether it is there is read, it is never run.
  const dropsDrafts = /addPreprocessor\(\s*["']drafts?["'][\s\S]{0,400}\.draft\b/.test(program?.text ?? '');

  function pageOf(file: SourceFile): Page | null {
    const place = placeBelow(input, file.path);
    if (place === null) return null;
    const permalink = fieldText(file, 'permalink') ?? stated ?? permalinkOf(file, repository);
    if (permalink === false || permalink === 'false')
      return unpublished('Eleventy makes no page of it (permalink: false).');
    if (dropsDrafts && fieldSays(file, 'draft', true))
      return unpublished("The site's configuration leaves out drafts (draft: true).");
    return noteDraft(eleventyAddress(file, place, permalink, prefix), file, 'Eleventy');
  }

  return {
    generator: 'eleventy',
    baseUrl: null,
    subPath: subPathOf(prefix),
    links: eleventyLinks(program?.text ?? '', input, prefix, repository),
    pageOf,
  };
}

/** That of the data of its folder, else of a folder above (`posts/posts.json`). */
function permalinkOf(file: SourceFile, repository: Repository): Setting | undefined {
  for (const path of dataFiles(file.path)) {
    const stated = settingAt(
      readSettings(repository, `${path}.json`, `${path}.11tydata.json`)?.settings,
      'permalink',
    );
    if (stated !== undefined) return stated;
    const isCoded = ['js', 'mjs', 'cjs'].some((end) =>
      repository.read(`${path}.11tydata.${end}`)?.includes('permalink'),
    );
    if (isCoded) return null;
  }
  return undefined;
}

/** The names, without their ends, of the data for a file: its own, its folder's, and so on upwards. */
function dataFiles(path: string): string[] {
  const segments = path.split('/');
  const folders = segments.slice(0, -1);
  const above = folders.map((_, at) => [...folders.slice(0, at + 1), folders[at]].join('/'));
  return [path.replace(/\.[^./]+$/, ''), ...above.toReversed()];
}
