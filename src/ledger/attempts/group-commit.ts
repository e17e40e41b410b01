interface Waiting<Request, Result> {
  readonly request: Request;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Turns many calls at once into few statements: while one statement is under way, further requests wait and then go
 * together in the next. Nothing is held back past its own statement, so when a call returns its write is committed.
 *
 * A second request with the key of one in the same batch waits for the next batch: in one statement both would seem
 * to have won.
 */
export function groupCommit<Request, Result>(options: {
  readonly keyOf: (request: Request) => string;
  /** Runs one statement over the batch; the results in the order of the requests. */
  readonly run: (batch: readonly Request[]) => Promise<readonly Result[]>;
  readonly maxBatch?: number;
}): (request: Request) => Promise<Result> {
  const { keyOf, run, maxBatch = 500 } = options;
  let waiting: Waiting<Request, Result>[] = [];
  let isRunning = false;

  function takeBatch(): Waiting<Request, Result>[] {
    const batch = new Map<string, Waiting<Request, Result>>();
    const rest: Waiting<Request, Result>[] = [];
    for (const entry of waiting) {
      const key = keyOf(entry.request);
      if (batch.size < maxBatch && !batch.has(key)) batch.set(key, entry);
      else rest.push(entry);
    }
    waiting = rest;
    return [...batch.values()];
  }

  async function runBatch(batch: readonly Waiting<Request, Result>[]): Promise<void> {
    try {
      const results = await run(batch.map(({ request }) => request));
      for (const [at, entry] of batch.entries()) entry.resolve(results[at] as Result);
    } catch (error) {
      for (const entry of batch) entry.reject(error);
    }
  }

  async function drain(): Promise<void> {
    isRunning = true;
    // One turn of the event loop lets requests that were raised together go together.
    await new Promise(setImmediate);
    while (waiting.length > 0) await runBatch(takeBatch());
    isRunning = false;
  }

  return (request) =>
    new Promise<Result>((resolve, reject) => {
      waiting.push({ request, resolve, reject });
      if (!isRunning) void drain();
    });
}
