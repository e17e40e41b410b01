import { statSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../../config.ts';
import type { TokenSource } from '../../delivery/relay/relay.ts';

/** Where the secret is kept of which the configuration says none. */
export function secretFile({ dataDirectory }: Pick<Config, 'dataDirectory'>): string {
  return path.join(dataDirectory, 'secret');
}

/**
 * A sentence, with the command that mends it, for each file or folder that is nobody else's business and is open to other
 * users of this machine. What is not there, or cannot be looked at, is for whoever opens it to tell.
 */
export function openToOthers(config: Pick<Config, 'dataDirectory' | 'relays'>): readonly string[] {
  const tokens = new Set(
    config.relays.flatMap(({ auth }) => (auth && 'token' in auth ? fileOf(auth.token) : [])),
  );
  return [
    openFile(config.dataDirectory, 'The data folder', '700'),
    openFile(secretFile(config), 'The secret', '600'),
    ...[...tokens].map((file) => openFile(file, 'The token of SMTP_TOKEN_FILE', '600')),
  ].flatMap((warning) => warning ?? []);
}

function fileOf(source: TokenSource): string[] {
  return 'file' in source ? [source.file] : [];
}

/** The same of one file; null where only its owner has any right to it. */
export function openFile(file: string, what: string, mode: '600' | '700'): string | null {
  // Windows has no such modes, and reports them as open.
  if (process.platform === 'win32') return null;
  return isOpen(file)
    ? `${what} ${file} is open to others on this machine: chmod ${mode} ${shellWord(file)}`
    : null;
}

/** Whether the group or others have any right to it. */
function isOpen(file: string): boolean {
  try {
    return (statSync(file).mode & 0o077) !== 0;
  } catch {
    return false;
  }
}

/** As a shell takes it for one word. */
function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
