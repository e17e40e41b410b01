import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkProject } from '../../scripts/check-rooms/check-project.ts';

/** A file put into a copy of the project, and the faults to be found in it: `LINE: WORDS` each. */
interface Plant {
  readonly what: string;
  readonly path: string;
  readonly text: string;
  readonly faults: readonly string[];
}

const upward = 'content may not import email ("../email/rendered-issue.ts")';
const takesRenderedIssue = (statement: string) => `// planted\n\n${statement}\n`;

const plants: readonly Plant[] = [
  {
    what: 'an upward import',
    path: 'src/content/upward.ts',
    text: takesRenderedIssue("import { renderIssue } from '../email/rendered-issue.ts';"),
    faults: [`3: ${upward}`],
  },
  {
    what: 'an upward import of types only',
    path: 'src/content/upward-types.ts',
    text: takesRenderedIssue("import type { RenderedIssue } from '../email/rendered-issue.ts';"),
    faults: [`3: ${upward}`],
  },
  {
    what: 'an upward import inside a type',
    path: 'src/content/upward-in-type.ts',
    text: takesRenderedIssue("export type Rendered = import('../email/rendered-issue.ts').RenderedIssue;"),
    faults: [`3: ${upward}`],
  },
  {
    what: 'an upward dynamic import',
    path: 'src/content/upward-later.ts',
    text: takesRenderedIssue('export const rendered = () =>\n  import(`../email/rendered-issue.ts`);'),
    faults: [`4: ${upward}`],
  },
  {
    what: 'an upward export … from',
    path: 'src/content/upward-out.ts',
    text: takesRenderedIssue("export type { RenderedIssue } from '../email/rendered-issue.ts';"),
    faults: [`3: ${upward}`],
  },
  {
    what: 'an upward export * from',
    path: 'src/content/upward-all.ts',
    text: takesRenderedIssue("export * from '../email/rendered-issue.ts';"),
    faults: [`3: ${upward}`],
  },
  {
    what: 'a dynamic import of a name made at run time',
    path: 'src/content/made-up.ts',
    text: "export const load = (room: string) => import('../' + room);\n",
    faults: ['1: imports a name made at run time'],
  },
  {
    what: 'an import from outside src',
    path: 'src/content/outside.ts',
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
    what: 'an upward import inside a room',
    path: 'src/content/markdown/upward.ts',
    text: "import type { LinkCheck } from '../links/link-check.ts';\n",
    faults: ['1: content/markdown may not import content/links ("../links/link-check.ts")'],
  },
  {
    what: 'an upward import inside a folder of a room',
    path: 'src/web/preview/looks/upward.ts',
    text: "import { PreviewPage } from '../pages/page.tsx';\n",
    faults: ['1: web/preview/looks may not import web/preview/pages ("../pages/page.tsx")'],
  },
  {
    what: 'an import of the roof of a room',
    path: 'src/web/http/upward.ts',
    text: "import type { PublicApp } from '../public-app.tsx';\n",
    faults: ['1: web/http may not import the files directly in web ("../public-app.tsx")'],
  },
  {
    what: 'the words of a room that import one of its folders',
    path: 'src/email/wordy.ts',
    text: "import type { Template } from './template/template.ts';\n",
    faults: ['1: the files directly in email may not import email/template ("./template/template.ts")'],
  },
  {
    what: 'a folder that has no place in its room',
    path: 'src/content/attic/box.ts',
    text: "import { main } from '../../cli/main.ts';\n",
    faults: ['1: stands in folder attic, which has no place in content'],
  },
  {
    what: 'a folder that has no place in its room, inside one that has',
    path: 'src/content/markdown/attic/box.ts',
    text: 'export const box = 1;\n',
    faults: ['1: stands in folder markdown/attic, which has no place in content'],
  },
  {
    what: 'a folder in a room that has none',
    path: 'src/queue/attic/box.ts',
    text: 'export const box = 1;\n',
    faults: ['1: stands in folder attic, but queue has no folders'],
  },
  {
    what: 'a circle that a type alone closes',
    path: 'src/content/html/round-table.ts',
    text: "// planted\nimport type { Guest } from './round-guest.ts';\n",
    faults: [
      '2: closes a circle: src/content/html/round-table.ts → src/content/html/round-guest.ts → src/content/html/round-seat.ts → src/content/html/round-table.ts',
    ],
  },
  {
    what: 'none of the imports that lead there',
    path: 'src/content/html/round-guest.ts',
    text: "import { seat } from './round-seat.ts';\n",
    faults: [],
  },
  {
    what: 'nor the next of them',
    path: 'src/content/html/round-seat.ts',
    text: "import { table } from './round-table.ts';\n",
    faults: [],
  },
  {
    what: 'a name of the same words as another, in another order',
    path: 'src/web/pages/file-template.ts',
    text: '',
    faults: ['1: "file-template" is "template-file" (src/email/template/template-file.ts) in another order'],
  },
  {
    what: 'no import of an earlier folder, or of the words of a room,',
    path: 'src/content/html/downward.ts',
    text: [
      "import type { Finding } from '../finding.ts';",
      "import { wrapText } from '../text/wrap-text.ts';",
      "import { table } from './table.ts';",
    ].join('\n'),
    faults: [],
  },
  {
    what: 'no roof that imports a folder',
    path: 'src/web/roof.ts',
    text: "import { PreviewPage } from './preview/pages/page.tsx';\n",
    faults: [],
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
    path: 'src/content/homeless.ts',
    text: "import { chunk } from '@lodash/chunk/deep';\n",
    faults: ['1: imports "@lodash/chunk/deep", which has no home'],
  },
  {
    what: 'more of kysely than is lent to -sql files',
    path: 'src/audience/too-much-sql.ts',
    text: "import { type Kysely, sql } from 'kysely';\nimport { Migrator } from 'kysely';\n",
    faults: ['2: audience may not import "kysely": its home is database'],
  },
  {
    what: 'kysely in a file that does not end in -sql',
    path: 'src/audience/no-statement.ts',
    text: "import type { Kysely } from 'kysely';\n",
    faults: ['1: audience may not import "kysely": its home is database'],
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
    path: 'src/content/long.ts',
    text: '// planted\n'.repeat(301),
    faults: ['1: has 301 lines'],
  },
  {
    what: 'a name that says nothing',
    path: 'src/content/utils.ts',
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

/** The check as it is typed. */
function runCheck(...args: readonly string[]) {
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/check-rooms.ts', ...args], {
    encoding: 'utf8',
  });
  return {
    exitCode: run.status,
    said: run.stdout,
    faults: run.stderr.split('\n').filter((line) => line !== ''),
  };
}

