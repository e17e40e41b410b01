import { dateNames, textField } from '../front-matter/fields.ts';
import { groupBy } from '../text/group-by.ts';
import type { NumberForm } from './issue-number.ts';
import type { IssueSource } from './issue-source.ts';
import { type IssueUnit, isIndexName, readingsAt, readingsBelow, shapeOf, sureNumber } from './issue-unit.ts';

/** What the name of a folder says the folder is. */
type FolderKind = 'number' | 'day' | 'part-of-year' | 'month';

const statedForms = new Set<NumberForm>(['issue-word', 'hash']);

/** Names of the file that is the issue, beside its notes and includes. */
const mainNames = /^(?:issue|newsletter|letter|email|mail|post|content|main|body)$/i;

/**
 * Joins the files that make up one issue: `2019-11/index.md` with the pages beside it, or a week's folder with one
 * file for every link. A folder that merely sorts issues (`2019/`, `volume-3/`) is left alone.
 */
export function joinUnits(sources: readonly IssueSource[]): IssueUnit[] {
  const weekShapes = shapesWithWeeks(sources);
  return split(sources, 0, weekShapes);
}

function split(sources: readonly IssueSource[], depth: number, weekShapes: ReadonlySet<string>): IssueUnit[] {
  const files = sources.filter((source) => source.folders.length <= depth);
  const deeper = groupBy(
    sources.filter((source) => source.folders.length > depth),
    (source) => source.folders[depth] ?? '',
  );
  const units = files.map(unitOf);
  for (const members of deeper.values()) {
    units.push(...(joinFolder(members, depth, weekShapes) ?? split(members, depth + 1, weekShapes)));
  }
  return units;
}

/** A file that is an issue by itself. */
export function unitOf(main: IssueSource): IssueUnit {
  return { main, parts: [], depth: ownFolder(main) };
}

/** `my-letter/index.md` is named by its folder. */
function ownFolder(source: IssueSource): number | null {
  return isIndexName(source.stem) && source.folders.length > 0 ? source.folders.length - 1 : null;
}

/** The folder as one issue (one unit for each language), or null if it is no issue itself. */
function joinFolder(
  members: readonly IssueSource[],
  depth: number,
  weekShapes: ReadonlySet<string>,
): IssueUnit[] | null {
  const [some] = members;
  const kind = some === undefined ? null : folderKind(some, depth, weekShapes);
  if (kind === null) return null;
  const languages = groupBy(members, (source) => source.language ?? '');
  const units = [...languages.values()].map((sources) => joinFiles(sources, depth, kind));
  return units.every((unit) => unit !== null) ? units : null;
}

function folderKind(source: IssueSource, depth: number, weekShapes: ReadonlySet<string>): FolderKind | null {
  const readings = readingsAt(source, depth);
  if (readings.some((reading) => reading.kind === 'day' || reading.kind === 'day-month')) return 'day';
  if (sureNumber(source.segments[depth]) !== null) return 'number';
  for (const reading of readings) {
    if (reading.kind === 'month') return 'month';
    if (reading.kind !== 'part-of-year') continue;
    return reading.isWeek || weekShapes.has(shapeAt(source, depth)) ? 'part-of-year' : 'month';
  }
  return null;
}

function joinFiles(sources: readonly IssueSource[], depth: number, kind: FolderKind): IssueUnit | null {
  const isSpan = kind === 'month' || kind === 'day';
  // `2021/07/owl-post-1/index.md`: the inner folder is the issue.
  if (isSpan && isHalf(sources, (source) => isIndexName(source.stem) && source.folders.length > depth + 1))
    return null;
  const [only, second] = sources;
  if (only !== undefined && second === undefined) return { main: only, parts: [], depth };
  if (isHalf(sources, (source) => hasOwnNumberOrDay(source, depth))) return null;
  const main = mainFile(sources, depth);
  const areDated = isHalf(sources, (source) => source !== main && hasOwnDate(source, kind));
  if (areDated && isSpan) return null;
  if (main !== null) return { main, parts: sources.filter((source) => source !== main), depth };
  if (isHalf(sources, (source) => sureNumber(source.segments.at(-1)) !== null)) return null;
  return { main: null, parts: sources, depth };
}

function isHalf(sources: readonly IssueSource[], test: (source: IssueSource) => boolean): boolean {
  const pages = sources.filter((source) => !isIndexName(source.stem) || test(source));
  return pages.length > 0 && pages.filter(test).length * 2 >= pages.length;
}

function hasOwnNumberOrDay(source: IssueSource, depth: number): boolean {
  if (readingsBelow(source, depth).some((reading) => reading.kind === 'day')) return true;
  const folderNumber = sureNumber(source.segments[depth]);
  return source.segments.slice(depth + 1).some((segment) => {
    const number = sureNumber(segment, statedForms);
    return number !== null && number !== folderNumber;
  });
}

/** Articles of one day carry a title at least; the pieces of one issue carry nothing. */
function hasOwnDate(source: IssueSource, kind: FolderKind): boolean {
  return textField(source.fields, kind === 'day' ? [...dateNames, 'title'] : dateNames) !== null;
}

function mainFile(sources: readonly IssueSource[], depth: number): IssueSource | null {
  const inFolder = sources.filter((source) => source.folders.length === depth + 1);
  const folderNumber = sureNumber(inFolder[0]?.segments[depth]);
  const tests: ((source: IssueSource) => boolean)[] = [
    (source) => isIndexName(source.stem),
    (source) => mainNames.test(source.stem) || source.stem === source.folders.at(-1),
    (source) => folderNumber !== null && sureNumber(source.segments.at(-1)) === folderNumber,
  ];
  for (const test of tests) {
    const [first, second] = inFolder.filter(test);
    if (first !== undefined && second === undefined) return first;
  }
  return null;
}

/** Where one folder of a kind says `2016/53`, its neighbour `2016/11` is a week as well and not November. */
function shapesWithWeeks(sources: readonly IssueSource[]): ReadonlySet<string> {
  const shapes = new Set<string>();
  for (const source of sources) {
    for (let depth = 0; depth < source.folders.length; depth += 1) {
      const isWeek = readingsAt(source, depth).some(
        (reading) => reading.kind === 'part-of-year' && reading.part > 12,
      );
      if (isWeek) shapes.add(shapeAt(source, depth));
    }
  }
  return shapes;
}

function shapeAt(source: IssueSource, depth: number): string {
  return shapeOf(source.segments.slice(0, depth + 1));
}
