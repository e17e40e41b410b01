import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  cpSync,
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
import { createTestDatabase } from '../setup/test-database.ts';

const program = path.resolve('dist/cli/main.js');
const seedFolder = path.resolve('../shared/corpus/newsletters/seed');

/** The three ways to run Pennypost. */
export const backends = ['embedded', 'postgres', 'postgres and redis'] as const;
export type Backend = (typeof backends)[number];

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ran>;
  /** Resolves when the program has said something that matches. */
  said(pattern: RegExp): Promise<RegExpMatchArray>;
}

/** A newsletter's folder of a test's own, and the program run in it as an editor runs it. */
export interface Newsletter {
  readonly folder: string;
  readonly outbox: string;
  /** @param input what comes through its pipe; nothing by default */
  run(args: readonly string[], env?: Record<string, string>, input?: string): Promise<Ran>;
  start(args: readonly string[], env?: Record<string, string>): Running;
  /** As `start`, at a terminal of 80 columns, what is typed coming from `child.stdin`; Linux's `script` makes it. */
  startAtTerminal(args: readonly string[]): Running;
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

/** An issue of the size that a link digest has: the seed newsletter where it is at hand, else one made up here. */
export function longIssueFolder(folder: string): string {
  if (existsSync(seedFolder)) return seedFolder;
  const content = path.join(folder, 'long');
  mkdirSync(content, { recursive: true });
  const items = Array.from(
    { length: 120 },
    (_, n) =>
      `- Author ${n}, [a patch about \`lamp_${n}()\` and its oil](https://example.org/list/msg${n}.html)`,
  );
  writeFileSync(
    path.join(content, '2026-11-20-lamp-updates-10.md'),
    `---\npath: '/blog/2026/11/20/lamp-updates-10'\ndate: '2026-11-20T15:50:18.000Z'\ntitle: 'Lamp updates 10'\n---\n\nThis is issue 10.\n\n## Patches\n\n${items.join('\n')}\n`,
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
  urls: { readonly databaseUrl: string; readonly redisUrl: string },
  /** Whether an embedded database is left to the program to make. */
  isNew = false,
): Promise<Newsletter> {
  const folder = mkdtempSync(path.join(tmpdir(), 'pennypost-journey-'));
  const database = backend === 'embedded' ? null : await createTestDatabase(urls.databaseUrl);
  const servers = database && {
    DATABASE_URL: database.url,
    PENNYPOST_SECRET: randomBytes(32).toString('base64'),
  };
  const backendEnv = {
    ...servers,
    ...(backend === 'postgres and redis' ? { REDIS_URL: urls.redisUrl } : {}),
  };
  const running = new Set<ChildProcessWithoutNullStreams>();
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  if (backend === 'embedded' && !isNew)
    cpSync(inject('embeddedDatabase'), path.join(folder, '.pennypost/database'), { recursive: true });
  write('pennypost.yaml', config);
  write('issues/010-wicks.md', shortIssue);
  write('subscribers/readers.csv', readers(3));
  const start = (args: readonly string[], env: Record<string, string> = {}, input = ''): Running => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, ...backendEnv, ...env },
    });
    running.add(child);
    // A program that fails at once reads nothing.
    child.stdin.on('error', () => undefined).end(input);
    return watch(child);
  };
  const startAtTerminal = (args: readonly string[]): Running => {
    const line = ['stty cols 80 rows 24;', process.execPath, program, ...args].join(' ');
    const child = spawn('script', ['-qec', line, '/dev/null'], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, TERM: 'xterm', ...backendEnv },
    });
    running.add(child);
    return watch(child);
  };
  const outbox = path.join(folder, '.pennypost/outbox');
  return {
    folder,
    outbox,
    write,
    configure: (lines) => write('pennypost.yaml', `${config}${lines}`),
    start,
    startAtTerminal,
    run: (args, env, input) => start(args, env, input).ended,
    caught: () => readOutbox(outbox),
    remove: async () => {
      for (const child of running) child.kill('SIGKILL');
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

function watch(child: ChildProcessWithoutNullStreams): Running {
  let out = '';
  let err = '';
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', (chunk) => {
    out += chunk;
    tell();
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
    tell();
  });
  const ended = new Promise<Ran>((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }));
  });
  return {
    child,
    ended,
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(out + err);
          if (!match) return;
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        void ended.then(({ code }) =>
          reject(new Error(`It ended with ${code} and never said ${pattern}: ${out}${err}`)),
        );
        look();
      }),
  };
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
