import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AudienceError } from './audience-error.ts';
import type { ListRow } from './list-row.ts';
import { readFields, readList } from './subscriber-csv.ts';
import type { SubscriberList } from './subscriber-list.ts';

/**
 * The lists of a directory, one a `.csv` file, in the order of their names. Only their names are read yet.
 *
 * @throws AudienceError where there is no such directory, no list in it, or two of one name
 */
export async function findLists(directory: string): Promise<SubscriberList[]> {
  const files = (await fileNames(directory)).filter(isList).sort();
  if (files.length === 0)
    throw new AudienceError([
      `${directory} holds no list of subscribers: put one there, such as readers.csv with a header row email,name.`,
    ]);
  const lists = files.map((name) => openList(directory, name));
  const repeated = lists.filter(({ name }, at) => lists.findIndex((list) => list.name === name) < at);
  if (repeated.length > 0)
    throw new AudienceError(repeated.map(({ name }) => `${directory} holds two lists named "${name}".`));
  return lists;
}

/** The lists of a directory, or none where it holds none yet: for looking at an issue before anybody subscribed. */
export async function findListsIfAny(directory: string): Promise<SubscriberList[]> {
  try {
    return await findLists(directory);
  } catch (error) {
    if (error instanceof AudienceError) return [];
    throw error;
  }
}

async function fileNames(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    throw openFault(error, directory, 'directory');
  }
}

/** Hidden files are what editors and archives leave beside the real one. */
function isList(name: string): boolean {
  return /^[^.].*\.csv$/i.test(name);
}

function openList(directory: string, fileName: string): SubscriberList {
  const file = join(directory, fileName);
  const name = fileName.replace(/\.csv$/i, '');
  return { name, file, fields: () => readFileFields(file), rows: () => readFileRows(file) };
}

async function readFileFields(file: string): Promise<string[]> {
  try {
    return await readFields(createReadStream(file), file);
  } catch (error) {
    throw error instanceof AudienceError ? error : openFault(error, file, 'file');
  }
}

async function* readFileRows(file: string): AsyncGenerator<ListRow> {
  try {
    yield* readList(createReadStream(file), file);
  } catch (error) {
    throw error instanceof AudienceError ? error : openFault(error, file, 'file');
  }
}

const whyUnreachable: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'is not a directory',
  EISDIR: 'is a directory',
  EACCES: 'may not be read by this user',
};

export function openFault(error: unknown, path: string, what: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const why = whyUnreachable[code];
  return why ? new AudienceError([`The ${what} ${path} ${why}.`], { cause: error }) : error;
}
