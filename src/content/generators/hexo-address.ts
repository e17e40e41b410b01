import type { Temporal } from 'temporal-polyfill';
import { isOff, type Settings, settingAt, textAt } from '../site/settings.ts';
import { joinPath, type Page, type SourceFile, subPathOf } from '../site/site.ts';
import { hexoSlug } from '../site/slugs.ts';
import { fieldList, fieldText } from '../site/source-fields.ts';
import { dateTokens, describeTokens, fillTokens, type Tokens } from '../site/tokens.ts';
import { clockIn } from '../site/written-time.ts';

/** A post as Hexo takes it. */
export interface HexoPost {
  readonly file: SourceFile;
  /** `:title`: the path below `_posts`, without the date where `new_post_name` has one. */
  readonly title: string;
  /** The moment that Hexo works out; null where only the time of the file has one. */
  readonly moment: Temporal.Instant | null;
}

/** The address of a post that Hexo publishes; its day is that of the machine that builds. */
export function hexoAddress(settings: Settings, post: HexoPost, buildZone: string): Page {
  const root = subPathOf(textAt(settings, 'root') ?? textAt(settings, 'url') ?? '');
  const own = fieldText(post.file, 'permalink');
  const pattern = textAt(settings, 'permalink') ?? ':year/:month/:day/:title/';
  const filled = own === null ? fillTokens(pattern, tokensOf(settings, post, buildZone)) : { text: own };
  if ('missing' in filled && post.moment === null) return { path: null, published: true, why: undated };
  if (!('text' in filled)) return { path: null, published: true, why: describeTokens(filled, pattern) };
  return { path: pretty(settings, joinPath(root, filled.text)), published: true, why: null };
}

const undated =
  'It has no date, so Hexo takes the time of the file for its address: give it a date in the front matter.';

function tokensOf(settings: Settings, { file, title, moment }: HexoPost, buildZone: string): Tokens {
  const date = moment === null ? null : clockIn(moment, buildZone);
  const heading = fieldText(file, 'title') ?? title;
  const fields = [...file.fields].flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, () => value] as const] : [],
  );
  return {
    ...Object.fromEntries(fields),
    ...dateTokens(date),
    title: () => title,
    name: () => title.split('/').at(-1) ?? title,
    post_title: () => hexoSlug(heading).toLowerCase(),
    category: () => categoryOf(settings, file),
    timestamp: () => (moment === null ? null : String(moment.epochMilliseconds)),
    hash: () => null,
    id: () => null,
  };
}

/** A list of categories is one below the other. */
function categoryOf(settings: Settings, file: HexoPost['file']): string {
  const stated = [...fieldList(file, 'categories'), ...fieldList(file, 'category')];
  if (stated.length === 0) return textAt(settings, 'default_category') ?? 'uncategorized';
  return stated
    .map((name) => hexoCase(settings, textAt(settings, 'category_map', name) ?? hexoSlug(name)))
    .join('/');
}

function hexoCase(settings: Settings, text: string): string {
  const wanted = settingAt(settings, 'filename_case');
  return wanted === 1 ? text.toLowerCase() : wanted === 2 ? text.toUpperCase() : text;
}

function pretty(settings: Settings, path: string): string {
  const isBare = isOff(settings, 'pretty_urls', 'trailing_index');
  const withoutIndex = isBare ? path.replace(/(?<=\/)index\.html$/, '') : path;
  const isStripped = isOff(settings, 'pretty_urls', 'trailing_html') && !/\/index\.html$/.test(withoutIndex);
  return isStripped ? withoutIndex.replace(/\.html$/, '') : withoutIndex;
}
