/** What was measured on, for whoever compares. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';

export function describeMachine(): string[] {
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0);
  return [
    `${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? 'an unknown kind'}, ${gigabytes} GiB, Linux ${release()}`,
    `Node.js ${process.version}, ${versionOf('redis-server', ['--version'], /v=(\S+)/, 'Redis')}, ${postfix()}`,
    `load before: ${loadavg()
      .map((load) => load.toFixed(2))
      .join(' ')}`,
  ];
}

function postfix(): string {
  try {
    return `Postfix ${/^Version: (\S+)/m.exec(readStatus('postfix'))?.[1]}`;
  } catch {
    return 'Postfix of unknown version';
  }
}

function readStatus(name: string): string {
  const all = readFileSync('/var/lib/dpkg/status', 'utf8');
  return all.split('\n\n').find((entry) => entry.startsWith(`Package: ${name}\n`)) ?? '';
}

function versionOf(program: string, args: readonly string[], pattern: RegExp, name: string): string {
  try {
    return `${name} ${pattern.exec(execFileSync(program, args, { encoding: 'utf8' }))?.[1]}`;
  } catch {
    return `no ${name}`;
  }
}
