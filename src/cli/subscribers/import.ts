import path from 'node:path';
import { fileStateOf } from '../../audience/imports/file-state.ts';
import type { ImportSource } from '../../audience/kept/import-people-sql.ts';
import { importFile } from '../../audience/kept/open-import-file.ts';
import { chooseKeptList } from '../../audience/kept-list.ts';
import { type CommandContext, loadConfig } from '../terminal/command-context.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { type ImportCommandOptions, runImport } from './run-import.ts';

/** `pennypost subscribers import people.csv`: people of any system onto a kept list, with an account that balances. */
export async function importSubscribers(
  files: readonly string[],
  options: ImportCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const config = loadConfig(context, options);
  const list = chooseKeptList(config.keptLists, options.list);
  const sources: ImportSource[] = files.map((file) => ({
    file: importFile(path.resolve(context.cwd, file), file),
    profile: { fileState: fileStateOf(file) },
  }));
  const names = files.map((file) => path.basename(file)).join(', ');
  return runImport(
    { sources, list: list.name, source: `import of ${names}`, warnings: [] },
    options,
    config,
    context,
  );
}
