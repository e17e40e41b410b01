/** The three that are compared, each as processes of its own, sending to the same sink. */
import { execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Postgres, Redis } from '../servers.ts';
import { cpuSeconds, follow } from './cpu-time.ts';
import type { Sink } from './sink.ts';
import type { UsualJob } from './usual-way.ts';

const usualWayProgram = fileURLToPath(new URL('usual-way.ts', import.meta.url));

/** What every measurement is given. */
export interface BenchWorld {
  readonly folder: string;
  readonly postgres: Postgres;
  readonly redis: Redis;
  /** The built program. */
  readonly program: string;
}

export interface BenchOptions {
  readonly rounds: number;
  readonly recipients?: number | undefined;
  readonly connections: number;
}

/** One send as it was measured. */
export interface Run {
  readonly perSecond: number;
  /** Of the sender and of each that serves it, for one message. */
  readonly cpuMs: Readonly<Record<string, number>>;
  readonly peakBytes: number;
}

interface Send {
  readonly sink: Sink;
  readonly recipients: number;
}

interface PlainSend extends Send {
  readonly connections: number;
}

/** Postfix's own generator: a message of the same size, with nothing in it, over and over. */
export async function smtpSource({
  sink,
  recipients,
  connections,
  bytes,
}: PlainSend & { readonly bytes: number }): Promise<Run> {
  const args = ['-d', '-s', connections, '-m', recipients, '-l', bytes, `127.0.0.1:${sink.port}`];
  return measure({ sink }, recipients, 'smtp-source', args.map(String), {});
}

export async function usualWay({
  sink,
  redis,
  folder,
  recipients,
  connections,
  dkim,
}: PlainSend & BenchWorld & { readonly dkim: boolean }): Promise<Run> {
  const job: UsualJob = {
    recipients,
    connections,
    redisUrl: redis.url,
    port: sink.port,
    html: join(folder, 'usual.html'),
    text: join(folder, 'usual.txt'),
    dkimKey: dkim ? join(folder, 'dkim.pem') : null,
  };
  const args = [...process.execArgv, usualWayProgram, JSON.stringify(job)];
  return measure({ sink, redis }, recipients, process.execPath, args, {});
}

/** `pennypost send` as an editor gives it, into a database that is made for it. */
export async function pennypost({
  sink,
  redis,
  postgres,
  folder,
  program,
  recipients,
}: Send & BenchWorld): Promise<Run & Times> {
  const database = await freshDatabase(postgres);
  const env = environment({ sink, redis, database });
  const command = [program, 'send', '--issue', '10', '--yes', '--json'];
  const options = { cwd: folder, env };
  const result = await measure({ sink, redis, postgres }, recipients, process.execPath, command, options);
  return { ...result, ...(await readTimes(database)) };
}

export function environment({
  sink,
  redis,
  database,
}: {
  readonly sink: Sink;
  readonly redis: Redis;
  readonly database: string;
}): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DATABASE_URL: database,
    REDIS_URL: redis.url,
    SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
    PENNYPOST_SECRET: randomBytes(32).toString('base64'),
  };
}

export async function freshDatabase({ url }: Postgres): Promise<string> {
  const name = `bench_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
}

export interface Times {
  readonly firstSeconds: number;
  readonly lastSeconds: number;
  readonly accepted: number;
  readonly state: string;
}

/** How long after the send was begun its first message was recorded as accepted, and its last. */
export async function readTimes(database: string): Promise<Times> {
  const client = new pg.Client({ connectionString: database, options: '-c search_path=pennypost' });
  await client.connect();
  const { rows } = await client.query<Times>(`
    select extract(epoch from min(d.updated_at) - s.created_at)::float8 as "firstSeconds",
      extract(epoch from max(d.updated_at) - s.created_at)::float8 as "lastSeconds",
      count(*) filter (where d.state = 'accepted')::int as accepted, s.state
    from send s join delivery d on d.send_id = s.id group by s.id`);
  await client.end();
  if (!rows[0]) throw new Error('There is no send in the database.');
  return rows[0];
}

/** The email that the usual way sends: the one that Pennypost makes, with its slots as Handlebars has them. */
export function makeUsualTemplates({ folder, program }: Pick<BenchWorld, 'folder' | 'program'>): number {
  const to = 'reader0@example0.com';
  const args = [program, 'render', 'issues/010-lamps.md', '--out', 'rendered', '--json'];
  const said = execFileSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { emlBytes }: { readonly emlBytes: number } = JSON.parse(said);
  const files = readdirSync(join(folder, 'rendered'));
  for (const ending of ['html', 'txt']) {
    const file = files.find((name) => name.endsWith(`.${ending}`)) ?? `no file in .${ending}`;
    const text = readFileSync(join(folder, 'rendered', file), 'utf8')
      .replaceAll(/https:\/\/letters\.lamplighter\.example\/[up]\/[^"'\s<)]+/g, '{{unsubscribeUrl}}')
      .replaceAll(to, '{{email}}');
    writeFileSync(join(folder, `usual.${ending}`), text);
  }
  return emlBytes;
}

/** Runs a program to its end: messages a second, and the CPU that it and those who serve it took for one message. */
async function measure(
  servers: Readonly<Record<string, { readonly pid: () => number }>>,
  recipients: number,
  command: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<Run> {
  const before = new Map<string, number>();
  const mark = () => {
    for (const [name, { pid }] of Object.entries(servers)) before.set(name, cpuSeconds(pid()));
  };
  mark();
  const began = performance.now();
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const sender = follow(child);
  let out = '';
  let err = '';
  let senderBefore = 0;
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => {
    err += chunk;
    // The plan is the last that is said before the sending: what went before it, the lists and the issue, is not
    // sending. The usual way says the same word when it has loaded.
    if (senderBefore > 0 || !/^ *Relay /m.test(err)) return;
    senderBefore = cpuSeconds(child.pid ?? 0);
    mark();
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${err}${out}`);
  const wall = (performance.now() - began) / 1000;
  const seconds = /"seconds"/.test(out) ? JSON.parse(out.trim().split('\n').at(-1) ?? '').seconds : wall;
  const cpu: Record<string, number> = { sender: sender.cpuSeconds - senderBefore };
  for (const [name, { pid }] of Object.entries(servers))
    cpu[name] = cpuSeconds(pid()) - (before.get(name) ?? 0);
  const cpuMs = Object.fromEntries(
    Object.entries(cpu).map(([name, used]) => [name, (1000 * used) / recipients]),
  );
  return { perSecond: recipients / seconds, cpuMs, peakBytes: sender.peakBytes };
}
