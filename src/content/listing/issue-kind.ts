import { type Fields, textField } from '../front-matter/fields.ts';
import type { IssueSource } from './issue-source.ts';
import { isIndexName } from './issue-unit.ts';

/** `page` is everything that is no issue: a README, the list of all issues, an include. */
export type IssueKind = 'issue' | 'draft' | 'template' | 'page';

const templateWords = new Set([
  'template',
  'templates',
  'boilerplate',
  'skeleton',
  'archetype',
  'archetypes',
  'scaffold',
  'scaffolds',
]);
const draftWords = new Set(['draft', 'drafts', 'wip', 'unpublished', 'upcoming']);
/** Words that mean a draft only where they are the whole name. */
const draftNames = new Set(['next', 'future', 'scheduled', 'todo', 'inbox', 'ideas']);
const templateNames = new Set(['example', 'sample']);

const pageNames = new Set([
  'license',
  'licence',
  'copying',
  'contributing',
  'contributors',
  'changelog',
  'changes',
  'history',
  'security',
  'support',
  'governance',
  'maintainers',
  'authors',
  'codeofconduct',
  'agents',
  'claude',
  'gemini',
  'copilotinstructions',
  'about',
  'archive',
  'archives',
  'contact',
  'privacy',
  'privacypolicy',
  'terms',
  'termsofservice',
  'imprint',
  'impressum',
  'subscribe',
  'unsubscribe',
  'sponsor',
  'sponsors',
  'advertise',
  'faq',
  'search',
  'tags',
  'categories',
  'toc',
  'tableofcontents',
  'summary',
  'sidebar',
  'navbar',
  'coverpage',
  'feed',
  'rss',
  'sitemap',
  'pullrequesttemplate',
  'issuetemplate',
]);
/** Folders of a site generator that hold pieces of pages. */
const pageFolders = new Set([
  'includes',
  'layouts',
  'partials',
  'components',
  'shortcodes',
  'themes',
  'vendor',
  'node_modules',
  '_includes',
  '_layouts',
  '_partials',
  '_components',
  '_shortcodes',
  '_data',
]);

/** What the path and the fields of a file say it is; whether an `issue` has a number or a date is asked elsewhere. */
export function kindOf(source: IssueSource): IssueKind {
  if (source.folders.some(isPageFolder)) return 'page';
  if (isTemplate(source)) return 'template';
  if (isDraft(source)) return 'draft';
  return isPage(source) ? 'page' : 'issue';
}

function isPageFolder(name: string): boolean {
  return name.startsWith('.') || pageFolders.has(name.toLowerCase());
}

function isTemplate(source: IssueSource): boolean {
  if ([...source.folders, source.stem].some((name) => hasWordAtEdge(name, templateWords))) return true;
  return templateNames.has(bareName(source.stem)) || hasPlaceholder(source);
}

function isDraft(source: IssueSource): boolean {
  const stated = statedDraft(source.fields);
  if (stated === true) return true;
  if (source.folders.some((name) => draftWords.has(bareName(name)) || draftNames.has(bareName(name))))
    return true;
  return (
    stated !== false && (hasWordAtEdge(source.stem, draftWords) || draftNames.has(bareName(source.stem)))
  );
}

/** Hugo, Zola and Astro say `draft`, Jekyll `published`, Pelican and many a CMS `status`; null if nothing is said. */
function statedDraft(fields: Fields): boolean | null {
  const isYes = (names: readonly string[]): boolean | null => {
    const text = textField(fields, names)?.text.toLowerCase();
    if (text === undefined) return null;
    if (/^(?:true|yes|on|1)$/.test(text)) return true;
    return /^(?:false|no|off|0)$/.test(text) ? false : null;
  };
  const status = textField(fields, ['status', 'state'])?.text.toLowerCase() ?? '';
  if (/^(?:draft|unpublished|hidden|pending|wip|todo)$/.test(status)) return true;
  const draft = isYes(['draft', 'isdraft']);
  if (draft !== null) return draft;
  const published = isYes(['published', 'publish', 'ispublished']);
  return published === null ? null : !published;
}

/** A title or date that still waits to be filled in, in a file whose name carries no date or number of its own. */
function hasPlaceholder(source: IssueSource): boolean {
  if (/\d/.test(source.stem)) return false;
  const date = textField(source.fields, ['date'])?.text ?? '';
  const title = source.title ?? '';
  return (
    /Y{4}|X{2}|MM|DD|\{\{|\{%|<%/.test(date) ||
    /\{\{|\{%|<%|<\+\+>|YYYY|\bMM[-/]DD\b|\bDD\b|[#№] ?(?:X+|N+|\?+|_+)(?!\w)|\bNo\.? ?X{2,}/.test(title)
  );
}

function isPage(source: IssueSource): boolean {
  if (isIndexName(source.stem)) return false;
  if (source.stem.startsWith('_') || source.stem.startsWith('.')) return true;
  return pageNames.has(bareName(source.stem)) || textField(source.fields, ['headless'])?.text === 'true';
}

/** `16-draft`, `_drafts` and `post-templates`; not `the-template-for-success`. */
function hasWordAtEdge(name: string, words: ReadonlySet<string>): boolean {
  const parts = name
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((part) => part !== '');
  return words.has(parts[0] ?? '') || words.has(parts.at(-1) ?? '');
}

function bareName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
}
