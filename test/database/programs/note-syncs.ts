// Preloaded into a process and its threads: of each fdatasync a byte goes into the file `syncs` of the data folder that the
// thread is given.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { workerData } from 'node:worker_threads';

const { directory } = (workerData ?? {}) as { readonly directory?: string };
const { fdatasyncSync } = fs;
if (directory !== undefined) {
  fs.fdatasyncSync = (file) => {
    fs.appendFileSync(join(directory, 'syncs'), '.');
    fdatasyncSync(file);
  };
  syncBuiltinESMExports();
}
