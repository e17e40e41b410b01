const firstWaitMs = 100;

/**
 * Asks a database that may be away for a moment: again after a tenth of a second, then after twice as long each time.
 *
 * @param longestWaitMs once it has waited longer than this at a time, its last error is thrown
 */
export async function patiently<Value>(
  ask: () => Promise<Value>,
  longestWaitMs: number,
  wait: (ms: number) => Promise<void>,
): Promise<Value> {
  for (let waitMs = firstWaitMs; ; waitMs *= 2) {
    try {
      return await ask();
    } catch (error) {
      if (waitMs > longestWaitMs) throw error;
      await wait(waitMs);
    }
  }
}
