import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import { copyDatabase } from '../setup/copy-database.ts';
import { createTestDatabase, migratedDatabase } from '../setup/test-database.ts';
import { type Ran, type Running, type RunningProcess, runHere, watchProcess } from './running.ts';

const program = path.resolve('dist/cli/main.js');

/** The three ways to run Pennypost. */
export const backends = ['embedded', 'postgres', 'postgres and redis'] as const;
export type Backend = (typeof backends)[number];

/** A newsletter's folder of a test's own, and the program run in it as an editor runs it. */
export interface Newsletter {
  readonly folder: string;
  readonly outbox: string;
  /** Where its database is, if that is on a server. */
  readonly databaseUrl: string | null;
  /** Runs a command in this process. @param input what comes through its pipe; nothing by default */
  run(args: readonly string[], env?: Record<string, string>, input?: string): Promise<Ran>;
  /** Begins one in this process. */
  start(args: readonly string[], env?: Record<string, string>): Running;
  /** Begins one in a process of its own, where that is what is tested: signals, kills, several at once. */
  startProcess(args: readonly string[], env?: Record<string, string>): RunningProcess;
  /** As `startProcess`, at a terminal of 80 columns, what is typed coming from `child.stdin`; Linux's `script` makes it. */
  startAtTerminal(args: readonly string[]): RunningProcess;
  write(file: string, text: string): void;
  /** Adds lines to its pennypost.yaml. */
  configure(lines: string): void;
  /** The messages that the catcher wrote, without the trace lines it put on top. */
  caught(): Buffer[];
  remove(): Promise<void>;
}

const config = `name: The Lamplighter
from: The Lamplighter <letters@lamplighter.example>
postalAddress: 1 Wick Street, Lampton
reason: You asked for it on lamplighter.example.
publicUrl: https://letters.lamplighter.example
returnPathDomain: bounces.lamplighter.example
`;

export const shortIssue = `---
title: 'The Lamplighter 10: oil & wicks'
date: 2026-11-20
issue: 10
summary: How to trim a wick.
---

Good evening. **Issue 10** is about [wicks](https://example.org/wicks?a=1&b=2), grüße.

## Trimming

- cut straight
- cut short
`;

/** A folder with an issue 10 of the size that a link digest has, and with two addresses glued together in it. */
export function longIssueFolder(folder: string): string {
  const content = path.join(folder, 'long');
  mkdirSync(content, { recursive: true });
  const items = Array.from(
    { length: 120 },
    (_, n) =>
      `- Author ${n}, [a patch about \`lamp_${n}()\` and its oil](https://example.org/list/msg${n}.html)`,
  );
  const glued = '- [oil](https://example.net/oilhttps://example.net/oil)';
  writeFileSync(
    path.join(content, '2026-11-20-lamp-updates-10.md'),
    `---\npath: '/blog/2026/11/20/lamp-updates-10'\ndate: '2026-11-20T15:50:18.000Z'\ntitle: 'Lamp updates 10'\n---\n\nThis is issue 10.\n\n## Patches\n\n${items.join('\n')}\n${glued}\n`,
  );
  return content;
}

/** A CSV list of `count` readers. */
export function readers(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, n) => `reader${n}@example.com,"Reader, №${n}",Town ${n % 7}`,
  );
  return `email,name,town\n${rows.join('\n')}\n`;
}

export async function newsletter(
  backend: Backend,
  /** Whether the database, or its tables, are left to the program to make. */
  isNew = false,
): Promise<Newsletter> {
  const folder = mkdtempSync(path.join(tmpdir(), 'pennypost-journey-'));
  const database =
    backend === 'embedded'
      ? null
      : await createTestDatabase(inject('databaseUrl'), isNew ? 'template1' : migratedDatabase);
  const servers = database && {
    DATABASE_URL: database.url,
    PENNYPOST_SECRET: randomBytes(32).toString('base64'),
  };
  const backendEnv = {
    ...servers,
    ...(backend === 'postgres and redis' ? { REDIS_URL: inject('redisUrl') } : {}),
  };
  const env = { PATH: process.env['PATH'], HOME: folder, ...backendEnv };
  const children = new Set<ChildProcessWithoutNullStreams>();
  const commands = new Set<Running>();
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  if (backend === 'embedded' && !isNew) copyDatabase(path.join(folder, '.pennypost'));
  write('pennypost.yaml', config);
  write('issues/010-wicks.md', shortIssue);
  write('subscribers/readers.csv', readers(3));
  const start = (args: readonly string[], more: Record<string, string> = {}, input = ''): Running => {
    const running = runHere({ args, cwd: folder, env: { ...env, ...more }, input });
    commands.add(running);
    return running;
  };
  const spawnProgram = (command: string, args: readonly string[], more: Record<string, string>) => {
    const child = spawn(command, args, { cwd: folder, env: { ...env, ...more } });
    children.add(child);
    return watchProcess(child);
  };
  const startProcess = (args: readonly string[], more: Record<string, string> = {}): RunningProcess => {
    const running = spawnProgram(process.execPath, [program, ...args], more);
    // A program that fails at once reads nothing.
    running.child.stdin.on('error', () => undefined).end();
    return running;
  };
  const startAtTerminal = (args: readonly string[]): RunningProcess => {
    const line = ['stty cols 80 rows 24;', process.execPath, program, ...args].join(' ');
    return spawnProgram('script', ['-qec', line, '/dev/null'], { TERM: 'xterm' });
  };
  const outbox = path.join(folder, '.pennypost/outbox');
  return {
    folder,
    outbox,
    databaseUrl: database?.url ?? null,
    write,
    configure: (lines) => write('pennypost.yaml', `${config}${lines}`),
    run: (args, more, input) => start(args, more, input).ended,
    start,
    startProcess,
    startAtTerminal,
    caught: () => readOutbox(outbox),
    remove: async () => {
      for (const child of children) child.kill('SIGKILL');
      await Promise.allSettled([...commands].map((one) => one.stop()));
      await database?.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function readOutbox(outbox: string): Buffer[] {
  const names = existsSync(outbox) ? readdirSync(outbox).filter((name) => name.endsWith('.eml')) : [];
  return names.map((name) => {
    const text = readFileSync(path.join(outbox, name));
    return text.subarray(text.indexOf('\r\n', text.indexOf('Delivered-To:')) + 2);
  });
}

/** The account that `--json` prints on its last line. */
export function account({ out, err }: Ran): Record<string, number> {
  const last = out.trim().split('\n').at(-1) ?? '';
  try {
    return JSON.parse(last);
  } catch {
    throw new Error(`The last line is no account: ${JSON.stringify(out)} ${err}`);
  }
}
