import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type Newsletter, newsletter } from '../journey/newsletter.ts';
import type { Ran } from '../journey/running.ts';
import { imports } from './places.ts';

type Figures = Readonly<Record<string, number>>;

/** What is right for a case, as figures; other answers that are right as well in `alt`. */
interface Expected {
  readonly file?: 'refused' | 'asks';
  readonly step?: number;
  readonly people?: Readonly<Record<string, string>>;
  readonly alt?: readonly Expected[];
}

const words = ['rows', 'added', 'updated', 'merged', 'already', 'left', 'suppressed', 'refused'];

/**
 * Where the program answers otherwise than the first of the right answers, and why. A quote that is never closed costs its
 * own row and no other; a sentence instead of a list is refused nowhere; addresses outside ASCII are for the relay to judge.
 */
const otherwise: readonly string[] = ['quote-unclosed.csv', 'addr-idn.csv'];

let letters: Newsletter;
afterEach(() => letters.remove());

const cases = existsSync(imports)
  ? (Object.entries(JSON.parse(readFileSync(path.join(imports, 'expected.json'), 'utf8'))) as [
      string,
      Expected,
    ][])
  : [];

function lastJson({ out }: Ran): Record<string, unknown> | null {
  try {
    return JSON.parse(out.trim().split('\n').at(-1) ?? '');
  } catch {
    return null;
  }
}

async function stateOf(address: string): Promise<string | null> {
  const reader = lastJson(await letters.run(['reader', address, '--json']));
  if (reader === null) return null;
  if (reader['mailed'] === true) return 'mail';
  if (reader['suppression'] !== null) return 'suppressed';
  const lists = reader['lists'] as readonly { readonly state: string }[];
  return lists.some(({ state }) => state === 'left') ? 'left' : (lists[0]?.state ?? null);
}

async function runCase(name: string, { step }: Expected): Promise<Ran> {
  const place = path.join(imports, name);
  if (!name.endsWith('/')) return letters.run(['subscribers', 'import', place, '--json']);
  const files = readdirSync(place)
    .sort()
    .map((file) => path.join(place, file));
  if (name.startsWith('move/')) return letters.run(['move', '--from', path.basename(name), place, '--json']);
  if (step === undefined) return letters.run(['subscribers', 'import', ...files, '--json']);
  let last: Ran | null = null;
  for (const file of files) {
    const erased = path.basename(file).includes('erase') ? readFileSync(file, 'utf8').trim() : null;
    last = await letters.run(
      erased === null ? ['subscribers', 'import', file, '--json'] : ['subscribers', 'erase', erased, '--yes'],
    );
  }
  if (last === null) throw new Error(`${name} has no files.`);
  return last;
}

function fits(
  wanted: Expected,
  ran: Ran,
  account: Figures | null,
  people: Record<string, string | null>,
): boolean {
  if (wanted.file !== undefined) return ran.code === 1 && account === null;
  if (ran.code !== 0 || account === null) return false;
  const figures = wanted as unknown as Figures;
  return (
    words.every((word) => account[word] === (figures[word] ?? 0)) &&
    Object.entries(wanted.people ?? {}).every(([address, state]) => people[address] === state)
  );
}

it.each(cases.filter(([name]) => name !== 'gen-million.py'))(
  '%s is imported rightly',
  async (name, expected) => {
    letters = await newsletter('postgres');
    letters.configure('lists:\n  letters:\n    title: Letters\n');
    const ran = await runCase(name, expected);
    const account = lastJson(ran) as Figures | null;
    const right = [expected, ...(expected.alt ?? [])];
    const people: Record<string, string | null> = {};
    for (const address of right.flatMap((one) => Object.keys(one.people ?? {})))
      people[address] ??= await stateOf(address);
    const which = right.findIndex((one) => fits(one, ran, account, people));
    expect({ which, ...(which < 0 && { account, people, err: ran.err }) }).toEqual({
      which: otherwise.includes(name) ? 1 : 0,
    });
  },
);
