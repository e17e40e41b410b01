export interface GateOptions {
  /** How many may be inside at once. */
  readonly most: number;
  /** Between the starts of two, in milliseconds. */
  readonly gapMs: number;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/** Lets requests to one host through, a few at once and one after the other. */
export interface HostGate {
  pass<Result>(act: () => Promise<Result>): Promise<Result>;
  /** Lets nobody in for so long. */
  close(ms: number): void;
}

export function hostGate({ most, gapMs, now, wait }: GateOptions): HostGate {
  const waiting: (() => void)[] = [];
  let free = most;
  let opensAt = 0;
  const enter = async (): Promise<void> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    async pass(act) {
      await enter();
      try {
        // Looked at again after each wait: meanwhile another went in, or the gate was closed.
        for (let ms = opensAt - now(); ms > 0; ms = opensAt - now()) await wait(ms);
        opensAt = now() + gapMs;
        return await act();
      } finally {
        leave();
      }
    },
    close(ms) {
      opensAt = Math.max(opensAt, now() + ms);
    },
  };
}
