import { expect, it } from 'vitest';
import { semaphore } from '../../src/delivery/semaphore.ts';

it('gives so many places, and the next that is free to who came first', async () => {
  const { acquire: take, release: giveBack } = semaphore(2);
  const begun: number[] = [];
  const come = (number: number) => void take().then(() => begun.push(number));
  const turn = () => new Promise(setImmediate);
  for (const number of [0, 1, 2, 3]) come(number);
  await turn();
  expect(begun).toEqual([0, 1]);
  giveBack();
  come(4);
  await turn();
  expect(begun).toEqual([0, 1, 2]);
  giveBack();
  giveBack();
  await turn();
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  giveBack();
  giveBack();
  come(5);
  await turn();
  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
});
