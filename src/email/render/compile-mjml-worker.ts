import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { EmailError } from '../email-error.ts';
import { type MjmlAnswer, type MjmlFault, type MjmlThreadData, mjmlThread } from './mjml-thread.ts';

export interface CompiledMjml {
  readonly html: string;
  readonly faults: readonly MjmlFault[];
}

export type MjmlCompiler = (mjml: string) => Promise<CompiledMjml>;

export interface MjmlCompilerOptions {
  /** How long one compilation may take; 60 KB of HTML take a tenth of a second. */
  readonly timeLimitMs: number;
  /** How much longer the first one may take: MJML's 200 packages come from a cold disk. */
  readonly startLimitMs: number;
  /** The program of the thread; for tests. */
  readonly thread: string;
}

const memoryLimitMb = 512;

/**
 * MJML in a thread of its own: an endless loop, a crash or a rejection that nobody awaits (cssnano has one) ends the
 * thread, not this process. The thread starts with the first use, serves one text after the other, keeps no process
 * alive, and is replaced after it failed.
 */
export function mjmlCompiler(options: Partial<MjmlCompilerOptions> = {}): MjmlCompiler {
  const { timeLimitMs = 20_000, startLimitMs = 40_000, thread = mjmlThread } = options;
  let worker: Worker | null = null;
  let last: Promise<unknown> = Promise.resolve();

  const compile = async (mjml: string): Promise<CompiledMjml> => {
    const limitMs = worker === null ? timeLimitMs + startLimitMs : timeLimitMs;
    const current =
      worker ??
      startThread(thread, () => {
        worker = null;
      });
    worker = current;
    current.ref();
    try {
      return fromAnswer(await ask(current, mjml, limitMs));
    } catch (error) {
      await current.terminate();
      throw error;
    } finally {
      current.unref();
    }
  };

  return (mjml) => {
    const result = last.then(() => compile(mjml));
    last = result.catch(() => undefined);
    return result;
  };
}

function startThread(source: string, onEnd: () => void): Worker {
  const mjml = createRequire(import.meta.url).resolve('mjml');
  const data: MjmlThreadData = { mjml, emptyFolder: dirname(mjml) };
  const worker = new Worker(source, {
    eval: true,
    workerData: data,
    // MJML needs nothing from the environment, and a template's fault must not be able to print a password.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb },
  });
  // It can also break down between two texts; without a listener that would be thrown in this process.
  worker.on('error', () => undefined);
  worker.on('exit', onEnd);
  return worker;
}

/** Rejects with an EmailError when the thread breaks down, ends, or takes longer than `timeLimitMs`. */
async function ask(worker: Worker, mjml: string, timeLimitMs: number): Promise<MjmlAnswer> {
  const done = new AbortController();
  const { signal } = done;
  const answered = once(worker, 'message', { signal }).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    throw new EmailError([`MJML broke down over the template: ${message}.`], { cause: error });
  });
  const ended = once(worker, 'exit', { signal }).then(([code]) => {
    throw new EmailError([`MJML broke down over the template: its thread ended with code ${code}.`]);
  });
  const late = setTimeout(timeLimitMs, undefined, { signal }).then(() => {
    throw new EmailError([
      `MJML did not finish the template within ${timeLimitMs / 1000} seconds; it was stopped.`,
    ]);
  });
  try {
    worker.postMessage(mjml);
    const [answer] = (await Promise.race([answered, ended, late])) as [MjmlAnswer];
    return answer;
  } finally {
    done.abort();
  }
}

function fromAnswer(answer: MjmlAnswer): CompiledMjml {
  if ('failure' in answer) throw new EmailError([`MJML cannot read the template: ${answer.failure}`]);
  return answer;
}
