import { textField } from '../front-matter/fields.ts';
import { quoteValue } from '../text/quote-value.ts';
import type { IssueFacts } from './issue-facts.ts';
import { type NumberPlace, numberPlaces } from './issue-numbers.ts';

const placeNames: Readonly<Record<NumberPlace, string>> = {
  field: 'the front matter',
  slug: 'the slug',
  name: 'the name',
  title: 'the title',
  heading: 'the first heading',
  'series field': 'the front matter',
};

/** What keeps the issue from being sent, each with file and line. */
export function describeFaults({ source, unit }: IssueFacts): string[] {
  if (unit.main === null) {
    return [
      `${source.path
        .split('/')
        .slice(0, (unit.depth ?? 0) + 1)
        .join(
          '/',
        )}: the issue is made of ${unit.parts.length} files, and one file is sent: join them, or add an index.md that is the issue.`,
    ];
  }
  return source.frontMatter.faults.map(({ line, column, message }) => {
    return `${source.path}:${line}${column === null ? '' : `:${column}`}: ${message}`;
  });
}

/** What looks wrong but hinders nothing. */
export function describeWarnings(facts: IssueFacts): string[] {
  const { source, stated, known, otherDate } = facts;
  const warnings: string[] = [];
  const places = numberPlaces.filter((place) => stated[place] !== undefined);
  if (new Set(places.map((place) => stated[place])).size > 1) {
    const said = places.map((place) => `${placeNames[place]} says ${stated[place]}`).join(', ');
    warnings.push(
      `${source.path}: the places that number this issue disagree: ${said}. It is listed as ${facts.number}.`,
    );
  }
  if (otherDate !== null) {
    warnings.push(`${source.path}: the name is dated ${known.date}, the front matter ${otherDate}.`);
  }
  const title = textField(source.fields, ['title'])?.field;
  if (title?.comment !== undefined) {
    warnings.push(
      `${source.path}:${title.line}: YAML takes ${quoteValue(`#${title.comment}`)} for a comment, so it is no part of the title: put the whole title in quotes.`,
    );
  }
  return warnings;
}

/** Two files of one number, where neither years nor languages tell them apart. */
export function describeNamesakes(issue: Namesake, namesakes: readonly Namesake[]): string[] {
  if (issue.number === null || issue.draft) return [];
  const [other, ...more] = namesakes.filter((namesake) => namesake !== issue && !namesake.draft);
  if (other === undefined) return [];
  const paths = more.length === 0 ? `${other.path} is` : `${other.path} and ${more.length} more files are`;
  return [`${issue.path}: ${paths} issue ${issue.number} too.`];
}

interface Namesake {
  readonly path: string;
  readonly number: number | null;
  readonly draft: boolean;
}
