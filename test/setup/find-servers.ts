import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where the programs are that the tests start. */
export interface ServerPrograms {
  /** Holds `initdb` and `postgres`. */
  readonly postgresDirectory: string;
  /** The path of `redis-server`. */
  readonly redisServer: string;
}

/** Finds the newest PostgreSQL and Redis of this machine; installs what is missing on Debian as root.
 *  @throws Error that says which packages to install, where that cannot be done here. */
export function findOrInstallServers(): ServerPrograms {
  const wanted = missingPackages();
  if (wanted.length > 0 && canInstall()) installPackages(wanted);
  const missing = missingPackages();
  const postgresDirectory = findPostgres();
  const redisServer = findRedis();
  if (missing.length > 0 || postgresDirectory === null || redisServer === null) {
    throw new Error(
      `The contract and journey tests need a real ${missing.map((name) => serverNames[name]).join(' and a real ')}. ` +
        `Install ${missing.join(' and ')} (Debian and Ubuntu: apt-get install ${missing.join(' ')}) and run them again. ` +
        'The unit tests need neither: npm run check:unit.',
    );
  }
  return { postgresDirectory, redisServer };
}

type Package = 'postgresql' | 'redis-server';
const serverNames: Record<Package, string> = { postgresql: 'PostgreSQL', 'redis-server': 'Redis' };

function missingPackages(): Package[] {
  const missing: Package[] = [];
  if (findPostgres() === null) missing.push('postgresql');
  if (findRedis() === null) missing.push('redis-server');
  return missing;
}

// Debian keeps initdb and postgres off the PATH, one directory a major version.
function findPostgres(): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a)).map((name) => join(debian, name, 'bin'));
  return [...newestFirst, ...pathDirectories()].find((directory) => holdsPostgres(directory)) ?? null;
}

function holdsPostgres(directory: string): boolean {
  return existsSync(join(directory, 'initdb')) && existsSync(join(directory, 'postgres'));
}

function findRedis(): string | null {
  const places = pathDirectories().map((directory) => join(directory, 'redis-server'));
  return places.find((path) => existsSync(path)) ?? null;
}

export function pathDirectories(): string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
}

export function canInstall(): boolean {
  return existsSync('/etc/debian_version') && process.getuid?.() === 0;
}

export function installPackages(packages: readonly string[]): void {
  console.error(`The tests need ${packages.join(' and ')}: installing with apt-get.`);
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const { status } = spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) console.error(`apt-get ${args.join(' ')} failed.`);
  }
}
