/**
 * What the inbound listener costs while strangers besiege it: `npm run measure:inbound -- [--clients N]
 * [--rounds N] [--seconds N]`. The listener runs in a process of its own; every round prints the
 * memory it holds after a collection, and how many honest messages got in and how long they took.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { listenForFeedback } from '../src/feedback/inbound/inbound-smtp.ts';
import type { EmailAddress } from '../src/mail/address.ts';
import { formatDeliveryTag } from '../src/mail/delivery-tag.ts';
import { linkKeys } from '../src/sending/keys.ts';

/** What the child says of itself when it is asked. */
interface Held {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly recorded: number;
  readonly cpu: NodeJS.CpuUsage;
}

const domain = 'bounces.news.example';
const keys = linkKeys(['A secret of the tests, long enough.'], '0b6f3c1e-7a52-4d9c-8e01-5f2a9b3c4d5e');

if (process.send) await listen((message) => process.send?.(message));
else await besiege();

/** The child: the listener before an intake that takes a millisecond. */
async function listen(tell: (message: Held | { readonly port: number }) => void): Promise<void> {
  let recorded = 0;
  const intake = {
    takeMail: async () => {
      await wait(1);
      recorded += 1;
      return [];
    },
    takeEvents: async () => [],
  };
  const { port } = await listenForFeedback({
    host: '127.0.0.1',
    port: 0,
    addresses: {
      returnPathDomain: domain,
      returnPath: null,
      unsubscribeMailboxes: [{ address: 'unsubscribe@news.example', returnPathDomain: domain }],
      contact: 'letters@news.example' as EmailAddress,
      ...keys,
    },
    intake,
    log: () => undefined,
    report: (error: unknown) => console.error(error),
  });
  process.on('message', () => {
    globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    tell({ rss, heapUsed, external, recorded, cpu: process.cpuUsage() });
  });
  process.on('disconnect', () => process.exit());
  tell({ port });
}

async function besiege(): Promise<void> {
  const { values } = parseArgs({
    options: {
      clients: { type: 'string', default: '200' },
      rounds: { type: 'string', default: '6' },
      seconds: { type: 'string', default: '10' },
    },
  });
  const returnPath = (reader: number) => {
    const subscriber = `00000000-0000-4000-8000-${String(reader).padStart(12, '0')}`;
    const tag = formatDeliveryTag({ send: '0123456789ab', subscriber }, keys.tags.returnPath.signing);
    return `b+${tag}@${domain}`;
  };
  const child = fork(fileURLToPath(import.meta.url), { execArgv: [...process.execArgv, '--expose-gc'] });
  const [{ port }] = await once(child, 'message');
  const ask = async (): Promise<Held> => {
    child.send('memory');
    return (await once(child, 'message'))[0];
  };
  const stop = new AbortController();
  const clients = Array.from({ length: Number(values.clients) }, (_, n) =>
    hostile(port, n, returnPath(999_999), stop.signal),
  );
  print(['round', 'heap', 'external', 'rss', 'cpu', 'honest mail', 'median', 'slowest']);
  let before = await ask();
  print(['start', ...memory(before)]);
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    const end = performance.now() + Number(values.seconds) * 1_000;
    const times: number[] = [];
    while (performance.now() < end) {
      const begun = performance.now();
      await deliver(port, returnPath(times.length), `127.0.2.${1 + (times.length % 5)}`);
      times.push(performance.now() - begun);
    }
    times.sort((one, other) => one - other);
    const now = await ask();
    const cpu =
      (now.cpu.user + now.cpu.system - before.cpu.user - before.cpu.system) / 10_000 / Number(values.seconds);
    const spent = [times[times.length >> 1], times.at(-1)].map((ms = 0) => `${Math.round(ms)} ms`);
    print([
      String(round),
      ...memory(now),
      `${Math.round(cpu)} %`,
      String(now.recorded - before.recorded),
      ...spent,
    ]);
    before = now;
  }
  stop.abort();
  await Promise.all(clients);
  await wait(6_000);
  print(['after', ...memory(await ask())]);
  child.disconnect();
}

/** One of six who do nothing good, again and again. */
async function hostile(port: number, n: number, stolen: string, stop: AbortSignal): Promise<void> {
  const hello = 'EHLO mx.example.net\r\nMAIL FROM:<>\r\n';
  const open = `${hello}RCPT TO:<${stolen}>\r\nDATA\r\n`;
  const habits: readonly (readonly [first: string, again: string])[] = [
    ['', ''],
    ['', 'NOOP\r\n'.repeat(500)],
    [hello, `RCPT TO:<b+guess${n}@${domain}>\r\n`],
    [open, 'x'],
    [open, 'a line of a message that never ends\r\n'.repeat(400)],
    ['', 'XYZZY\r\n'],
  ];
  const [first, again] = habits[n % habits.length] ?? ['', ''];
  while (!stop.aborted) {
    const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.1.${1 + (n % 20)}` });
    socket.on('error', () => undefined);
    socket.on('data', () => undefined);
    const closed = once(socket, 'close').catch(() => undefined);
    await wait(300);
    socket.write(first);
    while (!stop.aborted && socket.writable) {
      if (again !== '') socket.write(again);
      await Promise.race([closed, wait(50)]);
    }
    socket.destroy();
    await closed;
  }
}

/** A mail server, which comes again where it is turned away. */
async function deliver(port: number, recipient: string, localAddress: string): Promise<void> {
  const words = ['EHLO mx.example.org', 'MAIL FROM:<>', `RCPT TO:<${recipient}>`, 'DATA'];
  const message = `From: MAILER-DAEMON@mx.example.org\r\nSubject: failure\r\n\r\n${'gone\r\n'.repeat(500)}.`;
  for (;;) {
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    const lines = [...words, message, 'QUIT'];
    let isTaken = false;
    socket.setEncoding('latin1');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      const text = String(chunk);
      if (lines.length === 1 && text.startsWith('250')) isTaken = true;
      if (!/^\d{3} /m.test(text)) return;
      if (text.startsWith('4') || text.startsWith('5')) return void socket.destroy();
      const next = lines.shift();
      if (next !== undefined) socket.write(`${next}\r\n`);
    });
    await once(socket, 'close').catch(() => undefined);
    if (isTaken) return;
    await wait(50);
  }
}

function memory({ heapUsed, external, rss }: Held): string[] {
  return [heapUsed, external, rss].map((bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MB`);
}

function print(cells: readonly string[]): void {
  console.log(cells.map((cell) => cell.padStart(11)).join(' '));
}
