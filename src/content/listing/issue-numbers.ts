import { type Fields, textField } from '../front-matter/fields.ts';
import { foldText } from '../text/fold-text.ts';
import { groupBy } from '../text/group-by.ts';
import { chooseNumbers } from './choose-numbers.ts';
import { readDates } from './issue-date-readings.ts';
import { type NumberCandidate, readNumbers } from './issue-number.ts';
import type { IssueSource } from './issue-source.ts';
import { type IssueUnit, isIndexName, shapeOf } from './issue-unit.ts';

/** Where a number was read, the most trusted first. */
export const numberPlaces = ['field', 'slug', 'name', 'title', 'heading', 'series field'] as const;
export type NumberPlace = (typeof numberPlaces)[number];
export type StatedNumbers = Readonly<Partial<Record<NumberPlace, number>>>;

const numberNames = [
  'issue',
  'issuenumber',
  'issueno',
  'issuenr',
  'issuenum',
  'issueid',
  'number',
  'no',
  'nr',
  'num',
  'edition',
  'editionnumber',
  'newsletternumber',
  'ausgabe',
  'numero',
];
/** Believed only if nothing else says a number: `volume: 7` may stand in issue 40. */
const seriesNames = ['volume', 'vol', 'episode'];
const slugNames = ['slug', 'path', 'permalink', 'url'];

/** So many files called by a number alone make a folder of them. */
const fewBareNumbers = 10;
const draftMark = /(?<!\p{L})(?:draft|wip)(?!\p{L})/giu;

/** What each place of each unit says, in the order of the units. */
export function stateNumbers(units: readonly IssueUnit[]): StatedNumbers[] {
  const slugs = choose(units, 'name', (source) => slugCandidates(source.fields));
  const names = chooseNames(units);
  const titles = choose(units, 'title', (source) => titleCandidates(source.plainTitle));
  const headings = choose(units, 'title', (source) => titleCandidates(source.plainHeading));
  return units.map((unit, index) =>
    withoutNulls({
      field: fieldNumber(unit.main?.fields, numberNames),
      slug: isDoubtful(slugs[index], names[index]) ? null : (slugs[index]?.number ?? null),
      name: names[index]?.number ?? null,
      title: titles[index]?.number ?? null,
      heading: headings[index]?.number ?? null,
      'series field': fieldNumber(unit.main?.fields, seriesNames),
    }),
  );
}

function withoutNulls(stated: Record<NumberPlace, number | null>): StatedNumbers {
  const entries = numberPlaces.flatMap((place) => {
    const number = stated[place];
    return number === null ? [] : [[place, number] as const];
  });
  return Object.fromEntries(entries);
}

function fieldNumber(fields: Fields | undefined, names: readonly string[]): number | null {
  for (const name of names) {
    const text = fields === undefined ? undefined : textField(fields, [name])?.text;
    const [, digits] = /^(?:\p{L}+\.?)?\s*(?:#\s*)?(\d{1,6})$/u.exec(foldText(text ?? '')) ?? [];
    if (digits !== undefined) return Number(digits);
  }
  return null;
}

/** The last segment of the address that says more than a date: `/blog/2017/8/29/bpf-updates-10`. */
function slugCandidates(fields: Fields): NumberCandidate[] {
  const text = textField(fields, slugNames)?.text ?? '';
  if (/^[a-z]+:|[{}:]/i.test(text)) return [];
  const segments = readDates(foldText(text).replace(/^\/+|\/+$/g, '')).rest.split('/');
  return readNumbers(segments.findLast((segment) => segment.trim() !== '') ?? '', 'name');
}

function titleCandidates(plainTitle: string | null): NumberCandidate[] {
  return plainTitle === null ? [] : readNumbers(plainTitle, 'title');
}

/** Decides among the units that follow one convention: those of one shape of folder and one language. */
function choose(
  units: readonly IssueUnit[],
  kind: 'name' | 'title',
  candidatesOf: (source: IssueSource) => NumberCandidate[],
): (NumberCandidate | null)[] {
  const chosen: (NumberCandidate | null)[] = units.map(() => null);
  const indexes = units.flatMap(({ main, depth }, index) => {
    if (main === null) return [];
    const group = `${shapeOf(main.segments.slice(0, depth ?? -1))}\n${main.language}`;
    return [{ index, source: main, group }];
  });
  for (const group of groupBy(indexes, (entry) => entry.group).values()) {
    const numbers = chooseNumbers(
      group.map(({ source }) => candidatesOf(source)),
      kind,
    );
    for (const [at, { index }] of group.entries()) chosen[index] = numbers[at] ?? null;
  }
  return chosen;
}

/** The name of the file, and where the issue has a folder of its own the name of that; the surer of the two. */
function chooseNames(units: readonly IssueUnit[]): (NumberCandidate | null)[] {
  const bareFolders = foldersOfBareNumbers(units);
  const own = choose(units, 'name', (source) => {
    if (isIndexName(source.stem)) return [];
    const isYearOnly = /^\d{4}$/.test(source.stem) && bareFolders.has(source.folders.join('/'));
    return nameCandidates(isYearOnly ? source.stem : source.segments.at(-1));
  });
  const folders = chooseFolderNames(units);
  return units.map((_, index) => {
    const [file, folder] = [own[index] ?? null, folders[index] ?? null];
    if (file === null || folder === null) return file ?? folder;
    return isWeak(file) && !isWeak(folder) ? folder : file;
  });
}

/** Where `1987.md` and `2100.md` are issues, `2019.md` between them is no year. */
function foldersOfBareNumbers(units: readonly IssueUnit[]): ReadonlySet<string> {
  const bare = units.flatMap(({ main }) =>
    main !== null && /^\s*\d+\s*$/.test(main.segments.at(-1) ?? '') ? [main] : [],
  );
  const folders = groupBy(bare, (source) => source.folders.join('/'));
  return new Set(
    [...folders].flatMap(([folder, sources]) => (sources.length >= fewBareNumbers ? [folder] : [])),
  );
}

function chooseFolderNames(units: readonly IssueUnit[]): (NumberCandidate | null)[] {
  const chosen: (NumberCandidate | null)[] = units.map(() => null);
  const inFolder = units.flatMap((unit, index) => {
    const source = unit.main ?? unit.parts[0];
    return unit.depth === null || source === undefined ? [] : [{ index, source, depth: unit.depth }];
  });
  const groups = groupBy(
    inFolder,
    ({ source, depth }) => `${shapeOf(source.segments.slice(0, depth))}\n${source.language}`,
  );
  for (const group of groups.values()) {
    const numbers = chooseNumbers(
      group.map(({ source, depth }) => nameCandidates(source.segments[depth])),
      'name',
    );
    for (const [at, { index }] of group.entries()) chosen[index] = numbers[at] ?? null;
  }
  return chosen;
}

/** `16-draft` is called 16, like its neighbours. */
function nameCandidates(segment: string | undefined): NumberCandidate[] {
  return readNumbers((segment ?? '').replaceAll(draftMark, ' '), 'name');
}

/** A slug that happens to end in a number does not overrule a file called `15.md`. */
function isDoubtful(
  slug: NumberCandidate | null | undefined,
  name: NumberCandidate | null | undefined,
): boolean {
  return slug != null && name != null && isWeak(slug) && !isWeak(name);
}

function isWeak(candidate: NumberCandidate): boolean {
  return candidate.form === 'trailing' || candidate.form === 'leading' || candidate.form === 'inner';
}
