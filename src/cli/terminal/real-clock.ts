import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../sending/clock.ts';

/** The clock of this machine. */
export const realClock: Clock = {
  now: () => new Date(),
  wait: async (ms, signal) => {
    await wait(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
  },
};
