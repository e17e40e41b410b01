import type { IssueLinks } from '../generators/issue-site.ts';
import type { SiteTag } from './tag.ts';
import { argumentOf } from './tag-arguments.ts';
import { type Answer, htmlText, mediaAnswers } from './tag-media.ts';

/** What is known of a tag and of the place it stands in. */
export interface TagPlace {
  readonly tag: SiteTag;
  readonly text: string;
  /** Without a slash at its end; null where the newsletter has no site. */
  readonly siteUrl: string | null;
  readonly site: IssueLinks | null;
  /** What `assign` and `set` have named so far. */
  readonly variables: Map<string, string>;
}

const assignment =
  /^\{%-?\s*(?:assign|set)\s+([A-Za-z_][\w.-]*)\s*=\s*(?:"([^"|]*)"|'([^'|]*)'|(-?\d[\d.]*))\s*-?%\}$/;
/** Filters of Jekyll and Eleventy that put the site's address before a path. */
const toSite =
  /^\{\{-?\s*["'](\/?[^"']*)["']\s*((?:\|\s*(?:relative_url|absolute_url|url|prepend:\s*site\.(?:base)?url)\s*)+)-?\}\}$/;
const siteUrlBefore = /\{\{-?\s*site\.url\s*-?\}\}$/;
const addressStart = /(?:[(<"'=]|\]:[ \t]*)$/;

/** What a tag stands for on every site, or null where only its own site can tell. */
export function answerTag(place: TagPlace): Answer | null {
  const { tag } = place;
  if (tag.answer !== undefined) return inline(tag.answer);
  if (tag.form !== 'template') return null;
  const named = answerNamed(place);
  if (named !== null) return inline(named);
  // A variable of that name, such as `{{ x }}`, is no call of it.
  if (tag.args.positional.length + tag.args.named.size === 0) return null;
  return Object.hasOwn(mediaAnswers, tag.name) ? (mediaAnswers[tag.name]?.(tag.args) ?? null) : null;
}

/** Whether the tag could be answered if the config said where the site lives. */
export function wantsSite({ tag, text }: TagPlace): boolean {
  return /^site\.(?:base)?url$|^__GHOST_URL__$/.test(tag.name) || toSite.test(text.slice(tag.start, tag.end));
}

function answerNamed(place: TagPlace): string | null {
  const { tag, text, variables } = place;
  const source = text.slice(tag.start, tag.end);
  switch (tag.name) {
    case 'assign':
    case 'set':
      return assign(source, variables);
    case 'site.url':
      return siteUrl(place);
    case '__GHOST_URL__':
      return place.siteUrl;
    case 'site.baseurl':
      return baseUrl(place);
    case 'ref':
    case 'relref':
      return tag.args.positional[0]?.startsWith('#') ? tag.args.positional[0] : null;
    case 'link':
      return linkedFile(tag, place.siteUrl);
  }
  const [, path] = toSite.exec(source) ?? [];
  if (path !== undefined)
    return place.siteUrl === null ? null : `${place.siteUrl}/${path.replace(/^\//, '')}`;
  if (source.startsWith('{{') && tag.name === '') return htmlText(argumentOf(tag.args, '', 1) ?? '');
  return source.startsWith('{{') && !source.includes('|') ? (variables.get(tag.name) ?? null) : null;
}

/** Jekyll's `url` is the host; where the site is known, its sub-path is told from it. */
function siteUrl({ site, siteUrl }: TagPlace): string | null {
  return site === null || siteUrl === null ? siteUrl : new URL(siteUrl).origin;
}

function assign(source: string, variables: Map<string, string>): string | null {
  const [, name, double, single, number] = assignment.exec(source) ?? [];
  if (name === undefined) return null;
  variables.set(name, double ?? single ?? number ?? '');
  return '';
}

/** `{{ site.url }}{{ site.baseurl }}/x` and `{{ site.baseurl }}/x` are both the site's address and `/x`. */
function baseUrl(place: TagPlace): string | null {
  const { tag, text, siteUrl } = place;
  const before = text.slice(Math.max(0, tag.start - 60), tag.start);
  if (siteUrl === null) return null;
  if (siteUrlBefore.test(before))
    return place.site === null ? '' : new URL(siteUrl).pathname.replace(/\/$/, '');
  if (!addressStart.test(before)) return null;
  return /[\w.]/.test(text[tag.end] ?? '') ? `${siteUrl}/` : siteUrl;
}

/**
 * `{% link assets/x.pdf %}`: Jekyll copies such a file to where it is; where a page goes, its settings tell. In Hexo the
 * words of a link come first, and its address after them.
 */
function linkedFile({ args }: SiteTag, siteUrl: string | null): string | null {
  const [path = '', ...others] = args.positional;
  const isFile = /\.\w+$/.test(path) && !/^_|\/_|\.(?:md|markdown|html?)$/.test(path);
  return isFile && others.length === 0 && siteUrl !== null ? `${siteUrl}/${path.replace(/^\//, '')}` : null;
}

function inline(markdown: string): Answer {
  return { markdown, layout: 'inline' };
}
