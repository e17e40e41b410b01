import type { KeptList } from './kept-list.ts';
import type { SubscriberList } from './subscriber-list.ts';

/** Which lists a send goes to, as somebody asked for it. */
export interface AskedLists {
  readonly names: readonly string[];
  /** Whether a command or the issue named them: then a send that is begun is extended by them. */
  readonly isNamed: boolean;
  /** Whether it goes to the files as one list, so that a file that is new belongs to it. */
  readonly followsFiles: boolean;
  /** Why a send that is not begun cannot be begun so, in a sentence; null where it can. */
  readonly question: string | null;
}

/**
 * The lists of a send: those that the command names, else the issue, else those that answer where nobody names one. The
 * files of a folder are one list as long as no list is kept beside them.
 *
 * @param command what `--list` says
 * @param issue what the front matter says
 */
export function askLists(
  { command, issue }: { readonly command: readonly string[]; readonly issue: readonly string[] },
  kept: readonly KeptList[],
  files: readonly SubscriberList[],
): AskedLists {
  const all = [...kept, ...files].map(({ name }) => name);
  const twice = files.find(({ name }) => kept.some((list) => list.name === name));
  const asked = command.length > 0 ? command : issue;
  const plain = { isNamed: false, followsFiles: false, question: null };
  if (twice) return { ...plain, names: [], question: twiceNamed(twice) };
  if (asked.length > 0) {
    const unknown = asked.filter((name) => !all.includes(name));
    const question = unknown.length === 0 ? null : unknownLists(unknown, all, command.length > 0);
    return { ...plain, names: asked, isNamed: question === null, question };
  }
  if (kept.length === 0) return { ...plain, names: all, followsFiles: true };
  const defaults = kept.filter(({ isDefault }) => isDefault).map(({ name }) => name);
  if (defaults.length > 0) return { ...plain, names: defaults };
  if (all.length === 1) return { ...plain, names: all };
  const question = `Which list? Give --list with one of ${all.join(', ')}, write lists: into the front matter of the issue, or default: true below one of them in pennypost.yaml.`;
  return { ...plain, names: [], question };
}

function twiceNamed({ name, file }: SubscriberList): string {
  return `The list ${JSON.stringify(name)} is kept in the database, by lists: in pennypost.yaml, and is the file ${file} as well: take the file away, or give one of them another name.`;
}

function unknownLists(unknown: readonly string[], all: readonly string[], isOfCommand: boolean): string {
  const where = isOfCommand ? '--list' : 'lists: in the front matter';
  const names = unknown.map((name) => JSON.stringify(name)).join(', ');
  return `${where} names ${names}, and there is no such list; there is ${all.join(', ')}.`;
}
