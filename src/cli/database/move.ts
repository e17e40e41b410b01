import type { Config } from '../../config.ts';
import { moveDatabase, undoMove } from '../../sending/keeping/move-sql.ts';
import { describePlace, type Place, readPlace } from '../../sending/keeping/place.ts';
import { makeDataDirectory } from '../parts/data-directory.ts';
import { refuseMissing } from '../parts/what-was-sent.ts';
import {
  type CommandContext,
  type GlobalOptions,
  loadConfig,
  UsageError,
} from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { secretFile } from '../terminal/private-files.ts';
import { confirm } from './confirm.ts';
import { countRows, placeOf } from './place-of.ts';

const command = 'pennypost database move';

export interface MoveOptions extends GlobalOptions {
  readonly to?: string;
  readonly undo?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `pennypost database move --to URL`: everything into an empty database; the old one refuses to be used from then on. */
export async function move(options: MoveOptions, context: CommandContext): Promise<ExitCode> {
  const { to, undo: isUndone } = options;
  if ((to === undefined) === !isUndone)
    throw new UsageError('Where to? Give --to with a URL or a folder; or --undo, to take it back.');
  const config = loadConfig(context, options);
  refuseMissing(config, command, ['database']);
  if (to === undefined) return undo(config, options, context);
  const target = readPlace(to, context.cwd);
  if (target.kind === 'folder') await makeDataDirectory(target.directory);
  const counting = countRows(context);
  const carried = await moveDatabase(placeOf(config), target, {
    command,
    report: (sentence) => context.err(`${sentence}\n`),
    now: new Date(),
    onRows: counting.show,
  }).finally(counting.end);
  const tables = [...carried].map(([table, { rows }]) => ({ table, rows }));
  if (options.json) context.out(JSON.stringify({ to: describePlace(target), tables }));
  else {
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    context.out(
      `Moved to ${describePlace(target)}: ${rows} rows in ${tables.length} tables, counted and compared.`,
    );
  }
  for (const line of whatNext(config, target)) context.err(`${line}\n`);
  return exitCode.done;
}

function whatNext({ secrets, dataDirectory, dkim }: Config, target: Place): string[] {
  const isOnServer = target.kind === 'server';
  const file = secretFile({ dataDirectory });
  const keys = dkim.map(({ keyFile }) => keyFile);
  const use = isOnServer
    ? 'Set DATABASE_URL to it wherever Pennypost runs.'
    : `Leave DATABASE_URL out from now on, and give --data ${target.directory} unless that is the usual folder.`;
  const carry = isOnServer
    ? `set PENNYPOST_SECRET to what is in ${file}`
    : `copy ${file} to ${secretFile({ dataDirectory: target.directory })}`;
  return [
    use,
    secrets === null
      ? `The links that were mailed are signed with a secret that is in no database: ${carry}, or they are dead.`
      : 'Leave PENNYPOST_SECRET as it is: the links that were mailed are signed with it.',
    ...(keys.length === 0
      ? []
      : [`The DKIM keys stay files, and have to be there as well: ${keys.join(', ')}.`]),
    'The old database refuses to be changed from now on. `pennypost database move --undo` takes that back.',
  ];
}

async function undo(config: Config, options: MoveOptions, context: CommandContext): Promise<ExitCode> {
  const place = placeOf(config);
  const isWanted = await confirm(
    `Whatever was sent from the new database since, or changed there, is not known in ${describePlace(place)}: whoever got ` +
      'an issue there would get it again. Use the old one all the same?',
    options,
    context,
  );
  if (!isWanted) return exitCode.mistake;
  const report = (sentence: string) => context.err(`${sentence}\n`);
  const moved = await undoMove(place, { command, report });
  context.err(
    `${describePlace(place)} is used again. Leave the one it was moved to alone: ${moved.place}.\n`,
  );
  return exitCode.done;
}
