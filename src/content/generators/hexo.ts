import { isOff, type Settings, textAt } from '../site/settings.ts';
import {
  placeBelow,
  type SiteContext,
  type SiteRules,
  type SourceFile,
  subPathOf,
  unpublished,
} from '../site/site.ts';
import { hexoSlug } from '../site/slugs.ts';
import { fieldSays, fieldTime, noteDraft } from '../site/source-fields.ts';
import { clockInUtc, knownZone, readWrittenTime, type WrittenTime } from '../site/written-time.ts';
import { hexoLinks } from '../site-links/hexo-links.ts';
import { type HexoPost, hexoAddress } from './hexo-address.ts';

/** Hexo: hexo.io/docs/permalinks, /front-matter and /configuration, as measured. */
export function hexoRules(settings: Settings, { repository, buildZone, now }: SiteContext): SiteRules {
  const source = textAt(settings, 'source_dir') ?? 'source';
  const zone = knownZone(textAt(settings, 'timezone') ?? buildZone);
  return {
    generator: 'hexo',
    baseUrl: textAt(settings, 'url'),
    subPath: subPathOf(textAt(settings, 'root') ?? textAt(settings, 'url') ?? ''),
    links: hexoLinks(settings, repository),
    pageOf(file) {
      if (placeBelow(`${source}/_drafts`, file.path) !== null)
        return unpublished('Hexo leaves out what lies in _drafts.');
      const place = placeBelow(`${source}/_posts`, file.path);
      if (place === null) return null;
      const post = readPost(settings, file, [...place.folders, place.stem].join('/'), zone);
      const withheld = whyWithheld(settings, post, zone, now);
      if (withheld !== null) return unpublished(withheld);
      return noteDraft(hexoAddress(settings, post, buildZone), file, 'Hexo');
    },
  };
}

function readPost(settings: Settings, file: SourceFile, path: string, zone: string): HexoPost {
  const name = readName(settings, path);
  const written = fieldTime(file, 'date') ?? name.date;
  // Its clock in UTC is taken as if it were the site's.
  const moment = written === null ? null : clockInUtc(written).toZonedDateTime(zone).toInstant();
  return { file, title: name.title, moment };
}

function whyWithheld(settings: Settings, { file, moment }: HexoPost, zone: string, now: Date): string | null {
  if (fieldSays(file, 'published', false)) return 'Hexo leaves it out (published: false).';
  const isAhead = moment !== null && moment.epochMilliseconds > now.getTime();
  return isAhead && isOff(settings, 'future')
    ? `Hexo leaves it out until ${moment.toZonedDateTimeISO(zone).toPlainDate()}.`
    : null;
}

/** What `new_post_name` reads out of the name of a file (hexo/lib/plugins/processor/post.ts). */
function readName(settings: Settings, path: string): { title: string; date: WrittenTime | null } {
  const rule = (textAt(settings, 'new_post_name') ?? ':title').replace(/\.[^.]+$/, '');
  if (!/:(?:year|month|i_month|day|i_day)/.test(rule)) return { title: path, date: null };
  const names: string[] = [];
  const escaped = rule.replaceAll(/[.+?^${}()|[\]\\*]/g, '\\$&');
  const pattern = escaped.replaceAll(/:(\w+?)(?=[^\w]|$)/g, (whole, name: string) => {
    const form = nameParts[name];
    if (form === undefined) return whole;
    names.push(name);
    return form;
  });
  const found = new RegExp(`^${pattern}$`).exec(path);
  if (found === null) return { title: hexoSlug(path), date: null };
  const part = (...wanted: string[]) => found[names.findIndex((name) => wanted.includes(name)) + 1] ?? '';
  const date = readWrittenTime(`${part('year')}-${part('month', 'i_month')}-${part('day', 'i_day')}`);
  return { title: part('title') || hexoSlug(path), date };
}

const nameParts: Readonly<Record<string, string>> = {
  title: '(.+)',
  year: '(\\d{4})',
  month: '(\\d{2})',
  day: '(\\d{2})',
  i_month: '(\\d{1,2})',
  i_day: '(\\d{1,2})',
};
