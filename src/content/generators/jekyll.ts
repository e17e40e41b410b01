import picomatch from 'picomatch';
import type { Temporal } from 'temporal-polyfill';
import { isOn, listAt, type Settings, settingAt, textAt } from '../site/settings.ts';
import { type SiteContext, type SiteRules, type SourceFile, subPathOf, unpublished } from '../site/site.ts';
import { fieldSays, fieldTime, noteDraft } from '../site/source-fields.ts';
import { clockIn, instantOf, knownZone, readWrittenTime, type WrittenTime } from '../site/written-time.ts';
import { jekyllLinks } from '../site-links/jekyll-links.ts';
import { type JekyllDocument, jekyllAddress } from './jekyll-address.ts';

const postName = /^(\d{2,4}-\d{1,2}-\d{1,2})-(.+)$/;
const collectionFolder = /^_([^/]+)$/;

/** Jekyll: jekyllrb.com/docs/permalinks, /posts and /collections, as measured. */
export function jekyllRules(settings: Settings, { repository, buildZone, now }: SiteContext): SiteRules {
  const zone = knownZone(textAt(settings, 'timezone') ?? buildZone);
  const url = textAt(settings, 'url');
  const isExcluded = excluder(settings);
  return {
    generator: 'jekyll',
    baseUrl: url === null ? null : `${url.replace(/\/$/, '')}${textAt(settings, 'baseurl') ?? ''}`,
    subPath: subPathOf(textAt(settings, 'baseurl') ?? ''),
    links: jekyllLinks(settings, repository, isExcluded),
    pageOf(file) {
      // Where the newsletter is no part of the site at all, the site says nothing of it.
      if (isExcluded(file.path)) return null;
      const document = readDocument(settings, file, zone);
      if (document === 'undated')
        return unpublished('Jekyll reads no post without a date in its name (2026-03-01-name.md).');
      if (document === null) return null;
      const withheld = whyWithheld(settings, document, zone, now);
      if (withheld !== null) return unpublished(withheld);
      const address = jekyllAddress(settings, document);
      const page = document.collection === 'pages' ? { ...address, isPost: false } : address;
      return noteDraft(page, file, 'Jekyll');
    },
  };
}

/** `exclude:` names files and folders, and may have patterns (File.fnmatch). */
function excluder(settings: Settings): (path: string) => boolean {
  const excluded = listAt(settings, 'exclude').filter((one) => typeof one === 'string');
  const names = excluded.map((one) => one.replace(/^\.?\//, '').replace(/\/$/, ''));
  return picomatch(names.flatMap((name) => [name, `${name}/**`]));
}

function readDocument(settings: Settings, file: SourceFile, zone: string): JekyllDocument | 'undated' | null {
  const segments = file.path.split('/');
  const at = segments.findIndex((segment) => collectionFolder.test(segment));
  const collection = collectionFolder.exec(segments[at] ?? '')?.[1] ?? 'pages';
  const isKnown =
    /^(?:posts|drafts|pages)$/.test(collection) || settingAt(settings, 'collections', collection);
  if (isKnown === undefined || segments.at(-1)?.startsWith('_')) return null;
  const stem = (segments.at(-1) ?? '').replace(/\.[^.]+$/, '');
  const [, day, rest] = postName.exec(stem) ?? [];
  if (collection === 'posts' && day === undefined) return 'undated';
  const isDated = day !== undefined && rest !== undefined && collection !== 'pages';
  const time = fieldTime(file, 'date') ?? (isDated ? readWrittenTime(day) : null);
  return {
    file,
    collection,
    folders: segments.slice(at + 1, -1),
    above: segments.slice(0, Math.max(at, 0)),
    name: isDated ? rest : stem,
    date: time === null ? null : dateInZone(time, zone),
  };
}

/** A day stays the day; a time without a zone is taken for UTC, and then moved to the site's zone as any other. */
function dateInZone(time: WrittenTime, zone: string): Temporal.PlainDateTime {
  return time.isDay ? time.local : clockIn(instantOf(time, 'UTC'), zone);
}

function whyWithheld(
  settings: Settings,
  { file, collection, date }: JekyllDocument,
  zone: string,
  now: Date,
): string | null {
  if (collection === 'drafts' && !isOn(settings, 'show_drafts'))
    return 'Jekyll leaves out what lies in _drafts.';
  if (fieldSays(file, 'published', false) && !isOn(settings, 'unpublished'))
    return 'Jekyll leaves it out (published: false).';
  const ofCollection = settingAt(settings, 'collections', collection);
  const isPosts = collection === 'posts' || collection === 'drafts';
  if (!isPosts && collection !== 'pages' && !isOn(ofCollection, 'output'))
    return `Jekyll makes no pages of the collection ${collection} (output).`;
  const isAhead = date !== null && date.toZonedDateTime(zone).epochMilliseconds > now.getTime();
  const holdsBack = isPosts ? !isOn(settings, 'future') : false;
  return isAhead && holdsBack ? `Jekyll leaves it out until ${date.toPlainDate()}.` : null;
}
