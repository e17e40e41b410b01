import { beforeEach, expect, test } from 'vitest';
import { EmbeddedSession } from '../../../src/database/embedded/embedded-session.ts';
import type { SessionClient } from '../../../src/database/embedded/session-setup.ts';
import type { WireError } from '../../../src/database/wire/backend-frames.ts';
import { queryFrame } from '../../../src/database/wire/client-frames.ts';
import { frameEnd, frameOf, headerBytes, readString, zeroEnded } from '../../../src/database/wire/frame.ts';

/** A backend that knows BEGIN and COMMIT and answers everything else with its own text. */
let executed: string[];
let reports: string[];
let broken: unknown[];
let clock: { run: () => void; ms: number }[];
let session: EmbeddedSession;
let onExecute: () => void;

beforeEach(() => {
  executed = [];
  reports = [];
  broken = [];
  clock = [];
  onExecute = () => {};
  let status = 'I';
  session = new EmbeddedSession({
    execute: async (message) => {
      onExecute();
      onExecute = () => {};
      const frames: Buffer[] = [];
      for (let at = 0; at < message.length; at = frameEnd(message, at)) {
        const type = message.toString('latin1', at, at + 1);
        const name = readString(message, at + headerBytes);
        const said = type === 'Q' ? name.text : `${type} ${name.text}`;
        executed.push(said);
        if (said === 'break') throw new Error('broken');
        if (said === 'begin') status = 'T';
        if (said === 'commit' || said === 'rollback') status = 'I';
        if (type === 'P') frames.push(frameOf('1'));
        if (type === 'Q') frames.push(frameOf('C', zeroEnded(said.toUpperCase())));
        if (type === 'Q' || type === 'S') frames.push(frameOf('Z', Buffer.from(status)));
      }
      return Buffer.concat(frames);
    },
    pause: () => new Promise(setImmediate),
    later: (run, ms) => {
      const one = { run, ms };
      clock.push(one);
      return () => {
        clock = clock.filter((other) => other !== one);
      };
    },
    report: (sentence) => void reports.push(sentence),
    onBreak: (error) => void broken.push(error),
  });
});

function createClient(name = 'a client') {
  const ends: (WireError | null)[] = [];
  const client: SessionClient = { name, notify: () => {}, end: (error) => void ends.push(error) };
  session.join(client);
  const sendTurn = (message: Buffer, isOpen = false) =>
    new Promise<string>((resolve) =>
      session.send(client, { message, isOpen }, (reply) => resolve(reply.toString('latin1'))),
    );
  const send = (statement: string) => sendTurn(queryFrame(statement));
  return { client, ends, send, sendTurn };
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
  expect(executed).toEqual(['begin', 'S ', 'rollback', 'b1']);
});

test('rolls back a transaction that begins while its client leaves', async () => {
  const [a, b] = [createClient(), createClient()];
  onExecute = () => session.leave(a.client);
  void a.send('begin');
  await b.send('b1');
  expect(executed).toEqual(['begin', 'S ', 'rollback', 'b1']);
});

test('does not begin what a client asked that has left by then', async () => {
  const [a, b] = [createClient(), createClient()];
  void a.send('a1');
  const waiting = b.send('b1');
  session.leave(a.client);
  await waiting;
  expect(executed).toEqual(['b1']);
});

test('says that the engine broke, ends the client whose message that was, and asks it nothing more', async () => {
  const [a, b] = [createClient(), createClient()];
  void a.send('break');
  void b.send('b1');
  await expect.poll(() => broken).toEqual([new Error('broken')]);
  expect(a.ends).toEqual([null]);
  expect(executed).toEqual(['break']);
});

test('a client that keeps a transaction open without a word is ended, named, and what it began is undone', async () => {
  const [a, b] = [createClient('"psql" (process 7)'), createClient()];
  await a.send('begin');
  const waiting = b.send('b1');
  expect(clock.map(({ ms }) => ms)).toEqual([60_000]);
  clock[0]?.run();
  await waiting;
  expect(a.ends).toMatchObject([{ severity: 'FATAL', code: '25P03' }]);
  expect(executed).toEqual(['begin', 'S ', 'rollback', 'b1']);
  expect(reports).toEqual([expect.stringContaining('"psql" (process 7) kept a transaction open for 60 s')]);
});

test('a client that goes on with its transaction is given time anew', async () => {
  const a = createClient();
  await a.send('begin');
  await a.send('a1');
  expect(clock).toHaveLength(1);
  await a.send('commit');
  expect(clock).toHaveLength(0);
});

test('what waits is dropped when its client cancels it, and what is executed goes on', async () => {
  const [a, b] = [createClient(), createClient()];
  await a.send('begin');
  const waiting = b.send('b1');
  session.cancel(b.client);
  expect(await waiting).toContain('57014');
  await a.send('commit');
  expect(executed).toEqual(['begin', 'commit']);
});

test('a limit of time is for the time of waiting, and never reaches the engine', async () => {
  const [a, b] = [createClient(), createClient()];
  await b.send("set statement_timeout = '2s'");
  expect(executed[0]).toBe("set pennypost.statement_timeout = '2s'");
  await a.send('begin');
  const waiting = b.send('b1');
  clock.find(({ ms }) => ms === 2_000)?.run();
  expect(await waiting).toContain('canceling statement due to statement timeout');
});

test('two clients may prepare statements of one name, and each ends with its client', async () => {
  const [a, b] = [createClient(), createClient()];
  const parse = (name: string) =>
    Buffer.concat([frameOf('P', zeroEnded(name), zeroEnded('select 1'), Buffer.alloc(2)), frameOf('S')]);
  await a.sendTurn(parse('mine'));
  await b.sendTurn(parse('mine'));
  expect(executed).toEqual(['P s1', 'S ', 'P s2', 'S ']);
  session.leave(a.client);
  await session.idle();
  expect(executed.slice(4)).toEqual(['C Ss1', 'S ']);
});

test('an unnamed statement is parsed again where another client was in between', async () => {
  const [a, b] = [createClient(), createClient()];
  const parse = frameOf('P', zeroEnded(''), zeroEnded('select 1'), Buffer.alloc(2));
  const bind = frameOf('B', zeroEnded(''), zeroEnded(''), Buffer.alloc(6));
  const sync = frameOf('S');
  await a.sendTurn(Buffer.concat([parse, sync]));
  await a.sendTurn(Buffer.concat([bind, sync]));
  expect(executed).toEqual(['P ', 'S ', 'B ', 'S ']);
  await b.send('b1');
  const reply = await a.sendTurn(Buffer.concat([bind, sync]));
  expect(executed.slice(4)).toEqual(['b1', 'P ', 'B ', 'S ']);
  // Nobody asked for the second ParseComplete.
  expect(reply).toBe(frameOf('Z', Buffer.from('I')).toString('latin1'));
});

test("what would be everybody's is refused, inside of a transaction by failing it", async () => {
  const a = createClient();
  await a.send('select pg_advisory_lock(1)');
  expect(executed).toEqual([expect.stringMatching(/^do \$\$.*0A000.*A lock of the session/s)]);
});
