import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** A file to be written, by its absolute path. */
export interface Output {
  readonly path: string;
  readonly contents: Uint8Array;
}

/**
 * Makes the folder hold these files and nothing else. A file that is up to date is left as it is, and none is ever half
 * written: a program may be running that has yet to read it.
 */
export function writeOutputs(folder: string, outputs: readonly Output[]): void {
  for (const { path, contents } of outputs) if (!holds(path, contents)) write(path, contents);
  keepOnly(
    folder,
    outputs.map(({ path }) => path),
  );
}

function keepOnly(folder: string, kept: readonly string[]): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const below = kept.filter((one) => one.startsWith(`${path}${sep}`));
    if (below.length > 0) keepOnly(path, below);
    else if (!kept.includes(path)) rmSync(path, { recursive: true });
  }
}

function holds(path: string, contents: Uint8Array): boolean {
  try {
    return readFileSync(path).equals(contents);
  } catch {
    return false;
  }
}

function write(path: string, contents: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}
