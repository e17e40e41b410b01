import path from 'node:path';
import type { Config, DkimSetting } from '../../config.ts';
import type { Place } from '../../sending/keeping/place.ts';
import type { CommandContext } from '../terminal/command-context.ts';
import { secretFile } from '../terminal/private-files.ts';

/** Where the database of the config is. */
export function placeOf({ databaseUrl, dataDirectory }: Config): Place {
  return databaseUrl === null
    ? { kind: 'folder', directory: dataDirectory }
    : { kind: 'server', url: databaseUrl };
}

/** What is in no database, and without which what was sent is dead or the next is unsigned; sentences. */
export function whatIsNotInIt({ secrets, dataDirectory, dkim }: SecretsOf): string[] {
  const file = secretFile({ dataDirectory });
  const secret = secrets === null ? `the secret in ${file}` : 'the secret of PENNYPOST_SECRET';
  const keys = dkim.map(({ keyFile }) => keyFile);
  return [
    `Not in it: ${secret}. Every link that was mailed is signed with it and with the id of this database: keep a copy of it ` +
      'apart, for without it they are dead.',
    ...(keys.length === 0 ? [] : [`Neither are the DKIM keys: ${keys.join(', ')}.`]),
  ];
}

interface SecretsOf extends Pick<Config, 'secrets' | 'dataDirectory'> {
  readonly dkim: readonly Pick<DkimSetting, 'keyFile'>[];
}

/** Counts rows for a person who watches, and is silent in a pipe. */
export function countRows({ isInteractive, screen }: Pick<CommandContext, 'isInteractive' | 'screen'>) {
  let shownAt = 0;
  const show = (rows: number) => {
    const now = Date.now();
    if (!isInteractive || now - shownAt < showEveryMs) return;
    shownAt = now;
    screen.write(`\r  ${rows} rows `);
  };
  const end = () => {
    if (shownAt > 0) screen.write('\n');
  };
  return { show, end };
}

const showEveryMs = 250;

export function absolute(file: string, { cwd }: Pick<CommandContext, 'cwd'>): string {
  return path.resolve(cwd, file);
}
