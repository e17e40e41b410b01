import { join } from 'node:path';
import { bundleClient } from './bundle-client.ts';
import { bundleMjml } from './bundle-mjml.ts';
import { bundleProgram } from './bundle-program.ts';
import { packDatabase } from './pack-database.ts';
import { project } from './project.ts';
import { writeOutputs } from './write-outputs.ts';

/** All of `dist/`. */
export async function makeDist(): Promise<void> {
  const outputs = await Promise.all([bundleProgram(), bundleMjml(), bundleClient(), packDatabase()]);
  writeOutputs(join(project, 'dist'), outputs.flat());
}

/** What of `dist/` the sources need, too. */
export async function makeMjml(): Promise<void> {
  writeOutputs(join(project, 'dist/mjml'), await bundleMjml());
}

/** What of `dist/` the sources take where it is there. */
export async function makeEmptyDatabase(): Promise<void> {
  writeOutputs(join(project, 'dist/empty-database'), await packDatabase());
}
