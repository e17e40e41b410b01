import { expect, it } from 'vitest';
import { AnsweringThread } from '../../src/mail/answering-thread-worker.ts';

const program = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', (text) => {
  if (text.startsWith('end')) process.exit(1);
  if (text.startsWith('throw')) throw new Error(text);
  if (text.startsWith('loop')) for (;;);
  parentPort.postMessage(text.toUpperCase());
  if (text.startsWith('late end')) process.exit(1);
  if (text.startsWith('late throw')) throw new Error(text);
});`;

/** A thread takes its time to end, and what came to it waits as long. */
const patientMs = 15_000;

const thread = (workerData: unknown = null, timeLimitMs = 100) =>
  new AnsweringThread<string>({
    program,
    workerData,
    timeLimitMs,
    startLimitMs: 5_000,
    memoryLimitMb: 64,
    maxPosted: 8,
  });

const broke = { kind: 'broke', code: 1, cause: undefined };
const late = { kind: 'late', limitMs: 100 };
const answered = (answer: string) => ({ kind: 'answered', answer });

it('blames the question that a thread broke down over, and asks another thread those that lay behind it', async () => {
  const asked = thread(null, patientMs);
  const questions = ['a', 'end', 'b', ...'cdefghijklm', 'end again', 'n'];
  const answers = await Promise.all(questions.map((question) => asked.ask(question)));
  const good = (letters: string) => Array.from(letters, answered);
  expect(answers).toEqual([...good('A'), broke, ...good('BCDEFGHIJKLM'), broke, ...good('N')]);
});

it('begins before it is asked, and is asked as if it had not', async () => {
  const eager = thread(null, patientMs);
  eager.begin();
  eager.begin();
  expect(await Promise.all(['a', 'end', 'b'].map((question) => eager.ask(question)))).toEqual([
    answered('A'),
    broke,
    answered('B'),
  ]);
});

it('counts the time of each question from when its turn came', async () => {
  const asked = thread();
  expect(await asked.ask('a')).toEqual(answered('A'));
  expect(await Promise.all(['loop', 'b', 'c'].map((question) => asked.ask(question)))).toEqual([
    late,
    answered('B'),
    answered('C'),
  ]);
  expect(await asked.ask('d')).toEqual(answered('D'));
});

it('finds an answer that lay there while this process stood still', async () => {
  const asked = thread();
  expect(await asked.ask('a')).toEqual(answered('A'));
  const answer = asked.ask('b');
  const until = performance.now() + 200;
  while (performance.now() < until);
  expect(await answer).toEqual(answered('B'));
});

it('gives the error that the thread threw over a question', async () => {
  const asked = thread();
  for (const question of ['throw it', 'throw it again'])
    expect(await asked.ask(question)).toMatchObject({ kind: 'broke', cause: { message: question } });
});

it.each(['late end', 'late throw'])('asks another thread what came to one in its %s', async (last) => {
  const asked = thread(null, patientMs);
  for (let turn = 0; turn < 5; turn++) {
    expect(await asked.ask(last)).toEqual(answered(last.toUpperCase()));
    expect(await asked.ask('next')).toEqual(answered('NEXT'));
    expect(await Promise.all([asked.ask(last), asked.ask('x')])).toEqual([
      answered(last.toUpperCase()),
      answered('X'),
    ]);
  }
});

it('blames no question where no thread can be had', async () => {
  // What cannot be copied cannot be given to a thread.
  const asked = thread(() => undefined);
  for (const question of ['a', 'b']) await expect(asked.ask(question)).rejects.toThrow(/could not be cloned/);
});
