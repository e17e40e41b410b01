import { ContentError } from '../content-error.ts';
import type { FrontMatter } from '../front-matter/field.ts';
import { type Fields, indexFields, textField } from '../front-matter/fields.ts';
import { readFrontMatter } from '../front-matter/read-front-matter.ts';
import type { IssueLinks } from '../generators/issue-site.ts';
import { writtenAddresses } from '../html/image-sources.ts';
import { plainTitle, soleHeading } from '../html/plain-title.ts';
import { addressKey, type Issue, type SiteAddresses } from '../issue.ts';
import type { IssueListing } from '../issue-listing.ts';
import { issueAddress } from '../listing/issue-address.ts';
import { nameWords } from '../listing/name-words.ts';
import { resolveSiteSyntax } from '../site-syntax/site-syntax.ts';
import { digestSource } from '../source-digest.ts';
import { quoteValue } from '../text/quote-value.ts';
import { guessLanguage, isRightToLeft } from '../text/script.ts';

export interface IssueOptions {
  /** Where the newsletter's site lives, or null. */
  readonly siteUrl: string | null;
  /** The newsletter's, for an issue without a title. */
  readonly name?: string;
  /** BCP 47; for issues that do not say their own. */
  readonly language: string;
  /** What the tags of the newsletter's site stand for, by name. */
  readonly tags?: Readonly<Record<string, string>>;
}

export type ParsedIssue =
  | { readonly ok: true; readonly issue: Issue }
  | { readonly ok: false; readonly path: string; readonly faults: readonly IssueFault[] };

export interface IssueFault {
  /** Of the file, counted from 1, or null where the fault is of the whole. */
  readonly line: number | null;
  readonly column?: number | null;
  /** What is wrong and what to do. */
  readonly message: string;
}

const titleNames = ['title', 'subject', 'headline'];
const summaryNames = ['summary', 'description', 'excerpt', 'ogsummary', 'subtitle', 'abstract'];
/** RFC 5646 section 2.1, without the grandfathered tags and the longer codes, of which none was ever given. */
const languageTag = /^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i;
const control = /[\p{Cc}\u2028\u2029]/u;

/**
 * Makes the issue from its whole file, or names every fault in it. `path` is the file relative to the project. A line
 * break or control character in a value that reaches a mail header is refused here, where it enters.
 */
export function parseIssue(
  path: string,
  text: string,
  listing: IssueListing,
  options: IssueOptions,
  links: IssueLinks | null = null,
): ParsedIssue {
  const frontMatter = readFrontMatter(text);
  const fields = indexFields(frontMatter);
  const faults: IssueFault[] = [...frontMatter.faults, ...headerFaults(fields)];
  const title = readTitle(fields, frontMatter.body, listing, options.name);
  if (title === null)
    faults.push({ line: null, message: 'the issue has no title: add "title: …" to its front matter.' });
  if (frontMatter.body.trim() === '') faults.push({ line: null, message: 'the issue has no text.' });
  if (title === null || faults.length > 0) return { ok: false, path, faults };
  const body = readBody(path, frontMatter, options, links);
  const issue: Issue = {
    key: listing.key,
    number: listing.number,
    slug: listing.slug,
    title,
    date: listing.date,
    summary: readSummary(fields),
    language:
      listing.language ??
      statedLanguage(fields) ??
      guessed(title + frontMatter.body, options.language) ??
      options.language,
    ...readLists(fields),
    ...body,
    ...(links !== null && { addresses: addressesOf(body.markdown, links) }),
    images: {},
    path,
    sourceDigest: digestSource(text),
    webUrl: listing.page === null ? issueAddress(fields, options.siteUrl) : listing.page.url,
    withheld: whyWithheld(listing),
  };
  return { ok: true, issue };
}

function whyWithheld({ page, kind }: IssueListing): string | null {
  return page === null || page.published || kind === 'draft' ? null : page.why;
}

/** Where the site leads what stands in the text; markdown nested beyond reading is told of by whoever shows it. */
function addressesOf(markdown: string, links: IssueLinks): SiteAddresses {
  const addresses: Record<string, SiteAddresses[string]> = {};
  try {
    for (const address of writtenAddresses(markdown)) {
      const found = links.locate(address);
      if (found !== null) addresses[addressKey(address.kind, address.written)] = found;
    }
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
  }
  return addresses;
}

/** The text as a reader would see it: what the site's own generator would have replaced is replaced. */
function readBody(
  path: string,
  { body, bodyLine }: Pick<FrontMatter, 'body' | 'bodyLine'>,
  { tags = {}, siteUrl }: IssueOptions,
  site: IssueLinks | null,
): Pick<Issue, 'markdown' | 'lines' | 'findings'> {
  const syntax = { tags, siteUrl, site, isMdx: /\.mdx$/i.test(path) };
  const { markdown, lines, findings } = resolveSiteSyntax(body, syntax, bodyLine);
  return {
    markdown,
    lines: lines.map((line) => bodyLine + line),
    findings: findings.map((finding) => ({ ...finding, line: bodyLine + finding.line })),
  };
}

/** What the front matter says, else the only heading of the first level, else the file's name, else the number. */
function readTitle(
  fields: Fields,
  body: string,
  { path, number }: IssueListing,
  newsletter: string | undefined,
): string | null {
  const field = textField(fields, titleNames)?.text;
  const stated = field === undefined ? '' : plainTitle(field) || field;
  if (stated !== '') return stated;
  const words = soleHeading(body) ?? nameWords(path);
  if (words !== null) return words;
  if (number === null) return null;
  return newsletter === undefined ? `Issue ${number}` : `${newsletter} #${number}`;
}

function headerFaults(fields: Fields): IssueFault[] {
  const faults: IssueFault[] = [];
  for (const name of [...titleNames, 'slug', 'lang', 'language']) {
    const found = textField(fields, [name]);
    if (found === null) continue;
    const { line } = found.field;
    const value = `the ${found.field.name} ${quoteValue(found.text)}`;
    if (control.test(found.text)) {
      const message = `${value} has a line break or another control character in it: write it on one line.`;
      faults.push({ line, message });
    } else if (name.startsWith('lang') && !languageTag.test(found.text.replaceAll('_', '-')))
      faults.push({ line, message: `${value} is no language tag: use one like "en" or "pt-BR".` });
  }
  return faults;
}

/** Where nothing declares it, and the newsletter's own language is written in the other direction. */
function guessed(text: string, language: string): string | null {
  return isRightToLeft(language) ? null : guessLanguage(text);
}

/** `pt_BR` is what some generators write for `pt-BR`. */
function statedLanguage(fields: Fields): string | null {
  return textField(fields, ['lang', 'language'])?.text.replaceAll('_', '-') ?? null;
}

/** `lists: weekly`, or several. */
function readLists(fields: Fields): Pick<Issue, 'lists'> {
  const value = fields.get('lists')?.value;
  const names = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
  const lists = names.flatMap((name) =>
    typeof name === 'string' && name.trim() !== '' ? [name.trim()] : [],
  );
  return lists.length === 0 ? {} : { lists: [...new Set(lists)] };
}

function readSummary(fields: Fields): string | null {
  const text = textField(fields, summaryNames)
    ?.text.replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return text === undefined || text === '' ? null : text;
}
