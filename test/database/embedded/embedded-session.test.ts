import { beforeEach, expect, test } from 'vitest';
import { EmbeddedSession, type SessionClient } from '../../../src/database/embedded/embedded-session.ts';
import { queryFrame, readStatements } from '../../../src/database/wire/wire-frames.ts';

/** A backend that knows BEGIN and COMMIT and answers everything else with its own text. */
let executed: string[];
let session: EmbeddedSession;

beforeEach(() => {
  executed = [];
  let status = 'I';
  const execute = async (message: Buffer) => {
    const [statement = ''] = readStatements(message);
    executed.push(statement);
    if (statement === 'break') throw new Error('broken');
    if (statement === 'begin') status = 'T';
    if (statement === 'commit' || statement === 'rollback') status = 'I';
    const tag = Buffer.from(`${statement.toUpperCase()}\0`);
    return Buffer.concat([
      Buffer.from([0x43, 0, 0, 0, 4 + tag.length]),
      tag,
      Buffer.from(`Z\0\0\0\x05${status}`),
    ]);
  };
  session = new EmbeddedSession(execute, () => new Promise(setImmediate));
});

function createClient() {
  const failures: unknown[] = [];
  const client: SessionClient = { notify: () => {}, fail: (error) => void failures.push(error) };
  const send = (statement: string) =>
    new Promise<void>((resolve) => session.send(client, queryFrame(statement), () => resolve()));
  return { client, failures, send };
}

test('answers in the order in which it was asked, whoever asks', async () => {
  const [a, b] = [createClient(), createClient()];
  await Promise.all([a.send('a1'), a.send('a2'), b.send('b1'), a.send('a3'), b.send('b2')]);
  expect(executed).toEqual(['a1', 'a2', 'b1', 'a3', 'b2']);
});

test('lets a transaction finish before it answers anybody else', async () => {
  const [a, b] = [createClient(), createClient()];
  await a.send('begin');
  const waiting = [b.send('b1'), b.send('b2')];
  await a.send('a1');
  await new Promise(setImmediate);
  await a.send('commit');
  await Promise.all(waiting);
  expect(executed).toEqual(['begin', 'a1', 'commit', 'b1', 'b2']);
});

test('rolls back the transaction of a client that leaves, and drops what it still asked for', async () => {
  const [a, b] = [createClient(), createClient()];
  await a.send('begin');
  const waiting = b.send('b1');
  session.leave(a.client);
  await waiting;
  expect(executed).toEqual(['begin', 'rollback', 'b1']);
});

test('rolls back a transaction that begins while its client leaves', async () => {
  const [a, b] = [createClient(), createClient()];
  void a.send('begin');
  const waiting = b.send('b1');
  session.leave(a.client);
  await waiting;
  expect(executed).toEqual(['begin', 'rollback', 'b1']);
});

test('tells the client over whose message the engine broke, and goes on with the next', async () => {
  const [a, b] = [createClient(), createClient()];
  void a.send('break');
  await b.send('b1');
  expect(a.failures).toEqual([new Error('broken')]);
  expect(b.failures).toEqual([]);
});
