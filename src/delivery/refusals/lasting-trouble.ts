/** Trouble that is a fault only when it lasts and nothing goes well meanwhile: a moment of it is part of every day. */
export interface LastingTrouble {
  /**
   * It has come again.
   *
   * @param about what it befell; what is equal counts once
   */
  note(about: unknown, now: Date): TroubleSoFar;
  /** Something went well: what was before counts no more. */
  end(): void;
}

export interface TroubleSoFar {
  readonly lastedMs: number;
  /** Longer than there is patience for, and not about too few. Once said, the trouble begins anew. */
  readonly isTooLong: boolean;
}

export interface TroubleLimits {
  readonly patienceMs: number;
  /** What was not heard of for so long is over, though nothing has gone well since to show it. */
  readonly forgetAfterMs: number;
  /** How many it must befall. */
  readonly atLeast: number;
}

export function lastingTrouble({ patienceMs, forgetAfterMs, atLeast }: TroubleLimits): LastingTrouble {
  let since: Date | null = null;
  let lastMs = 0;
  let befallen = new Set<unknown>();

  function end(): void {
    since = null;
    befallen = new Set();
  }

  return {
    note(about, now) {
      if (now.getTime() - lastMs > forgetAfterMs) end();
      since ??= now;
      lastMs = now.getTime();
      if (befallen.size < atLeast) befallen.add(about);
      const lastedMs = now.getTime() - since.getTime();
      const isTooLong = lastedMs >= patienceMs && befallen.size >= atLeast;
      if (isTooLong) end();
      return { lastedMs, isTooLong };
    },
    end,
  };
}
