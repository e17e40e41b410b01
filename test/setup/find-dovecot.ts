import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { canInstall, installPackages, pathDirectories } from './find-servers.ts';

/** The path of a real IMAP server, Dovecot; installs Debian's as root where there is none.
 *  @throws Error that says what to install, where that cannot be done here. */
export function findOrInstallDovecot(): string {
  if (findDovecot() === null && canInstall()) installPackages(['dovecot-imapd']);
  const found = findDovecot();
  if (found !== null) return found;
  throw new Error(
    'This test needs a real Dovecot. Install it (Debian and Ubuntu: apt-get install dovecot-imapd) and run it again.',
  );
}

// Debian puts it where only root looks.
function findDovecot(): string | null {
  const places = [...pathDirectories(), '/usr/sbin'].map((directory) => join(directory, 'dovecot'));
  return places.find((path) => existsSync(path)) ?? null;
}
