import { slug as githubSlug } from 'github-slugger';
import {
  joinPath,
  type Page,
  type Place,
  pagePlace,
  placeBelow,
  type SiteContext,
  type SiteRules,
  type SourceFile,
} from '../site/site.ts';
import { fieldText, fieldTime } from '../site/source-fields.ts';
import { dateTokens, describeTokens, fillTokens, type Tokens } from '../site/tokens.ts';
import { readWrittenTime, type WrittenTime } from '../site/written-time.ts';
import { plainLinks } from '../site-links/plain-links.ts';

const datedName = /^(\d{4}-\d{1,2}-\d{1,2})[-_](.+)$/;

/** A folder of markdown whose pages lie where `permalink:` says. `root` is the folder that paths are below. */
export function plainRules(root: string, { repository, permalink }: SiteContext): SiteRules {
  return {
    generator: 'plain',
    baseUrl: null,
    subPath: '',
    links: plainLinks(repository),
    pageOf(file) {
      const place = placeBelow(root, file.path);
      return place && permalink ? permalinkPage(file, place, permalink) : null;
    },
  };
}

/**
 * The page at an address that the file states as a path, else where a pattern of the configuration puts it: dates as Hugo
 * and Jekyll name them, `:title` and `:slug` as GitHub writes anchors, `:name` the file's name without its date, `:path`
 * with its folders and as it is.
 */
export function permalinkPage(file: SourceFile, place: Place, permalink: string): Page {
  const filled = fillTokens(permalink, tokensOf(file, pagePlace(place)));
  return 'text' in filled
    ? { path: joinPath(filled.text), published: true, why: null }
    : { path: null, published: true, why: describeTokens(filled, permalink) };
}

function tokensOf(file: SourceFile, { folders, stem: own }: Place): Tokens {
  const [, day, rest] = datedName.exec(own) ?? [];
  const name = rest ?? own;
  const title = fieldText(file, 'title');
  const date: WrittenTime | null =
    fieldTime(file, 'date') ?? (day === undefined ? null : readWrittenTime(day));
  return {
    ...dateTokens(date?.local ?? null),
    title: () => (title === null ? null : githubSlug(title)),
    slug: () => fieldText(file, 'slug') ?? githubSlug(name),
    name: () => name,
    filename: () => own,
    path: () => [...folders, own].join('/'),
  };
}
