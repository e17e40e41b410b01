/** What one file may not be by itself: where it stands, its name, its length, what it calls. */
import type { Call } from '../read-source.ts';
import * as rules from '../rooms.ts';
import type { SourceFile, Standing } from './source-file.ts';

/** A file in no room, or in a folder that has no place in its room; nothing else can be said of such a file. */
export function faultsOfStanding({ room, folder }: Standing): string[] {
  if (!rules.rooms.includes(room)) return [`stands in no room; the rooms are ${rules.rooms.join(', ')}.`];
  const folders = rules.folders[room] ?? ['.'];
  if (folders.includes(folder)) return [];
  const known = folders.filter((one) => one !== '.');
  if (known.length === 0) return [`stands in folder ${folder}, but ${room} has no folders.`];
  return [
    `stands in folder ${folder}, which has no place in ${room}: give it one in scripts/rooms.ts, or use ${known.join(', ')}.`,
  ];
}

export function faultsOfShape({ name, lines }: SourceFile): string[] {
  return [
    ...(lines > rules.maxLines
      ? [`has ${lines} lines, ${rules.maxLines} are allowed: split it by what it does.`]
      : []),
    ...(rules.emptyNames.includes(name)
      ? [`"${name}" says nothing: name the file after what it holds.`]
      : []),
  ];
}

export function faultsOfCall(file: SourceFile, { name }: Call): string[] {
  return file.isPure && rules.worldCalls.includes(name) ? [touches('calls', `${name}()`)] : [];
}

/** What is said of a pure file that is not. */
export function touches(verb: string, what: string): string {
  const ends = rules.worldSuffixes.map((end) => `-${end}`).join(', ');
  return `is pure by its name but ${verb} ${what}: end the name in what it touches (${ends}), or be given it.`;
}
