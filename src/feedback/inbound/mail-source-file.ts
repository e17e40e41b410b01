import { opendir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { isMbox, splitMbox } from '../../mail/mbox.ts';
import { FeedbackError } from '../feedback-error.ts';

/** One message and where it was found. */
export interface FoundMessage {
  /** The path as it was given; with `#2` behind it for the second message of an mbox file of several. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

const maxFileBytes = 512 * 1024 * 1024;
/** The folders of a Maildir whose files are whole messages; `tmp` holds what is still being written. */
const maildirFolders = ['cur', 'new'];

/**
 * The messages under a path: a file with one message, an mbox file, a Maildir, or a folder of files.
 *
 * @throws FeedbackError where there is nothing to read
 */
export async function* readMailSource(given: string, cwd: string): AsyncGenerator<FoundMessage> {
  const full = path.resolve(cwd, given);
  const found = await stat(full).catch((cause: NodeJS.ErrnoException) => {
    throw new FeedbackError([`${given}: cannot be read (${cause.code ?? cause.message}).`], { cause });
  });
  if (found.isDirectory()) yield* readFolder(given, full);
  else if (found.size > maxFileBytes)
    throw new FeedbackError([`${given}: is larger than ${maxFileBytes / 1024 / 1024} MB; give it in parts.`]);
  else yield* messagesOf(given, await readWhole(given, full));
}

/** The messages in bytes that came from a file or through a pipe. */
export function* messagesOf(file: string, bytes: Uint8Array): Generator<FoundMessage> {
  if (!isMbox(bytes)) return yield { file, bytes };
  const [first, second, ...others] = splitMbox(bytes);
  if (!first || !second) return yield { file, bytes: first ?? bytes };
  let number = 0;
  for (const message of [first, second, ...others]) yield { file: `${file}#${++number}`, bytes: message };
}

async function* readFolder(given: string, full: string): AsyncGenerator<FoundMessage> {
  const names = await filesIn(full);
  const inMaildir =
    names.length > 0
      ? []
      : await Promise.all(maildirFolders.map((name) => filesIn(path.join(full, name), name)));
  const files = [...names, ...inMaildir.flat()];
  if (files.length === 0) throw new FeedbackError([`${given}: is a folder without a message in it.`]);
  for (const name of files) {
    const file = path.join(given, name);
    yield* messagesOf(file, await readWhole(file, path.join(full, name)));
  }
}

async function filesIn(folder: string, prefix = ''): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      if (entry.isFile() && !entry.name.startsWith('.')) names.push(path.join(prefix, entry.name));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return names.sort();
}

async function readWhole(file: string, full: string): Promise<Uint8Array> {
  return readFile(full).catch((cause: NodeJS.ErrnoException) => {
    throw new FeedbackError([`${file}: cannot be read (${cause.code ?? cause.message}).`], { cause });
  });
}
