import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueOrThrow, openIssueFolder } from '../../src/content/folder/issue-file.ts';
import { markdownToHtml } from '../../src/content/html/markdown-to-html.ts';
import { placeOf } from '../../src/content/markdown/urls.ts';

/** What a generator made of a file, as it was measured. */
interface Expected {
  /** Decoded; null where there is no page. `*` is a part that depends on the hour of the build. */
  readonly url: string | null;
  readonly writtenTo?: string;
  readonly published: boolean;
  readonly images?: readonly ExpectedAddress[];
  readonly links?: readonly ExpectedAddress[];
}

/** An address of the page, in the order of the page. */
interface ExpectedAddress {
  readonly written: string;
  /** What a browser asks for, decoded, with the sub-path. */
  readonly address: string;
  readonly served: boolean;
  /** Whether it has a name that only a build knows. */
  readonly hashed?: boolean;
}

interface SiteCase {
  readonly build: string;
  readonly content: string;
  readonly siteUrl: string;
  readonly files: Readonly<Record<string, Expected>>;
}

export interface SiteScore {
  readonly generator: string;
  readonly files: number;
  readonly addresses: number;
  /** Those of which it says that only code of the site knows them. */
  readonly asked: number;
  readonly published: number;
  /** Pictures and links of the pages that are published, and those that go where the page's own do, or are refused where those go nowhere. */
  readonly pointers: number;
  readonly pointersRight: number;
  /** A sentence each. */
  readonly wrong: readonly string[];
}

/** Lays every site of `folder` out, lists its issues, and counts what is right of those in its content folder. */
export async function scoreSites(folder: string): Promise<SiteScore[]> {
  const cases = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, SiteCase>;
  const place = mkdtempSync(join(tmpdir(), 'pennypost-sites-'));
  try {
    const scores: SiteScore[] = [];
    for (const [key, one] of Object.entries(cases)) {
      const root = join(place, key.replace('/', '-'));
      execFileSync(process.execPath, [join(folder, 'lay.mjs'), key, root, folder]);
      scores.push(await score(key, one, root));
    }
    return scores;
  } finally {
    rmSync(place, { recursive: true });
  }
}

async function score(
  key: string,
  { build, content, siteUrl, files }: SiteCase,
  root: string,
): Promise<SiteScore> {
  const buildZone = /\bTZ=(\S+)/.exec(build)?.[1] ?? null;
  const choice = {
    generator: null,
    siteUrl,
    buildZone,
    permalink: null,
    now: new Date('2026-11-30T12:00:00Z'),
  };
  const folder = await openIssueFolder(join(root, content), content, choice);
  const { listing } = folder;
  const pages = new Map(listing.map(({ path, page }) => [path, page]));
  const expected = Object.entries(files).filter(([path]) => path.startsWith(`${content}/`));
  const counts = { addresses: 0, asked: 0, published: 0, pointers: 0, pointersRight: 0 };
  const wrong: string[] = [];
  for (const [path, want] of expected) {
    const page = pages.get(path.slice(content.length + 1)) ?? null;
    const isAsked = page?.url === null && page.published && want.url !== null;
    if (isAsked) counts.asked += 1;
    else if (isRight(page?.url ?? null, want, siteUrl)) counts.addresses += 1;
    else wrong.push(`${key}: ${path} is at ${want.url}, and not at ${page?.url}`);
    if ((page?.published ?? false) === want.published) counts.published += 1;
    else wrong.push(`${key}: ${path} is ${want.published ? '' : 'not '}published`);
    if (page === null || !page.published || want.url === null) continue;
    const issue = issueOrThrow(
      await folder.read(path, {
        siteUrl,
        language: 'en',
        allows: ['draft', 'template', 'withheld'],
      }),
    );
    const { html } = markdownToHtml(issue.markdown, placeOf(issue, siteUrl), {
      linkHosts: false,
      columnWidth: 600,
    });
    const source = readFileSync(join(root, path), 'utf8');
    for (const kind of ['images', 'links'] as const) {
      for (const expected of want[kind] ?? []) {
        counts.pointers += 1;
        const shown = addressOf(html, kind, labelOf(source, expected.written));
        if ((shown === null && isAsked) || isPointerRight(shown, expected, siteUrl))
          counts.pointersRight += 1;
        else
          wrong.push(
            `${key}: ${path}: ${expected.written} is ${expected.address}${expected.served ? '' : ' (dead)'}, and not ${shown}`,
          );
      }
    }
  }
  return { generator: key, files: expected.length, ...counts, wrong };
}

function isRight(url: string | null, { url: path, writtenTo }: Expected, siteUrl: string): boolean {
  if (url === null || path === null) return url === path;
  const { origin } = new URL(siteUrl);
  const decoded = decodeURIComponent(url);
  return [path, writtenTo].some((one) => one !== undefined && decoded === origin + one);
}

/** Each picture and link has a text of its own, `I1`, `L1`. */
function labelOf(source: string, written: string): string {
  const own = /\b[IL]\d+\b/.exec(written)?.[0];
  const before = source.slice(0, source.indexOf(`](${written})`));
  return own ?? /\b[IL]\d+$/.exec(before)?.[0] ?? '?';
}

function addressOf(html: string, kind: 'images' | 'links', label: string): string | null {
  const pattern =
    kind === 'images'
      ? new RegExp(`<img (?=[^>]*alt="[^"]*\\b${label}\\b)[^>]*src="([^"]*)"`)
      : new RegExp(`<a href="([^"]*)"[^>]*>[^<]*\\b${label}\\b`);
  return pattern.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? null;
}

/** Refused is right where nothing is served, or its name is made up by the build. */
function isPointerRight(
  url: string | null,
  { address, served, hashed }: ExpectedAddress,
  siteUrl: string,
): boolean {
  if (url === null) return !served || hashed === true;
  return hashed !== true && decodeURIComponent(url) === new URL(siteUrl).origin + address;
}
