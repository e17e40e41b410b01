import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** Where a hostile client goes, and what it has got hold of. */
export interface Target {
  readonly port: number;
  /** The address of this machine that it comes from. */
  readonly from: string;
  /** A return path with a signature that is not ours. */
  readonly forged: string;
  /** One with ours, from a message that it once got. */
  readonly stolen: string;
}

/** Does its worst until it is hung up on, or told to stop. */
export type HostileClient = (socket: Socket, target: Target, stop: AbortSignal) => Promise<void> | void;

const hello = 'EHLO mx.example.net\r\nMAIL FROM:<>\r\n';

/** Says something over and over as fast as it is taken, and looks at no reply. */
const flood =
  (text: string, isDeaf = false): HostileClient =>
  async (socket, _, stop) => {
    if (isDeaf) socket.pause();
    const block = text.repeat(Math.ceil(16_384 / text.length));
    while (!stop.aborted && socket.writable) {
      if (!socket.write(block)) await Promise.race([once(socket, 'drain').catch(() => undefined), wait(200)]);
      await wait(1);
    }
  };

/** Says something a byte at a time. */
const dribble =
  (text: (target: Target) => string): HostileClient =>
  async (socket, target, stop) => {
    for (const character of text(target)) {
      if (stop.aborted || !socket.writable) return;
      socket.write(character);
      await wait(20);
    }
    await wait(60_000, undefined, { signal: stop }).catch(() => undefined);
  };

const sayAtOnce =
  (text: (target: Target) => string): HostileClient =>
  (socket, target) => {
    socket.write(text(target));
  };

/** By name, since a failure says which. None of them ever finishes a message to one of our addresses. */
export const hostileClients: Readonly<Record<string, HostileClient>> = {
  'says nothing': () => undefined,
  'says one byte at a time': dribble(() => 'EHLO '.padEnd(4_000, 'x')),
  'dribbles a message': dribble(
    ({ stolen }) => `${hello}RCPT TO:<${stolen}>\r\nDATA\r\n${'x'.repeat(4_000)}`,
  ),
  'sends a line without end': flood('x'),
  'sends commands that are none': flood('XYZZY\r\n'),
  'sends NOOP for ever': flood('NOOP\r\n'),
  'sends NOOP and reads nothing': flood('NOOP\r\n', true),
  'sends EHLO for ever': flood('EHLO mx.example.net\r\n'),
  'guesses recipients': async (socket, target, stop) => {
    socket.write(hello);
    await flood(`RCPT TO:<${target.forged}>\r\n`)(socket, target, stop);
  },
  'talks before the greeting': sayAtOnce(
    ({ forged }) => `${hello}RCPT TO:<${forged}>\r\nDATA\r\nSubject: forged\r\n\r\n.\r\n`,
  ),
  'sends a message to somebody else': async (socket, { forged }) => {
    await wait(300);
    socket.write(
      `${hello}RCPT TO:<${forged}>\r\nRCPT TO:<root@example.net>\r\nDATA\r\nSubject: forged\r\n\r\nx\r\n.\r\n`,
    );
  },
  'sends a message that is too large': async (socket, target, stop) => {
    await wait(300);
    socket.write(`${hello}RCPT TO:<${target.stolen}>\r\nDATA\r\n`);
    await flood('a line of a message that never ends\r\n')(socket, target, stop);
  },
  'hangs up in the middle': async (socket, { stolen }) => {
    await wait(300);
    socket.write(`${hello}RCPT TO:<${stolen}>\r\nDATA\r\nSubject: half`);
    await wait(100);
    socket.resetAndDestroy();
  },
  'closes its side only': async (socket, { stolen }) => {
    await wait(300);
    socket.write(`${hello}RCPT TO:<${stolen}>\r\n`);
    socket.end();
  },
  'is a browser': sayAtOnce(() => 'POST / HTTP/1.1\r\nHost: localhost\r\n\r\nMAIL FROM:<>\r\n'),
  'speaks TLS': sayAtOnce(() => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\0\r\n'),
};

/** Comes back as soon as it is hung up on, until it is told to stop. */
export async function attack(client: HostileClient, target: Target, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const socket = connect({ port: target.port, host: '127.0.0.1', localAddress: target.from });
    socket.on('error', () => undefined);
    socket.on('data', () => undefined);
    const hangUp = () => socket.destroy();
    stop.addEventListener('abort', hangUp);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    void Promise.resolve(client(socket, target, stop)).catch(() => undefined);
    await closed;
    stop.removeEventListener('abort', hangUp);
    await wait(50);
  }
}
