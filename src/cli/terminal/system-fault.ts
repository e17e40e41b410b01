import { isDatabaseAway } from '../../database/connect-fault.ts';

/** What the operating system or the database refuses, and a person can mend: said to them, and not reported to us. */
export interface SystemFault {
  readonly failure: 'mistake' | 'temporary';
  readonly sentence: string;
}

interface Coded {
  readonly code?: unknown;
  readonly path?: unknown;
  readonly dest?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
}

const mostCauses = 10;
const maxShown = 80;

/** Null where neither an error nor what caused it is a fault of that kind. */
export function systemFault(error: unknown): SystemFault | null {
  let one: unknown = error;
  for (let depth = 0; depth < mostCauses && typeof one === 'object' && one !== null; depth += 1) {
    const fault = faultOf(one);
    if (fault) return fault;
    one = (one as Coded).cause;
  }
  return null;
}

function faultOf(error: Coded): SystemFault | null {
  const { code, path, dest, message } = error;
  if (isDatabaseAway(error)) return temporary('The database went away amid this', 'wait until it is back');
  const where = shown(path ?? dest);
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return mistake(
        `This user may not read or write${where}: give it the right to, or name another folder.`,
      );
    case 'EROFS':
      return mistake(
        `The file system${where && ` of${where}`} is read-only: name a folder that can be written to.`,
      );
    case 'ENAMETOOLONG':
      return mistake(`A name is longer than the file system takes:${where}.`);
    case 'ENOSPC':
    case 'EDQUOT':
      return noRoom(`There is no room left on the disk${where && ` for${where}`}`);
    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    case '53100':
      return noRoom('The disk of the database is full');
    case '42501':
      return mistake(
        `The user of the database may not do what is needed (${String(message)}): let it own the schema "pennypost", or give it all rights there.`,
      );
    default:
      return null;
  }
}

function mistake(sentence: string): SystemFault {
  return { failure: 'mistake', sentence };
}

function noRoom(what: string): SystemFault {
  return temporary(what, 'make room');
}

function temporary(what: string, remedy: string): SystemFault {
  const sentence = `${what}: ${remedy}, and run the same command again. What was recorded until here is kept.`;
  return { failure: 'temporary', sentence };
}

function shown(path: unknown): string {
  if (typeof path !== 'string' || path === '') return '';
  return ` ${path.length > maxShown ? `${path.slice(0, maxShown)}…` : path}`;
}
