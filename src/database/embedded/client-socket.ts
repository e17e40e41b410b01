import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  authenticationOk,
  backendKeyData,
  type CancelKey,
  errorResponse,
  notEncrypted,
  parameterStatus,
  readyForQuery,
  type WireError,
} from '../wire/backend-frames.ts';
import { readOptions, readStartup, type Startup } from '../wire/read-startup.ts';
import { isLimit, readDuration } from '../wire/statement-text.ts';
import { type Turn, TurnReader } from '../wire/turn-reader.ts';
import type { EmbeddedSession } from './embedded-session.ts';
import type { SessionClient } from './session-setup.ts';

/** All clients of the one session, to let each in and to show them out together. */
export interface ClientHall {
  /** Takes a socket, with the first bytes that came through it. */
  serve(socket: Socket, first: Buffer): void;
  /** From here on a turn is answered with an error, but for who is inside a transaction. */
  close(): void;
  /** Ends every connection. */
  endAll(): void;
}

export interface HallSetup {
  readonly session: EmbeddedSession;
  /** What a server tells of itself at the start: ParameterStatus. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Somebody asked something. */
  readonly onTurn: () => void;
}

const maxClients = 1_000;
/** A statement, with its values. */
const maxTurnBytes = 256 * 1024 * 1024;
/** So many turns of a client may wait, and so many bytes of answers that it does not read, before it is not listened to. */
const maxWaitingTurns = 64;
const maxUnreadBytes = 4 * 1024 * 1024;
const maxUnreadNotices = 64 * 1024 * 1024;
const goodbyeMs = 1_000;
/** What settles which connection speaks, and not how. */
const noSettings = new Set([
  'user',
  'database',
  'options',
  'replication',
  'application_name',
  'client_encoding',
]);
const shutDown: WireError = {
  severity: 'FATAL',
  code: '57P01',
  message: 'terminating connection due to administrator command',
};

export function openClientHall(setup: HallSetup): ClientHall {
  const clients = new Map<number, WireClient>();
  let isClosed = false;
  let numbers = 0;

  const begin = (socket: Socket, bytes: Buffer, startup: Startup & { kind: 'startup' }) => {
    const refusal = refuseStartup(startup, clients.size, isClosed);
    if (refusal !== null) return void socket.end(errorResponse(refusal));
    numbers += 1;
    const key = { processId: numbers, secret: randomInt(2 ** 32) };
    const client = new WireClient(socket, key, startup.parameters, setup, () => isClosed);
    clients.set(key.processId, client);
    socket.on('close', () => {
      clients.delete(key.processId);
      setup.session.leave(client);
    });
    client.welcome(bytes.subarray(startup.bytes));
  };
  const serve = (socket: Socket, first: Buffer) =>
    readUntil(socket, first, (bytes, startup) => {
      if (startup.kind === 'refused') {
        socket.end(errorResponse({ severity: 'FATAL', code: '08P01', message: startup.why }));
      } else if (startup.kind === 'cancel') {
        const client = clients.get(startup.key.processId);
        if (client?.key.secret === startup.key.secret) setup.session.cancel(client);
        socket.end();
      } else if (startup.kind === 'startup') begin(socket, bytes, startup);
    });
  return {
    serve,
    close: () => {
      isClosed = true;
    },
    endAll: () => {
      for (const client of clients.values()) client.end(shutDown);
    },
  };
}

/** Reads the first message, answering each wish for encryption with a no. */
function readUntil(socket: Socket, first: Buffer, then: (bytes: Buffer, startup: Startup) => void): void {
  let bytes = first;
  const read = (): void => {
    const startup = readStartup(bytes);
    if (startup === null) return;
    if (startup.kind === 'encryption') {
      socket.write(notEncrypted);
      bytes = bytes.subarray(startup.bytes);
      read();
      return;
    }
    socket.off('data', more);
    then(bytes, startup);
  };
  const more = (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    read();
  };
  socket.on('data', more);
  read();
  socket.resume();
}

