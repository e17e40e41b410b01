import { join } from 'node:path';
import { build, type OutputFile, type Plugin } from 'esbuild';
import { project } from './project.ts';

/**
 * MJML as one file, for the thread that runs it: 300 files of its 200 packages, without those that it loads and we never
 * let it use (the minifiers, the beautifier, an HTTP client), take a fifth of the time.
 */
export async function bundleMjml(): Promise<OutputFile[]> {
  const { outputFiles } = await build({
    absWorkingDir: project,
    entryPoints: { 'mjml/mjml': 'mjml' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    plugins: [leaveOut],
    logLevel: 'warning',
    write: false,
  });
  return outputFiles;
}

/** Asked for by options alone that mjml-thread.ts does not give. */
const unused = /^(?:cssnano|cssnano-preset-lite|htmlnano|js-beautify)$/;

/** Two come as they are published for browsers, without what reads files and addresses. */
const forBrowsers: readonly (readonly [asked: RegExp, given: string, file: string])[] = [
  [/^juice$/, 'juice/client', ''],
  [/^cheerio$/, 'cheerio/package.json', '../dist/browser/index.js'],
];

const leaveOut: Plugin = {
  name: 'leave-out',
  setup: ({ onResolve, onLoad, resolve }) => {
    for (const [filter, given, file] of forBrowsers)
      onResolve({ filter }, async ({ importer, resolveDir, kind }) => {
        const found = await resolve(given, { importer, resolveDir, kind });
        return { ...found, path: join(found.path, file) };
      });
    onResolve({ filter: unused }, ({ path }) => ({ path, namespace: 'unused' }));
    onLoad({ filter: /^/, namespace: 'unused' }, () => ({ contents: 'module.exports = {}' }));
  },
};
