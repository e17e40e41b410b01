import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { canInstall, installPackages, pathDirectories } from './find-servers.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** The path of a real Chromium; installs Debian's as root where there is none.
 *  @throws Error that says what to install, where that cannot be done here. */
export function findOrInstallChromium(): string {
  if (findChromium() === null && canInstall()) installPackages(['chromium']);
  const found = findChromium();
  if (found !== null) return found;
  throw new Error(
    'This test needs a real Chromium. Install it (Debian and Ubuntu: apt-get install chromium) and run it again.',
  );
}

/** For root, in a closed network: nothing is sandboxed from us, and nothing calls home. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function findChromium(): string | null {
  const places = pathDirectories().flatMap((directory) => names.map((name) => join(directory, name)));
  return places.find((path) => existsSync(path)) ?? null;
}
