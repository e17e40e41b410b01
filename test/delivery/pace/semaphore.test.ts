import { expect, it } from 'vitest';
import { semaphore } from '../../../src/delivery/pace/semaphore.ts';

it('lets so many hold it, and next whoever came first', async () => {
  const { acquire, release } = semaphore(2);
  const begun: number[] = [];
  const come = (number: number) => void acquire().then(() => begun.push(number));
  const turn = () => new Promise(setImmediate);
  for (const number of [0, 1, 2, 3]) come(number);
  await turn();
  expect(begun).toEqual([0, 1]);
  release();
  come(4);
  await turn();
  expect(begun).toEqual([0, 1, 2]);
  release();
  release();
  await turn();
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  release();
  release();
  come(5);
  await turn();
  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
});
