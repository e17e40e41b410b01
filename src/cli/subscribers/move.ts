import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AudienceError } from '../../audience/audience-error.ts';
import type { MoveSystem } from '../../audience/imports/systems/move-system.ts';
import { moveSystems } from '../../audience/imports/systems/move-systems.ts';
import type { ImportSource } from '../../audience/kept/import-people-sql.ts';
import { importFile } from '../../audience/kept/open-import-file.ts';
import { chooseKeptList } from '../../audience/kept-list.ts';
import { type CommandContext, loadConfig } from '../terminal/command-context.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { type ImportCommandOptions, runImport } from './run-import.ts';

export interface MoveOptions extends ImportCommandOptions {
  readonly from: string;
}

/** A file, and how it was named: what it is called relative to a folder that was given tells what is in it. */
interface GivenFile {
  readonly file: string;
  readonly shownAs: string;
  readonly within: string;
}

/** `pennypost move --from ghost members.csv`: everybody of another system, with what it hides and where. */
export async function move(
  files: readonly string[],
  options: MoveOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const config = loadConfig(context, options);
  const list = chooseKeptList(config.keptLists, options.list);
  const system = moveSystems.find(({ name }) => name === options.from);
  if (!system) throw new AudienceError([`Nobody knows the system ${JSON.stringify(options.from)}.`]);
  const given = (await Promise.all(files.map((file) => expand(file, context.cwd)))).flat();
  const sources = sourcesOf(given, system);
  const skipped = given.filter(({ shownAs }) => !sources.some(({ file }) => file.name === shownAs));
  for (const { shownAs } of skipped) context.err(`note: ${shownAs} holds no members, and was not read.\n`);
  if (sources.length === 0)
    throw new AudienceError([
      `There is no file of people among these. From ${system.name} fetch: ${system.exports}`,
    ]);
  const job = {
    sources,
    list: list.name,
    source: `move from ${system.name}`,
    warnings: system.missing(given.map(({ within }) => within)),
  };
  return runImport(job, options, config, context);
}

function sourcesOf(given: readonly GivenFile[], system: MoveSystem): ImportSource[] {
  return given.flatMap(({ file, shownAs, within }) => {
    const profile = system.profileOf(within);
    return profile === null ? [] : [{ file: importFile(file, shownAs), profile }];
  });
}

/** A folder is every file in it, but for hidden ones; what is not there is told when it is opened. */
async function expand(file: string, cwd: string): Promise<GivenFile[]> {
  const whole = path.resolve(cwd, file);
  const isFolder = await stat(whole).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return [{ file: whole, shownAs: file, within: whole.split(path.sep).join('/') }];
  const entries = await readdir(whole, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .map((one) => ({
      file: one,
      shownAs: path.join(file, path.relative(whole, one)),
      within: one.split(path.sep).join('/'),
    }));
}
