/**
 * Refuses what would let the rooms run into each other: `tsx scripts/check-rooms.ts [PROJECT]`. Prints one line a
 * fault, `file:line: what is wrong.`, and exits 1. A project without a single file of source is a fault as well, since
 * a check that looked at nothing proves nothing.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { readSource } from './read-source.ts';
import * as rules from './rooms.ts';

const project = process.argv[2] ?? '.';
const paths = sourcePaths(join(project, 'src'));
const faults = paths.flatMap((path) => faultsOfFile(path, readFileSync(join(project, path), 'utf8')));
if (paths.length === 0)
  faults.push(`${join(project, 'src')}: holds no TypeScript file, so nothing was checked.`);
for (const fault of faults) console.error(fault);
console.log(`${paths.length} files of src checked, ${faults.length} faults.`);
process.exitCode = faults.length > 0 ? 1 : 0;

function sourcePaths(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((path) => posix.join('src', path.replaceAll('\\', '/')))
    .filter((path) => /\.[cm]?tsx?$/.test(path))
    .sort();
}

function faultsOfFile(path, text) {
  const at = (line) => (fault) => `${path}:${line}: ${fault}`;
  const file = describe(path);
  if (!rules.rooms.includes(file.room))
    return [at(1)(`stands in no room; the rooms are ${rules.rooms.join(', ')}.`)];
  const { imports, calls } = readSource(path, text);
  return [
    ...faultsOfShape(file, text).map(at(1)),
    ...imports.flatMap((imported) => faultsOfImport(file, imported).map(at(imported.line))),
    ...calls.flatMap((call) => faultsOfCall(file, call).map(at(call.line))),
  ];
}

/** What the path alone tells: `src/queue/feed-bullmq.ts` is in room queue and touches the world. */
function describe(path) {
  const top = path.split('/')[1];
  const room = Object.keys(rules.partsOf).find((whole) => rules.partsOf[whole].test(top)) ?? top;
  const name = posix.basename(path).replace(/\.[^.]+$/, '');
  const suffix = rules.worldSuffixes.find((end) => name === end || name.endsWith(`-${end}`));
  return { path, room, name, suffix, isPure: suffix === undefined && !rules.worldRooms.includes(room) };
}

function faultsOfShape({ name }, text) {
  const lines = text.split('\n').length - 1;
  return [
    ...(lines > rules.maxLines
      ? [`has ${lines} lines, ${rules.maxLines} are allowed: split it by what it does.`]
      : []),
    ...(rules.emptyNames.includes(name)
      ? [`"${name}" says nothing: name the file after what it holds.`]
      : []),
  ];
}

function faultsOfCall(file, { name }) {
  return file.isPure && rules.worldCalls.includes(name) ? [touches('calls', `${name}()`)] : [];
}

function faultsOfImport(file, imported) {
  const { specifier } = imported;
  if (specifier === null)
    return ['imports a name made at run time, which nobody can check: write the name out.'];
  if (specifier.startsWith('.')) return faultsOfNeighbour(file, imported);
  return isBuiltin(specifier) ? faultsOfBuiltin(file, imported) : faultsOfPackage(file, imported);
}

function faultsOfNeighbour(file, { specifier, isTypeOnly }) {
  const path = posix.join(posix.dirname(file.path), specifier);
  if (!path.startsWith('src/')) return [`imports "${specifier}", which lies outside src.`];
  const target = describe(path);
  const found = [];
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

function faultsOfBuiltin(file, { specifier, isTypeOnly }) {
  const module = `node:${specifier.replace(/^node:/, '').split('/')[0]}`;
  const isWorld = !isTypeOnly && !rules.pureBuiltins.includes(module);
  return file.isPure && isWorld ? [touches('imports', `"${specifier}"`)] : [];
}

function faultsOfPackage(file, imported) {
  const { specifier, isTypeOnly } = imported;
  const name = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
  const home = rules.homes[name];
  if (!home) return [`imports "${specifier}", which has no home: decide on its room in scripts/rooms.ts.`];
  const isWorld = !isTypeOnly && rules.worldPackages.includes(name);
  return [
    ...(home === file.room || isLent(name, file, imported)
      ? []
      : [`${file.room} may not import "${specifier}": its home is ${home}.`]),
    ...(file.isPure && isWorld ? [touches('imports', `"${specifier}"`)] : []),
  ];
}

function isLent(name, file, { isTypeOnly, names }) {
  const loan = rules.lent[name];
  if (!loan || loan.to !== file.suffix) return false;
  return isTypeOnly || Boolean(names?.every((one) => loan.names.includes(one)));
}

function touches(verb, what) {
  const ends = rules.worldSuffixes.map((end) => `-${end}`).join(', ');
  return `is pure by its name but ${verb} ${what}: end the name in what it touches (${ends}), or be given it.`;
}
