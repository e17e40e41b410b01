import { createRequire } from 'node:module';
import { AnsweringThread } from '../answering-thread-worker.ts';
import { reportField, withoutCopiedBodies } from './copied-bodies.ts';
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

/** Reads one message. What cannot be read is a value that says why; it rejects only where no thread can be had. */
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
/** To wake the thread for each message would cost as much as a small one takes. */
const maxPosted = 8;

/**
 * MIME in a thread of its own, since it comes from strangers. The thread starts with the first use and reads one message
 * after the other.
 */
export function mimeReader(options: Partial<MimeReaderOptions> = {}): MimeReader {
  const { timeLimitMs = 5_000, startLimitMs = 10_000, thread: program = mimeThread } = options;
  const workerData: MimeThreadData = {
    postalMime: createRequire(import.meta.url).resolve('postal-mime'),
    maxDepth,
    maxHeaderBytes,
    maxTextBytes,
    reportField,
  };
  const limits = { timeLimitMs, startLimitMs, memoryLimitMb };
  const thread = new AnsweringThread<MimeAnswer>({ program, workerData, ...limits, maxPosted });

  return async (bytes) => {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, maxReadBytes));
    // Programs that pass a message on put blank lines before its header, which would make a body of all of it.
    const source = text.toString('latin1').replace(/^(?:[ \t]{0,80}\r?\n){1,20}/, '');
    const boundaries = declaredBoundaries(source);
    const fault = mimeFault(source, boundaries);
    if (fault) return { ok: false, reason: fault };
    const answered = await thread.ask(withoutCopiedBodies(source, boundaries));
    if (answered.kind === 'answered') return readingOf(answered.answer, source);
    return { ok: false, reason: 'could not be read within the limits of time and memory' };
  };
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
