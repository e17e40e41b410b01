import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { inject } from 'vitest';

/** Puts an embedded database that nothing was written into yet under the data folder of a test. */
export function copyDatabase(dataDirectory: string): void {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  cpSync(inject('embeddedDatabase'), path.join(dataDirectory, 'database'), { recursive: true });
}
