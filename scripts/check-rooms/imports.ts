/** What a file may not import: a room below its own, a folder behind its own, a package that lives elsewhere, the world. */
import { isBuiltin } from 'node:module';
import type { Import } from '../read-source.ts';
import * as rules from '../rooms.ts';
import { describe, pathOfImport, type SourceFile, type Standing } from './source-file.ts';
import { touches } from './stands.ts';

export function faultsOfImport(file: SourceFile, imported: Import): string[] {
  const { specifier } = imported;
  if (specifier === null)
    return ['imports a name made at run time, which nobody can check: write the name out.'];
  if (specifier.startsWith('.')) return faultsOfNeighbour(file, specifier, imported);
  return isBuiltin(specifier)
    ? faultsOfBuiltin(file, specifier, imported)
    : faultsOfPackage(file, specifier, imported);
}

function faultsOfNeighbour(file: SourceFile, specifier: string, { isTypeOnly }: Import): string[] {
  const path = pathOfImport(file.path, specifier);
  if (!path.startsWith('src/')) return [`imports "${specifier}", which lies outside src.`];
  const target = describe(path);
  const found = target.room === file.room ? faultsOfFolder(file, target, specifier) : [];
  const only = rules.importedOnlyBy[target.room];
  if (rules.rooms.indexOf(target.room) > rules.rooms.indexOf(file.room))
    found.push(
      `${file.room} may not import ${target.room} ("${specifier}"): a room imports only those above it.`,
    );
  else if (only && ![only, target.room].includes(file.room))
    found.push(`${file.room} may not import ${target.room} ("${specifier}"): only ${only} does.`);
  const isWorld = target.suffix !== undefined && !rules.pureToImport.includes(target.suffix);
  // What the compiler removes cannot touch the world, though it can still break a wall.
  if (file.isPure && isWorld && !isTypeOnly) found.push(touches('imports', `"${specifier}"`));
  return found;
}

function faultsOfFolder(file: Standing, target: Standing, specifier: string): string[] {
  const [own, other] = [placeOf(file), placeOf(target)];
  if (other <= own) return [];
  const what = `${shown(file)} may not import ${shown(target)} ("${specifier}")`;
  if (file.folder === '.') return [`${what}: they are its words, and know none of its folders.`];
  if (target.folder === '.') return [`${what}: they are its roof, and no folder knows them.`];
  return [`${what}: a folder imports only those before it in scripts/rooms.ts.`];
}

/** The place of the longest listed folder that the path starts with. */
function placeOf({ room, folder }: Standing): number {
  const folders = rules.folders[room] ?? ['.'];
  const around = folders.filter((one) => one === folder || folder.startsWith(`${one}/`));
  return folders.indexOf(around.reduce((longest, one) => (one.length > longest.length ? one : longest), ''));
}

function shown({ room, folder }: Standing): string {
  return folder === '.' ? `the files directly in ${room}` : `${room}/${folder}`;
}

function faultsOfBuiltin(file: SourceFile, specifier: string, { isTypeOnly }: Import): string[] {
  const module = `node:${specifier.replace(/^node:/, '').split('/')[0]}`;
  const isWorld = !isTypeOnly && !rules.pureBuiltins.includes(module);
  return file.isPure && isWorld ? [touches('imports', `"${specifier}"`)] : [];
}

function faultsOfPackage(file: SourceFile, specifier: string, imported: Import): string[] {
  const name = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
  const home = rules.homes[name];
  if (!home) return [`imports "${specifier}", which has no home: decide on its room in scripts/rooms.ts.`];
  const isWorld = !imported.isTypeOnly && rules.worldPackages.includes(name);
  return [
    ...(home === file.room || isLent(name, file, imported)
      ? []
      : [`${file.room} may not import "${specifier}": its home is ${home}.`]),
    ...(file.isPure && isWorld ? [touches('imports', `"${specifier}"`)] : []),
  ];
}

function isLent(name: string, file: SourceFile, { isTypeOnly, names }: Import): boolean {
  const loan = rules.lent[name];
  if (!loan || loan.to !== file.suffix) return false;
  return isTypeOnly || Boolean(names?.every((one) => loan.names.includes(one)));
}
