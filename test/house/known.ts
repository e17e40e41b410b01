import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { allCommands } from '../../scripts/docs/written-pages.ts';
import { exitCode } from '../../src/cli/terminal/exit-code.ts';
import { variables } from '../../src/config-environment.ts';
import { fileSchema } from '../../src/config-schema.ts';
import type { Known } from './page-faults.ts';

/** Names of other people's programs, fields and rules, which our source need not have. */
const foreign = [
  'absolute_url',
  'noRestrictedImports',
  'smtp-id',
  'smtp-sink',
  'smtp-source',
  'DataStream',
  'Subscription',
];

/** Every file below these folders, by its path. */
export function filesBelow(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
}

export const isPath = (path: string) => existsSync(path);
export const read = (path: string) => readFileSync(path, 'utf8');

/** What there is to be named, read from the program and the repository. */
export function knownNames(): Known {
  const files = filesBelow('src', 'scripts', 'test', '.ci').filter((path) =>
    /\.(?:tsx?|mjs)$|^\.ci/.test(path),
  );
  // Tests make names up, so that only what helps them counts.
  const source = files.filter((path) => !/\.test\.tsx?$/.test(path));
  const manifest = read('package.json');
  const text = [manifest, ...source.map(read)].join('\n');
  const names = new Set([
    ...foreign,
    ...files.map((path) => basename(path)),
    ...(text.match(/\w+/g) ?? []),
    ...(text.match(/[a-z]+(?:-[a-z]+)+/g) ?? []),
  ]);
  return {
    program: allCommands(),
    scripts: new Map(
      Object.entries(JSON.parse(manifest).scripts).map(([name, line]) => [name, optionsOf(String(line))]),
    ),
    variables: [...Object.keys(variables), ...files.flatMap(variablesOf)],
    judgeSetting,
    exitCodes: Object.values(exitCode),
    isPath,
    isName: (name) => names.has(name),
  };
}

/** The options of the program that a script starts, as its parseArgs has them. */
function optionsOf(script: string): string[] {
  const file = script.split(' ').find((word) => /\.(?:mjs|ts)$/.test(word));
  const options = file
    ? [...read(file).matchAll(/(?:^|[{,])\s*'?([\w-]+)'?: \{ type: '(?:string|boolean)'/gm)]
    : [];
  return options.map(([, name]) => `--${name}`);
}

/** What a test or a script reads of the environment. */
function variablesOf(path: string): string[] {
  return [...read(path).matchAll(/process\.env(?:\.|\[')([A-Z_]+)/g)].map(([, name = '']) => name);
}

function judgeSetting(name: string, value: unknown): string[] | null {
  const { shape } = fileSchema;
  if (!Object.hasOwn(shape, name)) return null;
  const { error } = shape[name as keyof typeof shape].safeParse(value);
  return (error?.issues ?? []).map(({ path, message }) => `${[name, ...path].join('.')}: ${message}`);
}
