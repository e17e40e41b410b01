import { Overloaded } from './overloaded.ts';

interface Waiting<Request, Result> {
  readonly request: Request;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** How many calls at once become few statements. */
export interface GroupCommitOptions<Request, Result> {
  readonly keyOf: (request: Request) => string;
  /** Runs one statement, or one transaction, over the batch; the results in the order of the requests. */
  readonly run: (batch: readonly Request[]) => Promise<readonly Result[]>;
  readonly maxBatch?: number;
  /**
   * How long the first of a batch waits for others, in ms: a statement costs as much for one as for several, and where
   * they come singly each would have its own. Without it they wait for one turn of the event loop, so that those that
   * were raised together go together.
   */
  readonly gatherMs?: number;
  /** How many may wait, those under way not counted: one more rejects at once with {@link Overloaded}. */
  readonly maxWaiting?: number;
  /** True where a request with the key of one that waits asks for the same, so that both have its result. */
  readonly isShared?: boolean;
}

/**
 * Turns many calls at once into few statements: while one statement is under way, further requests wait and then go
 * together in the next. Nothing is held back past its own statement, so when a call returns its write is committed.
 *
 * A second request with the key of one in the same batch waits for the next batch, if it does not share its result: in
 * one statement both would seem to have won. Where the database refuses a batch for what is in it, its halves are tried
 * by themselves, so that only what is at fault rejects.
 */
export function groupCommit<Request, Result>(
  options: GroupCommitOptions<Request, Result>,
): (request: Request) => Promise<Result> {
  const { keyOf, run, maxBatch = 500, gatherMs = 0 } = options;
  const { maxWaiting = Number.POSITIVE_INFINITY, isShared = false } = options;
  let waiting: Waiting<Request, Result>[] = [];
  let isRunning = false;

  /** By key, all who wait for the same. */
  function takeBatch(): Waiting<Request, Result>[][] {
    const batch = new Map<string, Waiting<Request, Result>[]>();
    const rest: Waiting<Request, Result>[] = [];
    for (const entry of waiting) {
      const key = keyOf(entry.request);
      const same = batch.get(key);
      if (same && isShared) same.push(entry);
      else if (!same && batch.size < maxBatch) batch.set(key, [entry]);
      else rest.push(entry);
    }
    waiting = rest;
    return [...batch.values()];
  }

  async function runBatch(batch: readonly Waiting<Request, Result>[][]): Promise<void> {
    try {
      const results = await run(batch.flatMap(([first]) => (first ? [first.request] : [])));
      for (const [at, same] of batch.entries())
        for (const entry of same) entry.resolve(results[at] as Result);
    } catch (error) {
      if (batch.length > 1 && isAboutData(error)) return halve(batch);
      for (const entry of batch.flat()) entry.reject(error);
    }
  }

  async function halve(batch: readonly Waiting<Request, Result>[][]): Promise<void> {
    const middle = Math.ceil(batch.length / 2);
    await runBatch(batch.slice(0, middle));
    await runBatch(batch.slice(middle));
  }

  async function drain(): Promise<void> {
    isRunning = true;
    await gather(gatherMs);
    while (waiting.length > 0) {
      await runBatch(takeBatch());
      if (gatherMs > 0 && waiting.length < maxBatch) await gather(gatherMs);
    }
    isRunning = false;
  }

  return (request) =>
    new Promise<Result>((resolve, reject) => {
      if (waiting.length >= maxWaiting) return reject(new Overloaded());
      waiting.push({ request, resolve, reject });
      if (!isRunning) void drain();
    });
}

function gather(ms: number): Promise<unknown> {
  return new Promise((done) => (ms > 0 ? setTimeout(done, ms) : setImmediate(done)));
}

/**
 * Whether the database refused a statement for what is in it, and has done nothing of it: SQLSTATE classes 22 (data), 23
 * (constraints), 54 (limits) and 40 (rolled back, as one of two that waited for each other).
 */
function isAboutData(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^(?:22|23|54|40)[\dA-Z]{3}$/.test(code);
}
