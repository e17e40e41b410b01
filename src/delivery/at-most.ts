/** Runs a task when fewer than the limit are running, in the order in which they came. */
export type AtMost = <Value>(task: () => Promise<Value>) => Promise<Value>;

export function atMost(limit: number): AtMost {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    // Whoever ends hands the place on, so nobody who comes later can slip in between.
    if (running < limit) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
