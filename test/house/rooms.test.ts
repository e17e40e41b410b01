import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** A file put into a copy of the project, and the faults to be found in it: `LINE: WORDS` each. */
interface Plant {
  readonly what: string;
  readonly path: string;
  readonly text: string;
  readonly faults: readonly string[];
}

const upward = 'mail may not import email ("../email/rendered-issue.ts")';
const takesRenderedIssue = (statement: string) => `// planted\n\n${statement}\n`;

const plants: readonly Plant[] = [
  {
    what: 'an upward import',
    path: 'src/mail/upward.ts',
    text: takesRenderedIssue("import { renderIssue } from '../email/rendered-issue.ts';"),
    faults: [`3: ${upward}`],
  },
  {
    what: 'an upward import of types only',
    path: 'src/mail/upward-types.ts',
    text: takesRenderedIssue("import type { RenderedIssue } from '../email/rendered-issue.ts';"),
    faults: [`3: ${upward}`],
  },
  {
    what: 'an upward import inside a type',
    path: 'src/mail/upward-in-type.ts',
    text: takesRenderedIssue("export type Rendered = import('../email/rendered-issue.ts').RenderedIssue;"),
    faults: [`3: ${upward}`],
  },
  {
    what: 'an upward dynamic import',
    path: 'src/mail/upward-later.ts',
    text: takesRenderedIssue('export const rendered = () =>\n  import(`../email/rendered-issue.ts`);'),
    faults: [`4: ${upward}`],
  },
  {
    what: 'an upward export … from',
    path: 'src/mail/upward-out.ts',
    text: takesRenderedIssue("export type { RenderedIssue } from '../email/rendered-issue.ts';"),
    faults: [`3: ${upward}`],
  },
  {
    what: 'an upward export * from',
    path: 'src/mail/upward-all.ts',
    text: takesRenderedIssue("export * from '../email/rendered-issue.ts';"),
    faults: [`3: ${upward}`],
  },
  {
    what: 'a dynamic import of a name made at run time',
    path: 'src/mail/made-up.ts',
    text: "export const load = (room: string) => import('../' + room);\n",
    faults: ['1: imports a name made at run time'],
  },
  {
    what: 'an import from outside src',
    path: 'src/mail/outside.ts',
    text: "import { fixture } from '../../test/fixture.ts';\n",
    faults: ['1: imports "../../test/fixture.ts", which lies outside src'],
  },
  {
    what: 'a room other than cli that imports config.ts',
    path: 'src/web/configured.ts',
    text: "import type { Config } from '../config.ts';\n",
    faults: ['1: web may not import config.ts ("../config.ts")'],
  },
  {
    what: 'a room other than cli that imports a part of config.ts',
    path: 'src/web/part-configured.ts',
    text: "import { fileSchema } from '../config-schema.ts';\n",
    faults: ['1: web may not import config.ts ("../config-schema.ts")'],
  },
  {
    what: 'a part of config.ts that imports the roof',
    path: 'src/config-upward.ts',
    text: "import { main } from './cli/main.ts';\n",
    faults: ['1: config.ts may not import cli ("./cli/main.ts")'],
  },
  {
    what: 'a file in no room',
    path: 'src/attic/box.ts',
    text: 'export const box = 1;\n',
    faults: ['1: stands in no room'],
  },
  {
    what: 'a second home for a package',
    path: 'src/web/second-home-file.ts',
    text: "import matter from 'gray-matter';\nimport type { Job } from 'bullmq';\n",
    faults: [
      '1: web may not import "gray-matter": its home is content',
      '2: web may not import "bullmq": its home is queue',
    ],
  },
  {
    what: 'a package by a path inside it',
    path: 'src/web/deep-smtp.ts',
    text: "import SMTPConnection from 'nodemailer/lib/smtp-connection';\n",
    faults: ['1: web may not import "nodemailer/lib/smtp-connection": its home is delivery'],
  },
  {
    what: 'a package without a home',
    path: 'src/mail/homeless.ts',
    text: "import { chunk } from '@lodash/chunk/deep';\n",
    faults: ['1: imports "@lodash/chunk/deep", which has no home'],
  },
  {
    what: 'more of kysely than is lent to -sql files',
    path: 'src/ledger/too-much-sql.ts',
    text: "import { type Kysely, sql } from 'kysely';\nimport { Migrator } from 'kysely';\n",
    faults: ['2: ledger may not import "kysely": its home is database'],
  },
  {
    what: 'kysely in a file that does not end in -sql',
    path: 'src/ledger/no-statement.ts',
    text: "import type { Kysely } from 'kysely';\n",
    faults: ['1: ledger may not import "kysely": its home is database'],
  },
  {
    what: 'a pure file that touches the world',
    path: 'src/content/pure.ts',
    text: [
      "import { createHash } from 'node:crypto';",
      "import { readFile } from 'node:fs/promises';",
      "import type { Stats } from 'node:fs';",
      "import net from 'net';",
      'export const at = (ms: number) => new Date(ms);',
      'export const now = () => new Date();',
      'export const chance = () => Math.random();',
      '',
    ].join('\n'),
    faults: [
      '2: is pure by its name but imports "node:fs/promises"',
      '4: is pure by its name but imports "net"',
      '6: is pure by its name but calls new Date()',
      '7: is pure by its name but calls Math.random()',
    ],
  },
  {
    what: 'a pure file that reaches the world through a neighbour or its own package',
    path: 'src/queue/pure.ts',
    text: [
      "import { Queue } from 'bullmq';",
      "import { feed } from './feed-bullmq.ts';",
      "import type { Feed } from './feed-bullmq.ts';",
      "import { compute } from './compute-worker.ts';",
    ].join('\n'),
    faults: [
      '1: is pure by its name but imports "bullmq"',
      '2: is pure by its name but imports "./feed-bullmq.ts"',
    ],
  },
  {
    what: 'a file of over 300 lines',
    path: 'src/mail/long.ts',
    text: '// planted\n'.repeat(301),
    faults: ['1: has 301 lines'],
  },
  {
    what: 'a name that says nothing',
    path: 'src/mail/utils.ts',
    text: '',
    faults: ['1: "utils" says nothing'],
  },
  {
    what: 'nothing that is allowed',
    path: 'src/cli/allowed.ts',
    text: [
      "import { readFileSync } from 'node:fs';",
      "import { parseAddress } from '../mail/address.ts';",
      "import { readConfig } from '../config.ts';",
      'export const now = () => new Date();',
      '// planted\n'.repeat(296),
    ].join('\n'),
    faults: [],
  },
];

