import { resolve } from 'node:path';
import { describeServer } from '../../database/connect-fault.ts';

/** A database by where it is: a server, or a data folder. */
export type Place =
  | { readonly kind: 'server'; readonly url: string }
  | { readonly kind: 'folder'; readonly directory: string };

/** For people; never with its password. */
export function describePlace(place: Place): string {
  return place.kind === 'server' ? describeServer(place.url) : `the data folder ${resolve(place.directory)}`;
}

/** A URL of PostgreSQL is a server, anything else the path of a folder. */
export function readPlace(text: string, cwd: string): Place {
  return /^postgres(?:ql)?:\/\//i.test(text)
    ? { kind: 'server', url: text }
    : { kind: 'folder', directory: resolve(cwd, text) };
}
