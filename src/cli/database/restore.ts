import { isEmbedded } from '../../database/open/open-database-sql.ts';
import { describePlace } from '../../sending/keeping/place.ts';
import { type Restored, restore as restoreDatabase } from '../../sending/keeping/restore-sql.ts';
import { makeDataDirectory } from '../parts/data-directory.ts';
import {
  type CommandContext,
  type GlobalOptions,
  loadConfig,
  UsageError,
} from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { writtenTime } from '../terminal/written-time.ts';
import { confirm } from './confirm.ts';
import { absolute, countRows, placeOf, whatIsNotInIt } from './place-of.ts';

const command = 'pennypost database restore';

export interface RestoreOptions extends GlobalOptions {
  readonly yes?: boolean;
  readonly missing?: string;
  readonly giveUpPresent?: boolean;
  readonly json?: boolean;
}

/**
 * `pennypost database restore FILE`: the database of a backup in the place of the one that is there. Who left since stays
 * off, and nothing is sent before `pennypost database restored` was given.
 */
export async function restore(
  file: string,
  options: RestoreOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const missing = missingOf(options);
  const config = loadConfig(context, options);
  const place = placeOf(config);
  if (config.databaseUrl === null && isEmbedded(config.dataDirectory)) {
    const question = `Put what ${file} has in the place of the database in ${describePlace(place)}, which is kept aside?`;
    if (!(await confirm(question, options, context))) return exitCode.mistake;
  }
  await makeDataDirectory(config.dataDirectory);
  const counting = countRows(context);
  const restored = await restoreDatabase(absolute(file, context), place, {
    command,
    report: (sentence) => context.err(`${sentence}\n`),
    now: new Date(),
    onRows: counting.show,
    workDirectory: config.dataDirectory,
    missing,
    givesUpPresent: options.giveUpPresent ?? false,
  }).finally(counting.end);
  if (options.json) context.out(JSON.stringify({ ...restored, madeAt: restored.madeAt.toISOString() }));
  else for (const line of linesOf(restored)) context.out(line);
  for (const line of whatIsNotInIt(config)) context.err(`${line}\n`);
  context.err(
    'Nothing is sent until you have said which issues went out since the backup was made, in whole or in part: ' +
      '`pennypost database restored --sent 11,12`, or `--none`.\n',
  );
  return exitCode.done;
}

/** @throws UsageError */
function missingOf({ missing }: RestoreOptions): 'erase' | 'keep' | null {
  if (missing === undefined) return null;
  if (missing !== 'erase' && missing !== 'keep')
    throw new UsageError(`--missing ${JSON.stringify(missing)} is neither "erase" nor "keep".`);
  return missing;
}

function linesOf({ madeAt, rows, merged, aside }: Restored): string[] {
  const lines = [`Restored from the backup of ${writtenTime(madeAt)}: ${rows} rows, counted and compared.`];
  if (merged) {
    const { suppressed, left, people, erased } = merged;
    lines.push(
      `Taken over from what was there: ${suppressed} suppressed, ${left} who left a list or came back, ${people} who came ` +
        `since and are on no list (for their links), ${erased} erased.`,
    );
  }
  if (aside !== null) lines.push(`What was there is kept in ${aside}. Delete it when all is well.`);
  return lines;
}
