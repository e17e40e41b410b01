import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { readSource } from '../read-source.ts';
import { faultsOfCircles } from './circles.ts';
import { faultsOfFolders } from './count-files.ts';
import { faultsOfImport } from './imports.ts';
import { faultsOfNames } from './names.ts';
import { describe, type SourceFile } from './source-file.ts';
import { faultsOfCall, faultsOfShape, faultsOfStanding } from './stands.ts';

interface CheckedProject {
  readonly files: readonly SourceFile[];
  /** `file:line: what is wrong.` each. */
  readonly faults: readonly string[];
}

/** Holds every file of a project's src to the rules. A project without any has a fault as well. */
export function checkProject(project: string): CheckedProject {
  const files = sourcePaths(join(project, 'src')).map((path) => readFile(project, path));
  if (files.length === 0)
    return { files, faults: [`${join(project, 'src')}: holds no TypeScript file, so nothing was checked.`] };
  const faults = [
    ...files.flatMap(faultsOfFile),
    ...faultsOfFolders(files),
    ...faultsOfNames(files),
    ...faultsOfCircles(files),
  ];
  return { files, faults };
}

function sourcePaths(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => posix.join('src', path.replaceAll('\\', '/')))
    .filter((path) => /\.[cm]?tsx?$/.test(path))
    .sort();
}

function readFile(project: string, path: string): SourceFile {
  const text = readFileSync(join(project, path), 'utf8');
  return { ...describe(path), lines: text.split('\n').length - 1, ...readSource(path, text) };
}

function faultsOfFile(file: SourceFile): string[] {
  const at = (line: number) => (fault: string) => `${file.path}:${line}: ${fault}`;
  const standing = faultsOfStanding(file);
  if (standing.length > 0) return standing.map(at(1));
  return [
    ...faultsOfShape(file).map(at(1)),
    ...file.imports.flatMap((imported) => faultsOfImport(file, imported).map(at(imported.line))),
    ...file.calls.flatMap((call) => faultsOfCall(file, call).map(at(call.line))),
  ];
}
