import { type Config, ConfigError } from '../../config.ts';
import { isEmbedded, isThere } from '../../database/open/open-database-sql.ts';
import { secretFile } from '../terminal/private-files.ts';

/** What a command cannot do without that only a first send makes. */
export type Kept = 'database' | 'secret';

const why =
  'It was looked for there since the environment has no DATABASE_URL: cron and the pipe of a mail system pass on none. ' +
  'Set it and PENNYPOST_SECRET, or run the command in the folder of the newsletter, or name that of its data with ' +
  '--data. The first `pennypost send` makes both.';

/**
 * Refuses, before anything is opened or made, where the folder of the embedded database has not what was sent: made
 * anew, it would know nobody, and whatever comes back would be filed as nobody's.
 *
 * @throws ConfigError, temporary, that says what is missing and where it was looked for
 */
export function refuseMissing(
  config: Pick<Config, 'databaseUrl' | 'dataDirectory' | 'secrets'>,
  command: string,
  needs: readonly Kept[],
): void {
  if (config.databaseUrl !== null) return;
  const missing = needs.filter((kept) => !has(kept, config));
  if (missing.length === 0) return;
  const places = missing.map((kept) =>
    kept === 'database' ? `no database in ${config.dataDirectory}` : `no secret in ${secretFile(config)}`,
  );
  const fault = `There is ${places.join(', and ')}, and \`${command}\` makes none. ${why}`;
  throw new ConfigError([fault], { failure: 'temporary' });
}

function has(kept: Kept, { dataDirectory, secrets }: Pick<Config, 'dataDirectory' | 'secrets'>): boolean {
  if (kept === 'database') return isEmbedded(dataDirectory);
  return secrets !== null || isThere(secretFile({ dataDirectory }));
}
