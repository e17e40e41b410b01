import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { AnsweringThread, type ThreadAnswer } from '../../mail/answering-thread-worker.ts';
import { EmailError } from '../email-error.ts';
import { type MjmlAnswer, type MjmlFault, type MjmlThreadData, mjmlThread } from './mjml-thread.ts';

export interface CompiledMjml {
  readonly html: string;
  readonly faults: readonly MjmlFault[];
}

/** @throws EmailError where MJML breaks down over the text, ends its thread, or takes too long */
export type MjmlCompiler = (mjml: string) => Promise<CompiledMjml>;

export interface MjmlCompilerOptions {
  /** How long one compilation may take; 60 KB of HTML take a tenth of a second. */
  readonly timeLimitMs: number;
  /** How much longer the first one may take: MJML's 200 packages come from a cold disk. */
  readonly startLimitMs: number;
  readonly memoryLimitMb: number;
  /** The program of the thread; for tests. */
  readonly thread: string;
}

/**
 * MJML in a thread of its own: an endless loop, a crash or a rejection that nobody awaits (cssnano has one) ends the
 * thread, not this process. The thread starts with the first use and serves one text after the other. It has nothing of
 * the environment: MJML needs none, and a template's fault must not be able to print a password.
 */
export function mjmlCompiler(options: Partial<MjmlCompilerOptions> = {}): MjmlCompiler {
  const { timeLimitMs = 20_000, startLimitMs = 40_000, memoryLimitMb = 512 } = options;
  const { thread: program = mjmlThread } = options;
  const mjml = createRequire(import.meta.url).resolve('mjml');
  const workerData: MjmlThreadData = { mjml, emptyFolder: dirname(mjml) };
  const limits = { timeLimitMs, startLimitMs, memoryLimitMb };
  // MJML compiles asynchronously: of two texts at once the second might be answered first.
  const thread = new AnsweringThread<MjmlAnswer>({ program, workerData, ...limits, maxPosted: 1 });
  return async (text) => compiledOf(await thread.ask(text));
}

function compiledOf(answered: ThreadAnswer<MjmlAnswer>): CompiledMjml {
  if (answered.kind === 'broke') {
    const { cause, code } = answered;
    const why = cause === undefined ? `its thread ended with code ${code}` : messageOf(cause);
    throw new EmailError([`MJML broke down over the template: ${why}.`], { cause });
  }
  if (answered.kind === 'late')
    throw new EmailError([
      `MJML did not finish the template within ${answered.limitMs / 1000} seconds; it was stopped.`,
    ]);
  const { answer } = answered;
  if ('failure' in answer) throw new EmailError([`MJML cannot read the template: ${answer.failure}`]);
  return answer;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
