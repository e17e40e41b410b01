import { posix } from 'node:path';
import type { Call, Import } from '../read-source.ts';
import * as rules from '../rooms.ts';

/** What a path alone tells: `src/queue/feed-bullmq.ts` is in room queue and touches the world. */
export interface Standing {
  readonly path: string;
  readonly room: string;
  /** Its folder inside the room, `.` for one directly in it. */
  readonly folder: string;
  /** Its name without its ending. */
  readonly name: string;
  /** What it touches of the world, by its name. */
  readonly suffix: string | undefined;
  readonly isPure: boolean;
}

/** A file of src, and what it takes from outside itself. */
export interface SourceFile extends Standing {
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly calls: readonly Call[];
}

export function describe(path: string): Standing {
  const [, top = '', ...rest] = path.split('/');
  const room = Object.keys(rules.partsOf).find((whole) => rules.partsOf[whole]?.test(top)) ?? top;
  const name = posix.basename(path).replace(/\.[^.]+$/, '');
  const suffix = rules.worldSuffixes.find((end) => name === end || name.endsWith(`-${end}`));
  const isPure = suffix === undefined && !rules.worldRooms.includes(room);
  return { path, room, folder: rest.slice(0, -1).join('/') || '.', name, suffix, isPure };
}

/** Where an import of a neighbour leads, as a path of the project. */
export function pathOfImport(importer: string, specifier: string): string {
  return posix.join(posix.dirname(importer), specifier);
}