const folder = mkdtempSync(join(tmpdir(), 'pennypost-rooms-'));
afterAll(() => rmSync(folder, { recursive: true }));

function checkRooms(project: string) {
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/check-rooms.ts', project], {
    encoding: 'utf8',
  });
  return {
    exitCode: run.status,
    said: run.stdout,
    faults: run.stderr.split('\n').filter((line) => line !== ''),
  };
}

describe('the rooms', () => {
  it('are kept apart in this project', () => {
    expect(checkRooms('.')).toMatchObject({ exitCode: 0, faults: [] });
  });

  it.each(['empty', 'absent'])('are not said to be apart where src is %s', (name) => {
    const project = join(folder, name);
    if (name === 'empty') mkdirSync(join(project, 'src', 'mail'), { recursive: true });
    const { exitCode, faults, said } = checkRooms(project);
    expect(exitCode).toBe(1);
    expect(faults).toEqual([`${join(project, 'src')}: holds no TypeScript file, so nothing was checked.`]);
    expect(said).toContain('0 files of src checked');
  });
});

describe('planted in a copy of this project', () => {
  const project = join(folder, 'planted');
  let run: ReturnType<typeof checkRooms>;
  beforeAll(() => {
    cpSync('src', join(project, 'src'), { recursive: true });
    for (const { path, text } of plants) {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), text);
    }
    run = checkRooms(project);
  });

  it.each(plants)('$what is refused where it stands', ({ path, faults }) => {
    const found = run.faults.filter((line) => line.startsWith(`${path}:`));
    expect(found).toEqual(faults.map((fault) => expect.stringContaining(`${path}:${fault}`)));
  });

  it('is all that is refused', () => {
    expect(run.exitCode).toBe(1);
    expect(run.faults).toHaveLength(plants.flatMap(({ faults }) => faults).length);
  });
});
