/** What is said on the socket of a data folder by whoever is no client of the database: lines of JSON. */

/** `contending`: it wants the folder. From `opening` on it alone has it, until its socket is gone. */
export type HolderState = 'contending' | 'opening' | 'holding' | 'leaving';

/** What a process says of itself to whoever asks. */
export interface HolderLine {
  readonly pid: number;
  /** What it was started as, for the person who has to wait for it. */
  readonly command: string;
  /** When it asked for the folder, ISO 8601. */
  readonly since: string;
  readonly state: HolderState;
  /** The newest migration that it knows; a Pennypost from before this said it shares the folder with nobody. */
  readonly knows?: string;
}

/** What is asked: once, or to be told of every change until one of the two is gone. */
export type AskLine =
  | { readonly ask: 'who' }
  | {
      readonly ask: 'watch';
      /** Whether it stays for long, and so is the better holder. */
      readonly isLasting: boolean;
    }
  /** The database as it is at this moment, as files in a folder of that name in the data folder. */
  | { readonly ask: 'copy'; readonly name: string };

/** What is answered to that. */
export type CopyLine = { readonly copied: true } | { readonly fault: string; readonly code?: string };

export function writeLine(line: HolderLine | AskLine | CopyLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** Null where the text is no such line. */
export function readAskLine(text: string): AskLine | null {
  const line = readObject(text);
  if (line?.['ask'] === 'who') return { ask: 'who' };
  const name = line?.['name'];
  if (line?.['ask'] === 'copy') return typeof name === 'string' ? { ask: 'copy', name } : null;
  return line?.['ask'] === 'watch' ? { ask: 'watch', isLasting: line['isLasting'] === true } : null;
}

/** Null where the text is no such line. */
export function readHolderLine(text: string): HolderLine | null {
  const { pid, command, since, state, knows } = readObject(text) ?? {};
  if (typeof pid !== 'number' || !isState(state)) return null;
  const line = { pid, command: `${command}`, since: `${since}`, state };
  return typeof knows === 'string' ? { ...line, knows } : line;
}

/** Null where the text is no such line. */
export function readCopyLine(text: string): CopyLine | null {
  const { copied, fault, code } = readObject(text) ?? {};
  if (copied === true) return { copied };
  if (typeof fault !== 'string') return null;
  return typeof code === 'string' ? { fault, code } : { fault };
}

function isState(state: unknown): state is HolderState {
  return state === 'contending' || state === 'opening' || state === 'holding' || state === 'leaving';
}

function readObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
