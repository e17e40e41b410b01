/** So many places; whoever finds none free waits, and is served in the order of coming. */
export interface Places {
  take(): Promise<void>;
  giveBack(): void;
}

export function places(limit: number): Places {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return {
    async take() {
      if (taken < limit) taken += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    giveBack() {
      // A place is handed on, so nobody who comes later can slip in between.
      const next = waiting.shift();
      if (next) next();
      else taken -= 1;
    },
  };
}

/** Runs a task when fewer than the limit are running, in the order in which they came. */
export type AtMost = <Value>(task: () => Promise<Value>) => Promise<Value>;

export function atMost(limit: number): AtMost {
  const { take, giveBack } = places(limit);
  return async (task) => {
    await take();
    try {
      return await task();
    } finally {
      giveBack();
    }
  };
}
