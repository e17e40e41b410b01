/** So many may hold it at once; whoever finds it full waits, and is served in the order of coming. */
export interface Semaphore {
  acquire(): Promise<void>;
  /** To be called once for each `acquire`. */
  release(): void;
}

export function semaphore(limit: number): Semaphore {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return {
    async acquire() {
      if (taken < limit) taken += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    release() {
      // A permit is handed on, so nobody who comes later can slip in between.
      const next = waiting.shift();
      if (next) next();
      else taken -= 1;
    },
  };
}
