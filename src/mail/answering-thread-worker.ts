import { Worker } from 'node:worker_threads';

export interface AnsweringThreadOptions {
  /** JavaScript; it must answer each message with one, in their order. */
  readonly program: string;
  readonly workerData: unknown;
  readonly timeLimitMs: number;
  /** How much longer the first answer may take, while the thread starts. */
  readonly startLimitMs: number;
  readonly memoryLimitMb: number;
  /** How many questions may lie before the thread, so that it need not be woken for each. */
  readonly maxPosted: number;
}

/** What became of a question. A thread that ended without an error of its own has only a code. */
export type ThreadAnswer<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'broke'; readonly code: number; readonly cause: unknown }
  | { readonly kind: 'late'; readonly limitMs: number };

interface Question<Answer> {
  readonly text: string;
  readonly resolve: (answer: ThreadAnswer<Answer>) => void;
  readonly reject: (error: unknown) => void;
}

/** A thread that was started: whether it has answered yet, and the error that it is ending of. */
interface Running {
  readonly worker: Worker;
  hasAnswered: boolean;
  cause: unknown;
}

/**
 * A thread for work that may loop for ever or eat memory: that ends the thread, not this process. It starts with the
 * first question or by `begin`, keeps no process alive, and is replaced after it failed.
 */
export class AnsweringThread<Answer> {
  readonly #options: AnsweringThreadOptions;
  /** Those without an answer. The thread works on the first, and so many of them were posted to it. */
  readonly #open: Question<Answer>[] = [];
  #posted = 0;
  #running: Running | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: AnsweringThreadOptions) {
    this.#options = options;
  }

  /** What the thread answers, or how it failed over this question. Rejects where no thread can be had. */
  ask(text: string): Promise<ThreadAnswer<Answer>> {
    return new Promise((resolve, reject) => {
      this.#open.push({ text, resolve, reject });
      if (this.#open.length === 1) this.#beginNext();
      else this.#post();
    });
  }

  /** Starts the thread before there is a question, so that it loads while the process does something else. */
  begin(): void {
    if (this.#running !== null) return;
    try {
      this.#running = this.#start();
      this.#running.worker.unref();
    } catch {
      // Told to whoever asks: it is tried again then.
    }
  }

  #post(): void {
    for (; this.#posted < Math.min(this.#open.length, this.#options.maxPosted); this.#posted++)
      this.#running?.worker.postMessage(this.#open[this.#posted]?.text);
  }

  #beginNext(): void {
    clearTimeout(this.#timer);
    if (this.#open.length === 0) {
      this.#running?.worker.unref();
      return;
    }
    const { timeLimitMs, startLimitMs } = this.#options;
    const limitMs = this.#running?.hasAnswered ? timeLimitMs : timeLimitMs + startLimitMs;
    try {
      this.#running ??= this.#start();
    } catch (error) {
      // No memory or no thread left: nobody's question is to blame.
      for (const { reject } of this.#open.splice(0)) reject(error);
      return;
    }
    this.#running.worker.ref();
    this.#post();
    const [asked] = this.#open;
    // Where this process itself stood still, the answer may lie here already: it is looked for first.
    const giveUp = () => setImmediate(() => asked === this.#open[0] && this.#giveUp(limitMs));
    this.#timer = setTimeout(giveUp, limitMs);
  }

  #start(): Running {
    const { program, workerData, memoryLimitMb } = this.#options;
    const resourceLimits = { maxOldGenerationSizeMb: memoryLimitMb, maxYoungGenerationSizeMb: 32 };
    const worker = new Worker(program, { eval: true, workerData, env: {}, resourceLimits });
    const running: Running = { worker, hasAnswered: false, cause: undefined };
    worker.on('message', (answer: Answer) => {
      if (running !== this.#running) return;
      running.hasAnswered = true;
      this.#posted--;
      this.#open.shift()?.resolve({ kind: 'answered', answer });
      this.#beginNext();
    });
    // Its exit follows, and all that it answered comes before that. Without a listener this would be thrown here.
    worker.on('error', (error) => {
      running.cause = error;
    });
    worker.on('exit', (code) => {
      if (running === this.#running) this.#replace(code, running);
    });
    return running;
  }

  /**
   * The question that the thread was at is to blame, if it was the first of that thread. Another may have come to a
   * thread that was already breaking down over an earlier one, so it is asked again, of a thread that has no past. Those
   * that lay behind it are asked again in any case.
   */
  #replace(code: number, { hasAnswered, cause }: Running): void {
    this.#running = null;
    this.#posted = 0;
    if (!hasAnswered) this.#open.shift()?.resolve({ kind: 'broke', code, cause });
    this.#beginNext();
  }

  #giveUp(limitMs: number): void {
    void this.#running?.worker.terminate();
    this.#running = null;
    this.#posted = 0;
    this.#open.shift()?.resolve({ kind: 'late', limitMs });
    this.#beginNext();
  }
}
