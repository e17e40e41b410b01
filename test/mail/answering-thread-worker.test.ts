import { expect, it } from 'vitest';
import { AnsweringThread } from '../../src/mail/answering-thread-worker.ts';

const program = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', (text) => {
  if (text.startsWith('end')) process.exit(1);
  if (text.startsWith('loop')) for (;;);
  parentPort.postMessage(text.toUpperCase());
});`;

const thread = (workerData: unknown = null) =>
  new AnsweringThread<string>({
    program,
    workerData,
    timeLimitMs: 100,
    startLimitMs: 5_000,
    memoryLimitMb: 64,
  });

it('blames the question that a thread broke down over, and asks another thread those that lay behind it', async () => {
  const asked = thread();
  const questions = ['a', 'end', 'b', ...'cdefghijklm', 'end again', 'n'];
  const answers = await Promise.all(questions.map((question) => asked.ask(question)));
  expect(answers).toEqual(['A', null, 'B', ...'CDEFGHIJKLM', null, 'N']);
});

it('counts the time of each question from when its turn came', async () => {
  const asked = thread();
  expect(await asked.ask('a')).toBe('A');
  expect(await Promise.all(['loop', 'b', 'c'].map((question) => asked.ask(question)))).toEqual([
    null,
    'B',
    'C',
  ]);
  expect(await asked.ask('d')).toBe('D');
});

it('finds an answer that lay there while this process stood still', async () => {
  const asked = thread();
  expect(await asked.ask('a')).toBe('A');
  const answer = asked.ask('b');
  const until = performance.now() + 200;
  while (performance.now() < until);
  expect(await answer).toBe('B');
});

it('blames no question where no thread can be had', async () => {
  // What cannot be copied cannot be given to a thread.
  const asked = thread(() => undefined);
  for (const question of ['a', 'b']) await expect(asked.ask(question)).rejects.toThrow(/could not be cloned/);
});
