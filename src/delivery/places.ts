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
