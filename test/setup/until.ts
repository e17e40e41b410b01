import { setTimeout as wait } from 'node:timers/promises';

const lookEveryMs = 5;

/** Resolves once it is true; the limit of the test ends what never is. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await wait(lookEveryMs);
}
