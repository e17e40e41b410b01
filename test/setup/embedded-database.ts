import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder with an embedded database that nothing was sent from yet; to be copied. */
    embeddedDatabase: string;
  }
}

/** Most of a journey's time would go into making a database, so one is made by the program itself and copied. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), 'pennypost-embedded-'));
  for (const name of ['pennypost.yaml', 'issues', 'subscribers'])
    cpSync(name, path.join(folder, name), { recursive: true });
  const ran = spawnSync(
    process.execPath,
    [path.resolve('dist/cli/main.js'), 'send', '--issue', '10', '--dry-run'],
    {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder },
      encoding: 'utf8',
    },
  );
  if (ran.status !== 0) throw new Error(`No embedded database could be made: ${ran.stderr}`);
  project.provide('embeddedDatabase', path.join(folder, '.pennypost/database'));
  return () => rmSync(folder, { recursive: true, force: true });
}
