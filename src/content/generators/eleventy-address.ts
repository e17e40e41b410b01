import sindresorhus from '@sindresorhus/slugify';
import type { Temporal } from 'temporal-polyfill';
import type { Setting } from '../site/settings.ts';
import { joinPath, type Page, type Place, pagePlace, type SourceFile } from '../site/site.ts';
import { fieldText, fieldTime } from '../site/source-fields.ts';
import { clockInUtc, formatTime, readWrittenTime } from '../site/written-time.ts';

const dated = /^(\d{4}-\d{2}-\d{2})-(.+)$/;
/** An expression longer is none that an address holds. */
const tag = /\{\{([^{}]{0,200})\}\}/g;

/** @param permalink null where only code knows it, undefined where nobody gave one */
export function eleventyAddress(
  file: SourceFile,
  place: Place,
  permalink: Setting | undefined,
  prefix: string,
): Page {
  if (permalink === undefined)
    return { path: joinPath(prefix, defaultPath(place)), published: true, why: null };
  const path = typeof permalink === 'string' ? fillTemplate(permalink, file, place) : null;
  if (path === null) {
    const why =
      'Its permalink is worked out by code of the site, which is never run: set permalink: in pennypost.yaml.';
    return { path: null, published: true, why };
  }
  const ended = path.replace(/(?<=\/)index\.html$/, '');
  return { path: joinPath(prefix, ended), published: true, why: null };
}

/** `x/index.md` and `x/x.md` are the page of their folder. */
function defaultPath({ folders, stem }: Place): string {
  const isFolder = stem === 'index' || stem === folders.at(-1);
  return `/${[...folders, ...(isFolder ? [] : [stem])].join('/')}/`;
}

/** A permalink of plain text and of data that is there; null where it asks for more. */
function fillTemplate(template: string, file: SourceFile, place: Place): string | null {
  if (/\{%/.test(template)) return null;
  let isKnown = true;
  const text = template.replaceAll(tag, (_, expression: string) => {
    const value = valueOfTag(expression.replace(/^-|-$/g, '').trim(), file, place);
    if (value === null) isKnown = false;
    return value ?? '';
  });
  return isKnown ? text : null;
}

/** `name | filter: "argument"` (Liquid), with the filters that Eleventy and Liquid bring. */
function valueOfTag(expression: string, file: SourceFile, place: Place): string | null {
  const [name = '', ...filters] = expression.split('|').map((part) => part.trim());
  let value: string | Temporal.PlainDateTime | null = dataOf(name, file, place);
  for (const filter of filters) {
    const [, called = '', argument] = /^(\w+)(?:\s*[:(]\s*["']([^"']*)["']\s*\)?)?$/.exec(filter) ?? [];
    if (value === null) return null;
    value = typeof value === 'string' ? ofText(called, value) : ofDate(called, value, argument);
  }
  return typeof value === 'string' ? value : null;
}

function ofText(filter: string, text: string): string | null {
  if (filter === 'slugify') return sindresorhus(text, { decamelize: false });
  if (filter === 'downcase' || filter === 'lower') return text.toLowerCase();
  return filter === 'upcase' || filter === 'upper' ? text.toUpperCase() : null;
}

function ofDate(filter: string, date: Temporal.PlainDateTime, format: string | undefined): string | null {
  return filter === 'date' && format !== undefined ? formatTime(date, format) : null;
}

function dataOf(name: string, file: SourceFile, place: Place): string | Temporal.PlainDateTime | null {
  const { folders, stem } = place;
  switch (name) {
    case 'page.fileSlug':
      return pagePlace(place).stem.replace(dated, '$2');
    case 'page.filePathStem':
      return `/${[...folders, stem].join('/').replace(/\d{4}-\d{2}-\d{2}-(?=[^/]+$)/, '')}`;
    case 'page.date':
    case 'date':
      return dateOf(file, place);
    default:
      return /^[\w-]+$/.test(name) ? fieldText(file, name.toLowerCase()) : null;
  }
}

/** Its own, else the one in its name, else in the name of a folder. Eleventy's zone is UTC. */
function dateOf(file: SourceFile, { folders, stem }: Place): Temporal.PlainDateTime | null {
  const written = fieldTime(file, 'date');
  if (written !== null) return clockInUtc(written);
  if (fieldText(file, 'date') !== null) return null;
  for (const name of [stem, ...folders.toReversed()]) {
    const day = dated.exec(name)?.[1];
    const time = day === undefined ? null : readWrittenTime(day);
    if (time !== null) return time.local;
  }
  return null;
}
