import { AudienceError } from './audience-error.ts';

/** A list that is kept in the database, as the configuration names it. */
export interface KeptList {
  readonly name: string;
  /** What readers know it by. */
  readonly title: string;
  readonly description: string | null;
  /** Whether readers may know of it. */
  readonly isPublic: boolean;
  /** Whether it is meant where nobody names one. */
  readonly isDefault: boolean;
}

/**
 * The kept list that a command means: the one that is named, the only one there is, or the one that answers for those who
 * name none.
 *
 * @throws AudienceError where that is none, or several
 */
export function chooseKeptList(lists: readonly KeptList[], asked: string | undefined): KeptList {
  const names = lists.map(({ name }) => name).join(', ');
  if (lists.length === 0)
    throw new AudienceError([
      'No list is kept in the database: name one under lists: in pennypost.yaml, such as "lists:", below it "  weekly:" and below that "    title: The weekly letter".',
    ]);
  if (asked !== undefined) {
    const named = lists.find(({ name }) => name === asked);
    if (named) return named;
    throw new AudienceError([
      `No list named ${JSON.stringify(asked)} is kept in the database; there is ${names}.`,
    ]);
  }
  const defaults = lists.filter(({ isDefault }) => isDefault);
  const [chosen, another] = defaults.length > 0 ? defaults : lists;
  if (chosen && !another) return chosen;
  throw new AudienceError([
    `Which list? Give --list with one of ${names}, or write default: true below one of them.`,
  ]);
}
