/** A newsletter in a folder of its own with the servers it needs, a sink, and the built program to run in it. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startPostgres, startRedis } from '../servers.ts';
import { bringForward, query, readDeliveries } from './ledger.ts';
import { runProgram } from './program.ts';
import type { WorldSettings } from './scenario.ts';
import { startWitness } from './witness.ts';

export const backends = ['embedded', 'postgres', 'postgres+redis'] as const;

export type Backend = (typeof backends)[number];

/** A newsletter, its servers and its sink; null where the backend has no such server. */
export type World = Awaited<ReturnType<typeof openWorld>>;

/** What `pennypost status --json` says of an issue. */
export interface Status {
  readonly send: number;
  readonly state: string;
  readonly audience: number;
  readonly accepted: number;
  readonly failed: number;
  readonly skipped: number;
  readonly inDoubt: number;
  readonly pending: number;
}

interface WorldOptions extends WorldSettings {
  /** Readers on the list, spread over `domains` domains. */
  readonly recipients: number;
  readonly seed: number;
}

const connections = 10;
const project = resolve(import.meta.dirname, '../..');

const config = `name: The Lamplighter
from: The Lamplighter <letters@lamplighter.example>
postalAddress: 1 Wick Street, Lampton
reason: You asked for it on lamplighter.example.
publicUrl: https://letters.lamplighter.example
returnPathDomain: bounces.lamplighter.example
connections: ${connections}
`;

/** Lays the folder out and starts what the backend needs. */
export async function openWorld(backend: Backend, options: WorldOptions) {
  const { recipients, domains = 200, sink = {}, seed, postgres: setup } = options;
  const program = join(project, 'dist/cli/main.js');
  if (!existsSync(program)) throw new Error('There is no built program: npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'pennypost-chaos-'));
  // The servers run as users of their own, below this folder.
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'pennypost.yaml'), config);
  const addresses = Array.from({ length: recipients }, (_, n) => `reader${n}@town${n % domains}.example`);
  writeList(folder, addresses);
  writeIssue(folder, 10);
  const postgres = backend === 'embedded' ? null : await startPostgres(folder, setup);
  const redis = backend === 'postgres+redis' ? await startRedis(folder) : null;
  const witness = await startWitness(folder, { seed, answerMs: 20, ...sink });
  const place = { url: postgres?.url ?? null, directory: join(folder, '.pennypost') };
  const env = {
    SMTP_URL: witness.url,
    ...(postgres
      ? {
          DATABASE_URL: postgres.url,
          PENNYPOST_SECRET: 'c2VjcmV0IG9mIGEgY2hhb3MgcnVuLCBub3Qgb2YgYW55Ym9keQ==',
        }
      : {}),
    ...(redis ? { REDIS_URL: redis.url } : {}),
  };
  const world = {
    program,
    folder,
    env,
    backend,
    connections,
    addresses,
    witness,
    postgres,
    redis,
    place,
    disk: setup?.place ?? null,
    closing: new AbortController(),
  };
  return {
    ...world,
    writeIssue: (number: number) => writeIssue(folder, number),
    bringForward: () => bringForward(place),
    query: <Row>(text: string) => query<Row>(place, text),
    async status(issue: number): Promise<Status> {
      return JSON.parse((await runProgram(world, ['status', `${issue}`, '--json'])).out);
    },
    deliveries: (send: number) => readDeliveries(place, send),
    async close(isKept: boolean) {
      await witness.stop();
      await redis?.stop();
      await postgres?.stop();
      if (!isKept) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function writeList(folder: string, addresses: readonly string[]): void {
  const rows = addresses.map((address, n) => `${address},Reader ${n}`);
  mkdirSync(join(folder, 'subscribers'));
  writeFileSync(join(folder, 'subscribers/readers.csv'), `email,name\n${rows.join('\n')}\n`);
}

function writeIssue(folder: string, number: number): void {
  const text = `Good evening. **Issue ${number}** is about [wicks](https://example.org/wicks), and how to cut them.`;
  mkdirSync(join(folder, 'issues'), { recursive: true });
  writeFileSync(
    join(folder, `issues/${String(number).padStart(3, '0')}-wicks.md`),
    `---\ntitle: 'The Lamplighter ${number}: oil and wicks'\ndate: 2026-11-20\nissue: ${number}\nsummary: How to trim a wick.\n---\n\n${text}\n`,
  );
}