function refuseStartup(
  { parameters }: Startup & { kind: 'startup' },
  clients: number,
  isClosed: boolean,
): WireError | null {
  const fatal = (code: string, message: string): WireError => ({ severity: 'FATAL', code, message });
  if (isClosed) return fatal('57P03', 'the database system is shutting down');
  if (clients >= maxClients) return fatal('53300', 'sorry, too many clients already');
  if (!parameters.get('user')) return fatal('28000', 'no PostgreSQL user name specified in startup packet');
  if (parameters.get('replication')) return fatal('0A000', 'replication is not possible here');
  const encoding = parameters.get('client_encoding') ?? 'UTF8';
  if (!/^['"]?utf-?8['"]?$/i.test(encoding))
    return fatal(
      '22023',
      `invalid value for parameter "client_encoding": "${encoding}": this server speaks UTF8`,
    );
  return null;
}

/** One connection: bytes to turns, replies to bytes. */
class WireClient implements SessionClient {
  readonly name: string;
  readonly key: CancelKey;
  readonly #socket: Socket;
  readonly #setup: HallSetup;
  readonly #isHallClosed: () => boolean;
  readonly #reader = new TurnReader(maxTurnBytes);
  readonly #parameters: ReadonlyMap<string, string>;
  #waitingTurns = 0;

  constructor(
    socket: Socket,
    key: CancelKey,
    parameters: ReadonlyMap<string, string>,
    setup: HallSetup,
    isHallClosed: () => boolean,
  ) {
    this.name = parameters.get('application_name') || 'A client of the database';
    this.key = key;
    this.#socket = socket;
    this.#setup = setup;
    this.#isHallClosed = isHallClosed;
    this.#parameters = parameters;
  }

  welcome(bytes: Buffer): void {
    const wished = new Map([
      ...readOptions(this.#parameters.get('options') ?? ''),
      ...[...this.#parameters].filter(([name]) => !noSettings.has(name) && !name.startsWith('_pq_.')),
    ]);
    const limitMs = readDuration(wished.get('statement_timeout') ?? '') ?? 0;
    const settings = new Map([...wished].filter(([name]) => !isLimit(name)));
    this.#setup.session.join(this, settings, limitMs);
    const told = new Map([
      ...this.#setup.parameters,
      ['application_name', this.#parameters.get('application_name') ?? ''],
      ['session_authorization', this.#parameters.get('user') ?? ''],
    ]);
    this.#socket.write(
      Buffer.concat([
        authenticationOk,
        ...[...told].map(([name, value]) => parameterStatus(name, value)),
        backendKeyData(this.key),
        readyForQuery('I'),
      ]),
    );
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('drain', () => this.#resume());
    this.#read(bytes);
  }

  notify(frame: Buffer): void {
    // An answer is as long as its client asked for; what it never asked for may not grow without an end.
    if (this.#socket.writableLength > maxUnreadNotices) this.#socket.destroy();
    else this.#write(frame);
  }

  end(error: WireError | null): void {
    if (!this.#socket.destroyed && error !== null) this.#socket.write(errorResponse(error));
    // One that reads nothing would keep its connection for ever.
    setTimeout(() => this.#socket.destroy(), goodbyeMs).unref();
    this.#socket.destroySoon();
  }

  #read(chunk: Buffer): void {
    const { turns, isOver, violation } = this.#reader.read(chunk);
    for (const turn of turns) this.#send(turn);
    if (violation !== null) this.end({ severity: 'FATAL', code: '08P01', message: violation });
    else if (isOver) this.#socket.end();
    if (this.#waitingTurns >= maxWaitingTurns) this.#socket.pause();
  }

  #send(turn: Turn): void {
    if (this.#isHallClosed() && !this.#setup.session.isInside(this)) {
      this.end(shutDown);
      return;
    }
    this.#setup.onTurn();
    this.#waitingTurns += 1;
    this.#setup.session.send(this, turn, (reply) => {
      this.#waitingTurns -= 1;
      this.#write(reply);
      this.#resume();
    });
  }

  #write(bytes: Buffer): void {
    if (this.#socket.destroyed || bytes.length === 0) return;
    this.#socket.write(bytes);
    if (this.#socket.writableLength > maxUnreadBytes) this.#socket.pause();
  }

  #resume(): void {
    if (this.#waitingTurns < maxWaitingTurns && this.#socket.writableLength <= maxUnreadBytes)
      this.#socket.resume();
  }
}
