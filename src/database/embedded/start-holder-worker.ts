import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { DatabaseError } from '../database-error.ts';
import type { HolderMessage, HolderOrder, HolderTask } from './holder-thread-worker.ts';

/** The folder is held by a thread of this process. */
export interface Holder {
  /** Resolves once the folder was given up, with why where nobody wished it. */
  readonly gone: Promise<unknown>;
  /** Gives it up, and resolves once that is done. */
  leave(): Promise<void>;
}

/**
 * Starts a thread that takes the folder and serves its database.
 * @returns null where somebody else has the folder
 * @throws DatabaseError where it cannot be had, or the database in it cannot be opened
 */
export async function startHolder(
  { directory, command, knows, isLasting }: HolderTask,
  report: (sentence: string) => void,
): Promise<Holder | null> {
  const worker = startThread({ directory, command, knows, isLasting });
  let fault: unknown;
  const gone = new Promise<unknown>((resolve) => {
    worker.on('exit', (code) =>
      resolve(
        fault ?? (code === 0 ? undefined : new Error(`The thread of the database ended with ${code}.`)),
      ),
    );
  });
  const settled = new Promise<'holding' | 'taken'>((resolve, reject) => {
    worker.on('message', (message: HolderMessage) => {
      if (message.kind === 'report') report(message.sentence);
      else if (message.kind === 'failed') fault = errorOf(message);
      else if (message.kind !== 'left') resolve(message.kind);
    });
    worker.on('error', (error) => {
      fault = error;
    });
    void gone.then((error) =>
      reject(error ?? new Error('The thread of the database ended before it began.')),
    );
  });
  if ((await settled) === 'taken') {
    await gone;
    return null;
  }
  worker.unref();
  return {
    gone,
    leave: async () => {
      worker.ref();
      worker.postMessage('leave' satisfies HolderOrder);
      await gone;
    },
  };
}

function errorOf({ faults, isOurs }: HolderMessage & { kind: 'failed' }): Error {
  return isOurs ? new DatabaseError(faults) : new Error(faults.join('\n'));
}

const ownFile = fileURLToPath(import.meta.url);
const program = new URL(`./holder-thread-worker${extname(ownFile)}`, import.meta.url);

function startThread(workerData: HolderTask): Worker {
  if (extname(ownFile) === '.js') return new Worker(program, { workerData, env: {} });
  // A thread does not inherit what reads the sources of this program where they have not been built.
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'));
  const reader = new URL('./dist/esm/api/index.mjs', tsx).href;
  const read = `import('${reader}').then((tsx) => { tsx.register(); return import('${program.href}'); })`;
  return new Worker(read, { eval: true, workerData, env: {} });
}