/** A project of empty files. */
function layOut(name: string, paths: readonly string[]): string {
  const project = join(folder, name);
  for (const path of paths) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), '');
  }
  return project;
}

/** The folders below `root`, as paths from there. */
function foldersOf(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

describe('the rooms', () => {
  it('are kept apart in this project', () => {
    expect(runCheck()).toMatchObject({ exitCode: 0, faults: [] });
  });

  it('are those of the tests too, folder by folder', () => {
    const rooms = foldersOf('test')
      .filter((name) => existsSync(join('src', name.split('/')[0] ?? '')))
      .filter((name) => !/(^|\/)(programs|fixtures)(\/|$)/.test(name));
    expect(rooms).toContain('content/markdown');
    expect(rooms.filter((name) => !existsSync(join('src', name)))).toEqual([]);
  });

  it('may have 30 files in a folder, and not 31', () => {
    const files = (folder: string, count: number) =>
      Array.from({ length: count }, (_, at) => `src/${folder}/file${at}.ts`);
    const project = layOut('crowded', [...files('mail', 30), ...files('email/slots', 31)]);
    expect(checkProject(project).faults).toEqual([
      expect.stringMatching(/^src\/email\/slots: holds 31 files directly, 30 are allowed/),
    ]);
  });

  it('are counted, folder by folder, where that is asked for', () => {
    const project = layOut('counted', ['src/mail/one.ts', 'src/email/two.ts', 'src/email/slots/three.ts']);
    const { said } = runCheck('--folders', project);
    expect(said.split('\n').slice(0, 3)).toEqual([
      'src/email         1',
      'src/email/slots   1',
      'src/mail          1',
    ]);
  });

  it.each(['empty', 'absent'])('are not said to be apart where src is %s', (name) => {
    const project = join(folder, name);
    if (name === 'empty') mkdirSync(join(project, 'src', 'mail'), { recursive: true });
    const { exitCode, faults, said } = runCheck(project);
    expect(exitCode).toBe(1);
    expect(faults).toEqual([`${join(project, 'src')}: holds no TypeScript file, so nothing was checked.`]);
    expect(said).toContain('0 files of src checked');
  });
});

describe('planted in a copy of this project', () => {
  const project = join(folder, 'planted');
  let faults: readonly string[];
  beforeAll(() => {
    cpSync('src', join(project, 'src'), { recursive: true });
    for (const { path, text } of plants) {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), text);
    }
    faults = checkProject(project).faults;
  });

  it.each(plants)('$what is refused where it stands', ({ path, faults: expected }) => {
    const found = faults.filter((line) => line.startsWith(`${path}:`));
    expect(found).toEqual(expected.map((fault) => expect.stringContaining(`${path}:${fault}`)));
  });

  it('is all that is refused', () => {
    expect(faults).toHaveLength(plants.flatMap((plant) => plant.faults).length);
  });
});
