import { join } from 'node:path';
import { build } from 'esbuild';
import { keepPlaces, placed } from './keep-places.ts';
import { parseJson } from './parse-json.ts';
import { project } from './project.ts';
import type { Output } from './write-outputs.ts';

/** Where Node enters: what is started, and what a thread or a test starts. A thread with a file of its own belongs here. */
const entries = ['cli/main', 'cli/run-command', 'database/embedded/holder-thread-worker'];

/**
 * What stays in node_modules: what opens files that lie beside it (the database's engine), and large packages that few
 * commands touch and then as a whole.
 */
const external = [
  '@electric-sql/pglite',
  '@electric-sql/pglite/nodefs',
  'imapflow',
  'mailauth/*',
  // A grammar for each of 300 languages; the one that an issue names is read.
  'shiki/langs',
  // Compiled for a machine, where it is at all.
  'msgpackr-extract',
  'pg-native',
];

/**
 * The program with the packages that it is made of, cut where it imports on demand: Node takes half a millisecond of
 * processor time for each module file, and a command would read 800 of them.
 */
export async function bundleProgram(): Promise<Output[]> {
  const { outputFiles } = await build({
    absWorkingDir: project,
    entryPoints: Object.fromEntries(entries.map((entry) => [entry, join('src', `${entry}.ts`)])),
    outdir: 'dist',
    chunkNames: 'parts/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external,
    plugins: [keepPlaces, parseJson],
    // Packages of CommonJS ask for Node's own modules in their way.
    banner: {
      js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);",
    },
    logLevel: 'warning',
    write: false,
  });
  return outputFiles.map(placed);
}
