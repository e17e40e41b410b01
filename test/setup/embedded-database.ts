import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { makeEmptyDatabase } from '../../scripts/build/make-dist.ts';
import { openDatabase } from '../../src/database/open/open-database-sql.ts';
import { sharedSetup } from './shared-setup.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder with an embedded database that nothing was written into yet; see `copyDatabase`. */
    embeddedDatabase: string;
  }
}

/** Most of a test's time would go into making a database, so one is made and copied. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { value, leave } = await sharedSetup('embedded database', makeDatabase);
  project.provide('embeddedDatabase', value);
  return leave;
}

async function makeDatabase(): Promise<{ value: string; remove(): Promise<void> }> {
  await makeEmptyDatabase();
  const directory = mkdtempSync(path.join(tmpdir(), 'pennypost-embedded-'));
  const database = await openDatabase({ url: null, directory, command: 'the tests' });
  await database.close();
  return {
    value: path.join(directory, 'database'),
    remove: async () => rmSync(directory, { recursive: true, force: true }),
  };
}
