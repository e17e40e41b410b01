import { AudienceError } from '../../../src/audience/audience-error.ts';
import { fileStateOf } from '../../../src/audience/imports/file-state.ts';
import { ImportNotes, type ImportRow } from '../../../src/audience/imports/import-row.ts';
import { readImport } from '../../../src/audience/imports/read-import.ts';
import type { SystemProfile } from '../../../src/audience/imports/system-profile.ts';
import { moveSystems } from '../../../src/audience/imports/systems/move-systems.ts';

/** What was read of a file. */
export interface Read {
  /** `anna mail`: the local part and the state, or why they are suppressed. */
  readonly said: readonly string[];
  readonly people: readonly ImportRow[];
  readonly refused: readonly { readonly line: number; readonly reason: string; readonly cell: string }[];
  readonly blank: number;
  readonly notes: readonly string[];
  /** Why the file as a whole is refused; null where it is not. */
  readonly fault: string | null;
}

export interface Given {
  /** What the file is called. */
  readonly name?: string;
  readonly from?: string;
  readonly list?: string;
  readonly profile?: SystemProfile;
  /** In how large pieces its bytes come. */
  readonly chunk?: number;
}

/** Reads a file as `subscribers import` does, or `move --from`. */
export async function read(bytes: string | Buffer, given: Given = {}): Promise<Read> {
  const { name = 'people.csv', from, list = 'letters', chunk = 65_536 } = given;
  const all = Buffer.from(bytes);
  const file = {
    name,
    bytes: async function* () {
      for (let at = 0; at < all.length; at += chunk) yield all.subarray(at, at + chunk);
    },
  };
  const profile = given.profile ?? profileOf(name, from);
  const notes = new ImportNotes();
  const people: ImportRow[] = [];
  const refused: { line: number; reason: string; cell: string }[] = [];
  let fault: string | null = null;
  try {
    for await (const rows of readImport(file, { profile, list }, notes))
      for (const row of rows) {
        if (row.kind === 'person') people.push(row);
        else refused.push({ line: row.line, reason: row.reason, cell: row.cell });
      }
  } catch (error) {
    if (!(error instanceof AudienceError)) throw error;
    fault = error.faults.join('\n');
  }
  const said = people.map(
    ({ address, state, suppressedBy }) => `${address.split('@')[0]} ${suppressedBy ?? state}`,
  );
  return { said, people, refused, blank: notes.blank, notes: notes.sentences(), fault };
}

function profileOf(name: string, from: string | undefined): SystemProfile {
  if (from === undefined) return { fileState: fileStateOf(name) };
  const profile = moveSystems.find((system) => system.name === from)?.profileOf(name);
  if (!profile) throw new Error(`${from} has no such file as ${name}.`);
  return profile;
}
