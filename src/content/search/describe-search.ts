import { posix } from 'node:path';
import type { IssueListing } from '../issue-listing.ts';
import type { IssueSearch } from './find-issue.ts';

/** What a search came to, in sentences for the editor; none for an issue that was found. `contentDir` as the editor knows it. */
export function describeSearch(search: IssueSearch, contentDir: string): string[] {
  const place = (issue: IssueListing): string => posix.join(contentDir, issue.path);
  switch (search.kind) {
    case 'found':
      return [];
    case 'none':
      return describeNone(search, contentDir, place);
    case 'several':
      return describeSeveral(search, place);
    case 'refused':
      return [describeRefused(search, place(search.issue))];
  }
}

type Place = (issue: IssueListing) => string;

/** What documents are written in that is no markdown, by the end of a file's name. */
const formats: Readonly<Record<string, string>> = {
  rst: 'reStructuredText',
  adoc: 'AsciiDoc',
  asciidoc: 'AsciiDoc',
  org: 'Org',
  textile: 'Textile',
  tex: 'LaTeX',
  html: 'HTML',
  htm: 'HTML',
  ipynb: 'a Jupyter notebook',
  docx: 'a Word document',
  odt: 'an OpenDocument text',
  rtf: 'RTF',
  pdf: 'PDF',
  txt: 'plain text',
};

function describeNone(
  { wanted, nearest, otherwise }: IssueSearch & { kind: 'none' },
  contentDir: string,
  place: Place,
): string[] {
  const format = formats[/\.([a-z]+)$/i.exec(wanted)?.[1]?.toLowerCase() ?? ''];
  if (format !== undefined)
    return [
      `${wanted} is ${format} by its name, and issues are written in markdown: write it as a file that ends in .md, and name that one.`,
    ];
  const folder = `${posix.normalize(`${contentDir}/`)}`;
  const missing = `There is no issue ${wanted} in ${folder}.`;
  if (nearest.length === 0 && otherwise.length === 0) {
    return [
      `${missing} No markdown file there has ${/^#?\d+$/.test(wanted) ? 'a number' : 'a number or a date'} in its name, its title or its front matter.`,
    ];
  }
  const listed = nearest.map((issue) => describeIssue(issue, place)).join(', ');
  const near =
    nearest.length === 0 ? [] : [`${missing} The nearest ${nearest.length === 1 ? 'is' : 'are'}: ${listed}.`];
  const claims = otherwise.map(
    (issue) => `${place(issue)} says ${wanted} as well, but it is issue ${labelOf(issue)}.`,
  );
  return [...(near.length === 0 ? [missing] : near), ...claims];
}

function describeSeveral(
  { wanted, why, candidates }: IssueSearch & { kind: 'several' },
  place: Place,
): string[] {
  const reason = {
    languages: 'There are translations',
    years: 'The numbers start again each year',
    files: 'Several files have this name',
  }[why];
  const [example] = candidates;
  const listed = candidates.map((issue) => `  ${describeIssue(issue, place)}`);
  const option = example === undefined ? '' : ` --issue ${place(example)}`;
  return [`Issue ${wanted} is not one issue. ${reason}:`, ...listed, `Name one by its path:${option}`];
}

function describeRefused({ why, issue }: IssueSearch & { kind: 'refused' }, path: string): string {
  const name = `${path} (issue ${labelOf(issue)})`;
  if (why === 'parts')
    return `${path} is a folder of ${issue.parts.length} files, and one file is sent: join them, or add an index.md that is the issue.`;
  if (why === 'template')
    return `${name} is a template, and templates are not sent: copy it to a new file for the issue.`;
  const said = issue.page?.why ?? '';
  const despite = issue.page === null ? '' : ' To send it all the same, add --despite unpublished.';
  if (why === 'withheld') return `${name} is not on the site, so it is not sent. ${said}${despite}`;
  const mend = 'take "draft" out of its front matter or its name, or move it to the issues.';
  const isShown = issue.page?.published === true ? ` The site shows it. ${said}` : '';
  return `${name} is a draft, and drafts are not sent: ${mend}${isShown}${despite}`;
}

/** `10 (issues/010-a-parser.md, 2026-11-12)` */
function describeIssue(issue: IssueListing, place: Place): string {
  const details = [
    place(issue),
    ...(issue.date === null ? [] : [issue.date]),
    ...(issue.language === null ? [] : [issue.language]),
  ];
  return `${labelOf(issue)} (${details.join(', ')})`;
}

function labelOf(issue: IssueListing): string {
  return String(issue.number ?? issue.period ?? issue.date ?? issue.slug);
}
