import { backUp } from '../../sending/keeping/backup-sql.ts';
import { refuseMissing } from '../parts/what-was-sent.ts';
import { type CommandContext, type GlobalOptions, loadConfig } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { absolute, countRows, placeOf, whatIsNotInIt } from './place-of.ts';

const command = 'pennypost database backup';

export interface BackupOptions extends GlobalOptions {
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

/** `pennypost database backup FILE`: all that the database keeps, as it is at one moment, while others use it. */
export async function backup(
  file: string,
  version: string,
  options: BackupOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const config = loadConfig(context, options);
  refuseMissing(config, command, ['database']);
  const counting = countRows(context);
  const { rows, bytes } = await backUp(placeOf(config), absolute(file, context), {
    command,
    version,
    report: (sentence) => context.err(`${sentence}\n`),
    mayReplace: options.overwrite ?? false,
    onRows: counting.show,
  }).finally(counting.end);
  if (options.json) context.out(JSON.stringify({ file, rows, bytes }));
  else context.out(`${file}: ${rows} rows, ${bytes} bytes.`);
  for (const line of whatIsNotInIt(config)) context.err(`${line}\n`);
  return exitCode.done;
}
