import type { DateReading } from './issue-date-readings.ts';
import { type NumberForm, readNumbers } from './issue-number.ts';
import type { IssueSource } from './issue-source.ts';

/** One issue as it lies in the repository: a file, a folder with one main file, or a folder of equal files. */
export interface IssueUnit {
  /** Null if none of the parts stands for the whole. */
  readonly main: IssueSource | null;
  /** The other files of the issue. */
  readonly parts: readonly IssueSource[];
  /** How many folders deep the issue's own folder lies; null if the issue is just a file. */
  readonly depth: number | null;
}

/** The file that stands for its folder under whatever site generator. */
export function isIndexName(stem: string): boolean {
  return /^(?:_?index|readme)$/i.test(stem);
}

const sureForms = new Set<NumberForm>(['issue-word', 'bare', 'hash', 'series-word']);

/** The number that one segment of a path says surely, without a look at its neighbours; or null. */
export function sureNumber(
  segment: string | undefined,
  forms: ReadonlySet<NumberForm> = sureForms,
): number | null {
  const found = readNumbers(segment ?? '', 'name').find((candidate) => forms.has(candidate.form));
  return found?.number ?? null;
}

/** Folders and name with the digits and dates taken out: sources of one shape follow one convention. */
export function shapeOf(segments: readonly string[]): string {
  return segments.map((segment) => segment.replaceAll(/[\d\s#_.-]+/g, '#')).join('/');
}

/** The date readings of a path that end within the folder at `depth` (0 is the outermost). */
export function readingsAt(source: IssueSource, depth: number): DateReading[] {
  const start = source.folders.slice(0, depth).join('/').length;
  const end = source.folders.slice(0, depth + 1).join('/').length;
  return source.dated.readings
    .filter((placed) => placed.end > start && placed.end <= end)
    .map((placed) => placed.reading);
}

/** The date readings that end behind the folder at `depth`: deeper folders and the file's own name. */
export function readingsBelow(source: IssueSource, depth: number): DateReading[] {
  const end = source.folders.slice(0, depth + 1).join('/').length;
  return source.dated.readings.filter((placed) => placed.end > end).map((placed) => placed.reading);
}
