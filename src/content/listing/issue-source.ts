import type { FrontMatter } from '../front-matter/field.ts';
import { type Fields, indexFields, textField } from '../front-matter/fields.ts';
import { readFrontMatter } from '../front-matter/read-front-matter.ts';
import { foldText } from '../text/fold-text.ts';
import { type DatedText, type DateReading, readDates } from './issue-date-readings.ts';
import { readHeading } from './issue-heading.ts';
import { type IssuePath, readIssuePath } from './issue-path.ts';

/** One markdown file of a newsletter, or as much of its beginning as holds front matter and first heading. */
export interface MarkdownFile {
  /** Relative to the content directory, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Everything one file says of itself, before the files are looked at together. */
export interface IssueSource extends IssuePath {
  /** As it was read. */
  readonly text: string;
  readonly frontMatter: FrontMatter;
  readonly fields: Fields;
  /** From the front matter, else from a heading of level 1. */
  readonly title: string | null;
  /** Title and heading in the form the number rules read, dates blanked out. */
  readonly plainTitle: string | null;
  readonly plainHeading: string | null;
  /** The dates that were blanked out there. */
  readonly titleDates: readonly DateReading[];
  /** The dates of folders and name together (`2017/8/29`), read in `folders.join('/') + '/' + stem`. */
  readonly dated: DatedText;
  /** Folders and stem with their dates blanked out. */
  readonly segments: readonly string[];
}

/** What is looked at of a title; it bounds the work on text made to be slow. */
const maxTitle = 500;

const titleNames = ['title', 'subject', 'headline'];

export function readIssueSource(file: MarkdownFile, exists: (path: string) => boolean): IssueSource {
  const path = readIssuePath(file.path, exists);
  const frontMatter = readFrontMatter(file.text);
  const fields = indexFields(frontMatter);
  const title = textField(fields, titleNames);
  const heading = readHeading(frontMatter.body);
  const dated = readDates([...path.folders, path.stem].join('/'));
  // `title: Weekly #12` loses its number to YAML, where ` #` begins a comment; the editor still means it.
  const comment = title?.field.comment === undefined ? '' : ` #${title.field.comment}`;
  const datedTitle = title === null ? null : read(title.text + comment);
  const datedHeading = heading === null ? null : read(heading.text);
  return {
    ...path,
    text: file.text,
    frontMatter,
    fields,
    title: title?.text ?? (heading?.level === 1 ? heading.text : null),
    plainTitle: datedTitle?.rest ?? null,
    plainHeading: datedHeading?.rest ?? null,
    titleDates: [...(datedTitle?.readings ?? []), ...(datedHeading?.readings ?? [])].map(
      (placed) => placed.reading,
    ),
    dated,
    segments: dated.rest.split('/'),
  };
}

function read(text: string): DatedText {
  return readDates(foldText(text.slice(0, maxTitle).replaceAll(/&#?\w+;/g, ' ')));
}
