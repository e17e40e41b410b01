import { build, type OutputFile } from 'esbuild';
import { project } from './project.ts';

/** The preview's script, for a browser. */
export async function bundleClient(): Promise<OutputFile[]> {
  const { outputFiles } = await build({
    absWorkingDir: project,
    entryPoints: { 'web/preview/client/page-http': 'src/web/preview/client/page-http.ts' },
    outdir: 'dist',
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    logLevel: 'warning',
    write: false,
  });
  return outputFiles;
}
