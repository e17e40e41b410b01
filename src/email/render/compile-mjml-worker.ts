import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AnsweringThread, type ThreadAnswer } from '../../mail/answering-thread-worker.ts';
import { EmailError } from '../email-error.ts';
import { type MjmlAnswer, type MjmlFault, type MjmlThreadData, mjmlThread } from './mjml-thread.ts';

export interface CompiledMjml {
  readonly html: string;
  readonly faults: readonly MjmlFault[];
}

export interface MjmlCompiler {
  /** @throws EmailError where MJML breaks down over the text, ends its thread, or takes too long */
  (mjml: string): Promise<CompiledMjml>;
  /** For whoever will have a text in a moment: MJML is loaded meanwhile. */
  begin(): void;
}

export interface MjmlCompilerOptions {
  /** How long one compilation may take; 60 KB of HTML take a tenth of a second. */
  readonly timeLimitMs: number;
  /** How much longer the first one may take: MJML comes from a cold disk. */
  readonly startLimitMs: number;
  readonly memoryLimitMb: number;
  /** The program of the thread; for tests. */
  readonly thread: string;
  /** The file that is MJML; for tests. */
  readonly mjml: string;
}

/** MJML as the build makes it, one file out of many: three folders above this one, in the sources as when built. */
const bundled = resolve(dirname(fileURLToPath(import.meta.url)), '../../../dist/mjml/mjml.cjs');

/**
 * MJML in a thread of its own: an endless loop, a crash or a rejection that nobody awaits (cssnano has one) ends the
 * thread, not this process. The thread starts with the first use or by `begin`, and serves one text after the other. It
 * has nothing of the environment: MJML needs none, and a template's fault must not be able to print a password.
 */
export function mjmlCompiler(options: Partial<MjmlCompilerOptions> = {}): MjmlCompiler {
  const { timeLimitMs = 20_000, startLimitMs = 40_000, memoryLimitMb = 512 } = options;
  const { thread: program = mjmlThread, mjml = bundled } = options;
  const workerData: MjmlThreadData = { mjml, emptyFolder: dirname(mjml) };
  const limits = { timeLimitMs, startLimitMs, memoryLimitMb };
  // MJML compiles asynchronously: of two texts at once the second might be answered first.
  const thread = new AnsweringThread<MjmlAnswer>({ program, workerData, ...limits, maxPosted: 1 });
  const compile = async (text: string) => compiledOf(await thread.ask(text));
  return Object.assign(compile, { begin: () => thread.begin() });
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
