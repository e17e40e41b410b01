import { expect, it } from 'vitest';
import { AnsweringThread } from '../../src/mail/answering-thread-worker.ts';

const program = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', (text) => {
  if (text.startsWith('end')) process.exit(1);
  if (text.startsWith('loop')) for (;;);
  parentPort.postMessage(text.toUpperCase());
});`;

const thread = () =>
  new AnsweringThread<string>({
    program,
    workerData: null,
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
