/**
 * `npm run bench`: how fast a send is, beside Postfix's smtp-source and beside the usual way of sending newsletters,
 * over the loopback, on a PostgreSQL and a Redis of its own with their own settings (fsync on). After `npm run build`.
 *
 *   npm run bench -- [--rounds 3] [--recipients 20000] [--connections 100]
 *   npm run bench -- --part speed|workers|memory|first
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres, startRedis } from '../servers.ts';
import { describeMachine } from './machine.ts';
import { measureFirst } from './measure-first.ts';
import { measureMemory } from './measure-memory.ts';
import { measureSpeed } from './measure-speed.ts';
import { measureWorkers } from './measure-workers.ts';
import type { BenchOptions, BenchWorld } from './senders.ts';

const { values } = parseArgs({
  options: {
    part: { type: 'string', default: 'speed' },
    rounds: { type: 'string', default: '3' },
    recipients: { type: 'string' },
    connections: { type: 'string', default: '100' },
    program: { type: 'string', default: 'dist/cli/main.js' },
  },
});
const parts: Readonly<Record<string, (world: BenchWorld, options: BenchOptions) => Promise<void>>> = {
  speed: measureSpeed,
  workers: measureWorkers,
  memory: measureMemory,
  first: measureFirst,
};
const part = parts[values.part];
if (!part) {
  console.error(`There is no part "${values.part}": ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}

// So that whoever stops it stops what it started.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
const folder = mkdtempSync(join(tmpdir(), 'pennypost-bench-'));
for (const line of describeMachine()) console.log(line);
// The servers run as users of their own, who have to come in.
chmodSync(folder, 0o711);
const serverFolder = join(folder, 'servers');
mkdirSync(serverFolder);
const [postgres, redis] = [await startPostgres(serverFolder), await startRedis(serverFolder)];
try {
  await part(
    { folder, postgres, redis, program: resolve(values.program) },
    {
      rounds: Number(values.rounds),
      recipients: values.recipients === undefined ? undefined : Number(values.recipients),
      connections: Number(values.connections),
    },
  );
} finally {
  await Promise.all([postgres.stop(), redis.stop()]);
  rmSync(folder, { recursive: true, force: true });
}
