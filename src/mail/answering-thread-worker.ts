import { Worker } from 'node:worker_threads';

export interface AnsweringThreadOptions {
  /** JavaScript; it must answer each message with one, in their order. */
  readonly program: string;
  readonly workerData: unknown;
  readonly timeLimitMs: number;
  /** How much longer the first answer may take, while the thread starts. */
  readonly startLimitMs: number;
  readonly memoryLimitMb: number;
}

interface Question<Answer> {
  readonly text: string;
  readonly resolve: (answer: Answer | null) => void;
  readonly reject: (error: unknown) => void;
}

/** How many questions lie before the thread, so that it need not be woken for each. */
const maxPosted = 8;

/**
 * A thread for work that may loop for ever or eat memory: that ends the thread, not this process. It starts with the
 * first question, keeps no process alive, and is replaced after it failed.
 */
export class AnsweringThread<Answer> {
  readonly #options: AnsweringThreadOptions;
  /** Those without an answer. The thread works on the first, and so many of them were posted to it. */
  readonly #open: Question<Answer>[] = [];
  #posted = 0;
  #worker: Worker | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: AnsweringThreadOptions) {
    this.#options = options;
  }

  /** Null where the thread broke down over this question, or took too long. Rejects where no thread can be had. */
  ask(text: string): Promise<Answer | null> {
    return new Promise((resolve, reject) => {
      this.#open.push({ text, resolve, reject });
      if (this.#open.length === 1) this.#beginNext();
      else this.#post();
    });
  }

  #post(): void {
    for (; this.#posted < Math.min(this.#open.length, maxPosted); this.#posted++)
      this.#worker?.postMessage(this.#open[this.#posted]?.text);
  }

  #beginNext(): void {
    clearTimeout(this.#timer);
    if (this.#open.length === 0) {
      this.#worker?.unref();
      return;
    }
    const { timeLimitMs, startLimitMs } = this.#options;
    const limitMs = this.#worker ? timeLimitMs : timeLimitMs + startLimitMs;
    try {
      this.#worker ??= this.#start();
    } catch (error) {
      // No memory or no thread left: nobody's question is to blame.
      for (const { reject } of this.#open.splice(0)) reject(error);
      return;
    }
    this.#worker.ref();
    this.#post();
    const [asked] = this.#open;
    // Where this process itself stood still, the answer may lie here already: it is looked for first.
    const giveUp = () => setImmediate(() => asked === this.#open[0] && this.#fail());
    this.#timer = setTimeout(giveUp, limitMs);
  }

  #start(): Worker {
    const { program, workerData, memoryLimitMb } = this.#options;
    const resourceLimits = { maxOldGenerationSizeMb: memoryLimitMb, maxYoungGenerationSizeMb: 32 };
    const worker = new Worker(program, { eval: true, workerData, env: {}, resourceLimits });
    worker.on('message', (answer: Answer) => {
      if (worker !== this.#worker) return;
      this.#posted--;
      this.#open.shift()?.resolve(answer);
      this.#beginNext();
    });
    // It can also break down between two questions; without a listener that would be thrown in this process.
    const end = (): void => {
      if (worker === this.#worker) this.#fail();
    };
    worker.on('error', end);
    worker.on('exit', end);
    return worker;
  }

  /** The question that the thread was at is to blame. Those that lay behind it are asked again of another thread. */
  #fail(): void {
    void this.#worker?.terminate();
    this.#worker = null;
    this.#posted = 0;
    this.#open.shift()?.resolve(null);
    this.#beginNext();
  }
}
