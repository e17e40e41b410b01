/** One send shared by several `pennypost work` processes. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { cpuSeconds } from './cpu-time.ts';
import { makeNewsletter } from './newsletter.ts';
import {
  type BenchOptions,
  type BenchWorld,
  environment,
  freshDatabase,
  type Run,
  readTimes,
} from './senders.ts';
import { startSink } from './sink.ts';
import { medianOf, printTable } from './table.ts';

const counts = [1, 2, 4];

type SharedRun = Omit<Run, 'peakBytes'>;

export async function measureWorkers(world: BenchWorld, options: BenchOptions): Promise<void> {
  const { rounds, recipients = 20_000, connections } = options;
  const folder = `${world.folder}/workers`;
  await makeNewsletter(folder, { recipients, connections, dkim: true, program: world.program });
  const runs = new Map<number, SharedRun[]>(counts.map((count) => [count, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const count of counts) {
      const run = await share({ ...world, folder, recipients }, count);
      runs.get(count)?.push(run);
      console.error(`round ${round}: ${count} workers, ${run.perSecond.toFixed(0)} a second`);
    }
  }
  const one = medianOf(runs.get(1) ?? [], ({ perSecond }) => perSecond);
  const rows = counts.map((count) => {
    const speed = medianOf(runs.get(count) ?? [], ({ perSecond }) => perSecond);
    const cpu = (part: string) =>
      medianOf(runs.get(count) ?? [], ({ cpuMs }) => cpuMs[part] ?? Number.NaN).toFixed(2);
    return [
      String(count),
      speed.toFixed(0),
      (speed / one).toFixed(2),
      ...['sender', 'postgres', 'redis', 'sink'].map(cpu),
    ];
  });
  console.log(`Signed with RSA-2048, ${connections} connections a worker`);
  printTable([
    ['workers', 'a second', 'of one', 'senders ms', 'Postgres ms', 'Redis ms', 'sink ms'],
    ...rows,
  ]);
}

async function share(
  { folder, program, postgres, redis, recipients }: BenchWorld & { readonly recipients: number },
  count: number,
): Promise<SharedRun> {
  const sink = await startSink();
  const database = await freshDatabase(postgres);
  const env = environment({ sink, redis, database });
  const start = () =>
    spawn(process.execPath, [program, 'work'], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const workers: ChildProcess[] = [];
  for (let at = 0; at < count; at += 1) workers.push(await startWorker(start));
  const send = ['send', '--issue', '10', '--yes', '--detach'];
  const servers = { postgres, redis, sink };
  const used = () =>
    Object.entries(servers).map(([name, { pid }]): [string, number] => [name, cpuSeconds(pid())]);
  const usedByWorkers = () => workers.reduce((sum, { pid }) => sum + cpuSeconds(pid ?? 0), 0);
  const before = new Map(used());
  const workersBefore = usedByWorkers();
  const { status, stderr } = spawnSync(process.execPath, [program, ...send], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`pennypost ${send.join(' ')} ended with ${status}: ${stderr}`);
  let times = await readTimes(database);
  for (; times.state !== 'done'; times = await readTimes(database)) await wait(500);
  const cpu: Record<string, number> = { sender: usedByWorkers() - workersBefore };
  for (const [name, seconds] of used()) cpu[name] = seconds - (before.get(name) ?? 0);
  for (const worker of workers) worker.kill('SIGTERM');
  await Promise.all(
    workers.map((worker) => worker.exitCode ?? new Promise((resolve) => worker.once('exit', resolve))),
  );
  sink.stop();
  const cpuMs = Object.fromEntries(
    Object.entries(cpu).map(([name, seconds]) => [name, (1000 * seconds) / recipients]),
  );
  return { perSecond: recipients / times.lastSeconds, cpuMs };
}

async function startWorker(start: () => ChildProcess): Promise<ChildProcess> {
  const worker = start();
  const end = () => worker.kill();
  process.once('exit', end);
  worker.once('exit', () => process.removeListener('exit', end));
  const failed = once(worker, 'exit').then(([code]): never => {
    throw new Error(`A worker ended with ${code}.`);
  });
  // One that works ends when it is told to, and nobody waits for that here.
  failed.catch(() => undefined);
  await Promise.race([failed, saysThatItWorks(worker)]);
  return worker;
}

function saysThatItWorks(worker: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    worker.stderr?.on('data', (chunk) => /Working through/.test(chunk) && resolve());
  });
}
