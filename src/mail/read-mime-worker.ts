import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { withoutCopiedBodies } from './copied-bodies.ts';
import {
  declaredBoundaries,
  maxDepth,
  maxHeaderBytes,
  maxReadBytes,
  maxTextBytes,
  mimeFault,
} from './mime-limits.ts';
import type { MimeReading } from './mime-message.ts';
import { type MimeAnswer, type MimeThreadData, mimeThread } from './mime-thread.ts';

/** Reads one message. Never rejects: what cannot be read is a value that says why. */
export type MimeReader = (bytes: Uint8Array) => Promise<MimeReading>;

export interface MimeReaderOptions {
  /** How long one message may take; the largest that is read, all of short lines, takes a third of a second. */
  readonly timeLimitMs: number;
  /** How much longer the first one may take, while the thread starts. */
  readonly startLimitMs: number;
  /** The program of the thread; for tests. */
  readonly thread: string;
}

const memoryLimitMb = 128;

/** A running thread, which reads one message at a time. */
interface Thread {
  readonly worker: Worker;
  /** Told what the thread answered, or null when it broke down; set while a message is being read. */
  onAnswer: ((answer: MimeAnswer | null) => void) | null;
  hasEnded: boolean;
}

/**
 * MIME in a thread of its own, since it comes from strangers: an endless loop or a heap that grows ends the thread, not
 * this process. The thread starts with the first use, reads one message after the other, keeps no process alive, and is
 * replaced after it failed.
 */
export function mimeReader(options: Partial<MimeReaderOptions> = {}): MimeReader {
  const { timeLimitMs = 5_000, startLimitMs = 10_000, thread: program = mimeThread } = options;
  let thread: Thread | null = null;
  let last: Promise<unknown> = Promise.resolve();

  const read = async (bytes: Uint8Array): Promise<MimeReading> => {
    const source = Buffer.from(bytes.subarray(0, maxReadBytes)).toString('latin1');
    const boundaries = declaredBoundaries(source);
    const fault = mimeFault(source, boundaries);
    if (fault) return { ok: false, reason: fault };
    const isFirst = thread === null || thread.hasEnded;
    thread = thread === null || thread.hasEnded ? startThread(program) : thread;
    const toRead = new Uint8Array(Buffer.from(withoutCopiedBodies(source, boundaries), 'latin1'));
    const answer = await ask(thread, toRead, isFirst ? timeLimitMs + startLimitMs : timeLimitMs);
    if (answer !== null) return readingOf(answer, source);
    thread.hasEnded = true;
    await thread.worker.terminate();
    return { ok: false, reason: 'could not be read within the limits of time and memory' };
  };

  return (bytes) => {
    const result = last.then(() => read(bytes));
    last = result.catch(() => undefined);
    return result;
  };
}

function startThread(program: string): Thread {
  const data: MimeThreadData = {
    postalMime: createRequire(import.meta.url).resolve('postal-mime'),
    maxDepth,
    maxHeaderBytes,
    maxTextBytes,
  };
  const worker = new Worker(program, {
    eval: true,
    workerData: data,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb, maxYoungGenerationSizeMb: 32 },
  });
  const thread: Thread = { worker, onAnswer: null, hasEnded: false };
  const end = (): void => {
    thread.hasEnded = true;
    thread.onAnswer?.(null);
  };
  worker.on('message', (answer: MimeAnswer) => thread.onAnswer?.(answer));
  // It can also break down between two messages; without a listener that would be thrown in this process.
  worker.on('error', end);
  worker.on('exit', end);
  return thread;
}

/** Null when the thread breaks down, ends, or takes longer than `limitMs`. */
async function ask(thread: Thread, bytes: Uint8Array, limitMs: number): Promise<MimeAnswer | null> {
  let timer: NodeJS.Timeout | undefined;
  thread.worker.ref();
  const answer = await new Promise<MimeAnswer | null>((resolve) => {
    thread.onAnswer = resolve;
    timer = setTimeout(resolve, limitMs, null);
    thread.worker.postMessage(bytes, [bytes.buffer as ArrayBuffer]);
  });
  clearTimeout(timer);
  thread.onAnswer = null;
  thread.worker.unref();
  return answer;
}

function readingOf(answer: MimeAnswer, source: string): MimeReading {
  if ('failure' in answer) return { ok: false, reason: `is no MIME that can be read: ${answer.failure}` };
  const { subject, text, html, parts } = answer;
  const headers = answer.headers.map(({ key, value }) => ({
    name: key,
    value: key === 'subject' ? subject : value,
  }));
  return { ok: true, message: { headers, text, html, parts, source } };
}
