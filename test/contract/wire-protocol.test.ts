import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open/open-database-sql.ts';
import { queryFrame } from '../../src/database/wire/client-frames.ts';
import { frameEnd, frameOf, headerBytes, readString, zeroEnded } from '../../src/database/wire/frame.ts';
import { readRows } from '../../src/database/wire/read-answer.ts';
import { copyDatabase } from '../setup/copy-database.ts';
import { createTestDatabase } from '../setup/test-database.ts';

/** A client that writes the frames of the protocol by itself, and reads what a server says. */
class RawClient {
  readonly socket: Socket;
  #bytes = Buffer.alloc(0);
  #heard = () => {};

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => this.#heard());
    socket.on('close', () => this.#heard());
    socket.on('data', (chunk) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#heard();
    });
  }

  /** Writes, and gives what is said until a frame of the type `until`, or the end: types, with what matters of each. */
  async ask(bytes: Buffer, until = 'Z'): Promise<string[]> {
    this.socket.write(bytes);
    const said: string[] = [];
    while (said.at(-1)?.[0] !== until && !(this.socket.destroyed && this.#bytes.length === 0)) {
      const frame = this.#take();
      if (frame === null) {
        await new Promise<void>((resolve) => {
          this.#heard = resolve;
        });
      } else if (!'NS'.includes(frame.toString('latin1', 0, 1))) said.push(wordsOf(frame));
    }
    return said;
  }

  #take(): Buffer | null {
    if (this.#bytes.length < headerBytes || this.#bytes.length < frameEnd(this.#bytes, 0)) return null;
    const frame = this.#bytes.subarray(0, frameEnd(this.#bytes, 0));
    this.#bytes = this.#bytes.subarray(frame.length);
    return frame;
  }
}

function wordsOf(frame: Buffer): string {
  const type = frame.toString('latin1', 0, 1);
  if (type === 'E') return `E ${/\0C([0-9A-Z]{5})\0/.exec(frame.toString('latin1'))?.[1]}`;
  if (type === 'Z') return `Z ${frame.toString('latin1', headerBytes)}`;
  if (type === 'C') return `C ${readString(frame, headerBytes).text}`;
  if (type === 'D') return `D ${JSON.stringify(readRows(frame)[0])}`;
  if (type === 'A') return `A ${readString(frame, headerBytes + 4).text}`;
  return type;
}

const parse = (name: string, text: string) => frameOf('P', zeroEnded(name), zeroEnded(text), Buffer.alloc(2));
const bind = (name: string, portal = '') => frameOf('B', zeroEnded(portal), zeroEnded(name), Buffer.alloc(6));
const describeStatement = (name: string) => frameOf('D', Buffer.from('S'), zeroEnded(name));
const close = (name: string) => frameOf('C', Buffer.from('S'), zeroEnded(name));
const execute = (rows = 0, portal = '') => frameOf('E', zeroEnded(portal), Buffer.from([0, 0, 0, rows]));
const sync = frameOf('S');
const flush = frameOf('H');

/** What is said, turn by turn: each of the messages, and the type of the frame that ends its answer. */
type Turn = readonly [readonly Buffer[], string?];

const corners: Readonly<Record<string, readonly Turn[]>> = {
  'an empty query': [[[queryFrame('')]], [[queryFrame(' ; ')]]],
  'several statements in one text': [[[queryFrame('select 1; select 2')]]],
  'one of several that fails': [[[queryFrame('select 1; select 1/0; select 3')]]],
  'a text that does not parse': [[[queryFrame('selec 1')]]],
  'a transaction, and one that failed': [
    [[queryFrame('begin')]],
    [[queryFrame('select 1/0')]],
    [[queryFrame('select 1')]],
    [[queryFrame('commit')]],
  ],
  'a statement without a name, in two turns': [
    [[parse('', 'select 1'), describeStatement(''), sync]],
    [[bind(''), execute(), sync]],
  ],
  'Flush, and more of the same turn': [
    [[parse('', 'select 1'), describeStatement(''), flush], 'T'],
    [[bind(''), execute(), sync]],
  ],
  'an error, after which all is skipped until Sync': [
    [[parse('', 'selec'), flush], 'E'],
    [[bind(''), execute(), sync]],
  ],
  'two turns in one write': [
    [[parse('', 'select 1'), bind(''), execute(), sync, queryFrame('select 2')]],
    [[]],
  ],
  'a name that is taken, one that is unknown, and one that was closed': [
    [[parse('mine', 'select 1'), sync]],
    [[parse('mine', 'select 2'), sync]],
    [[bind('mine'), execute(), sync]],
    [[bind('yours'), execute(), sync]],
    [[close('mine'), close('yours'), sync]],
    [[bind('mine'), execute(), sync]],
  ],
  'a portal that is read in parts': [
    [[queryFrame('begin')]],
    [[parse('', 'select generate_series(1, 3)'), bind('', 'p'), execute(2, 'p'), sync]],
    [[execute(2, 'p'), sync]],
    [[queryFrame('commit')]],
    [[execute(1, 'p'), sync]],
  ],
  'a setting, inside a transaction and rolled back': [
    [[queryFrame("set application_name = 'a'")]],
    [[queryFrame('begin')]],
    [[queryFrame("set application_name = 'b'")]],
    [[queryFrame('rollback')]],
    [[queryFrame('show application_name')]],
    [[queryFrame('reset application_name')]],
  ],
  'a setting of its own': [
    [[queryFrame("set app.reader = 'ada'")]],
    [[queryFrame('show app.reader')]],
    [[queryFrame('show app.nobody')]],
  ],
  'LISTEN and NOTIFY': [
    [[queryFrame('listen news')]],
    [[queryFrame("notify news, 'one'")]],
    [[queryFrame('unlisten *')]],
    [[queryFrame("notify news, 'two'")]],
  ],
  'a value that is none': [[[queryFrame("select null, '', 'ü'")]]],
  'Sync alone': [[[sync]], [[sync]]],
};

const sessions = async (open: () => Promise<RawClient>) => {
  const answers: Record<string, string[][]> = {};
  for (const [corner, turns] of Object.entries(corners)) {
    const client = await open();
    const said: string[][] = [];
    for (const [messages, until] of turns) said.push(await client.ask(Buffer.concat(messages), until));
    answers[corner] = said;
    client.socket.destroy();
  }
  return answers;
};

function startup(parameters: Readonly<Record<string, string>>): Buffer {
  const body = Buffer.concat([...Object.entries(parameters).flat().map(zeroEnded), Buffer.of(0)]);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length);
  head.writeUInt32BE(196608, 4);
  return Buffer.concat([head, body]);
}

describe('the protocol of PostgreSQL, as the holder of an embedded database speaks it', () => {
  let directory: string;
  let database: Database;
  let serverUrl: URL;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'pennypost-wire-'));
    copyDatabase(directory);
    database = await openDatabase({ url: null, directory, command: 'the contract' });
    const made = await createTestDatabase(inject('databaseUrl'));
    serverUrl = new URL(made.url);
    drop = made.drop;
  });
  afterAll(async () => {
    await database?.close();
    rmSync(directory, { recursive: true, force: true });
    await drop?.();
  });

  const openEmbedded = async (more: Readonly<Record<string, string>> = {}) => {
    const client = new RawClient(connect(join(directory, '.lock/.s.PGSQL.5432')));
    await client.ask(startup({ user: 'ada', ...more }));
    return client;
  };
  const openServer = async () => {
    const socket = connect(Number(serverUrl.port), serverUrl.hostname);
    await once(socket, 'connect');
    const client = new RawClient(socket);
    await client.ask(startup({ user: serverUrl.username, database: serverUrl.pathname.slice(1) }));
    return client;
  };

  test('answers as a server does, corner by corner', async () => {
    expect(await sessions(openEmbedded)).toEqual(await sessions(openServer));
  });

  test('two clients have a statement, a setting and a channel each', async () => {
    const [ada, bob] = [await openEmbedded(), await openEmbedded()];
    await ada.ask(Buffer.concat([parse('mine', "select 'ada'"), sync]));
    await bob.ask(Buffer.concat([parse('mine', "select 'bob'"), sync]));
    expect(await ada.ask(Buffer.concat([bind('mine'), execute(), sync]))).toContain('D ["ada"]');
    expect(await bob.ask(Buffer.concat([bind('mine'), execute(), sync]))).toContain('D ["bob"]');
    await ada.ask(queryFrame("set timezone = 'Asia/Tokyo'"));
    await ada.ask(queryFrame("set app.reader = 'ada'"));
    expect(await bob.ask(queryFrame('show timezone'))).not.toContain('D ["Asia/Tokyo"]');
    expect(await bob.ask(queryFrame("select coalesce(current_setting('app.reader', true), '')"))).toContain(
      'D [""]',
    );
    expect(await ada.ask(queryFrame('show timezone'))).toContain('D ["Asia/Tokyo"]');
    expect(await ada.ask(queryFrame('show app.reader'))).toContain('D ["ada"]');
    await ada.ask(queryFrame('listen news'));
    await bob.ask(queryFrame('listen news'));
    await bob.ask(queryFrame('unlisten *'));
    const heard = ada.ask(Buffer.of(), 'A');
    await bob.ask(queryFrame("notify news, 'one'"));
    expect(await heard).toEqual(['A news']);
    await ada.ask(queryFrame('discard all'));
    expect(await ada.ask(queryFrame('show timezone'))).not.toContain('D ["Asia/Tokyo"]');
    expect(await ada.ask(Buffer.concat([bind('mine'), execute(), sync]))).toContain('E 26000');
    expect(await bob.ask(Buffer.concat([bind('mine'), execute(), sync]))).toContain('D ["bob"]');
  });

  test('who waits may cancel, or have a limit; who has a transaction goes on', async () => {
    const [ada, bob] = [await openEmbedded(), await openEmbedded({ options: '-c statement_timeout=200' })];
    await ada.ask(queryFrame('begin'));
    expect(await bob.ask(queryFrame('select 1'))).toEqual(['E 57014', 'Z I']);
    expect(await ada.ask(queryFrame('commit'))).toEqual(['C COMMIT', 'Z I']);
    expect(await bob.ask(queryFrame('select 1'))).toContain('C SELECT 1');
  });

  test('who goes amid a transaction leaves nothing of it', async () => {
    const [ada, bob] = [await openEmbedded(), await openEmbedded()];
    await ada.ask(queryFrame('create table left_behind (n int)'));
    await ada.ask(queryFrame('begin; insert into left_behind values (1)'));
    ada.socket.destroy();
    expect(await bob.ask(queryFrame('select count(*) from left_behind'))).toContain('D ["0"]');
  });

  test('what would be everybody’s is refused', async () => {
    const ada = await openEmbedded();
    for (const text of [
      'select pg_advisory_lock(1)',
      'copy (select 1) to stdout',
      'create temp table t (n int)',
    ])
      expect(await ada.ask(queryFrame(text))).toEqual(['E 0A000', 'Z I']);
    await ada.ask(queryFrame('begin'));
    expect(await ada.ask(queryFrame('select pg_advisory_lock(1)'))).toEqual(['E 0A000', 'Z E']);
    expect(await ada.ask(queryFrame('rollback'))).toEqual(['C ROLLBACK', 'Z I']);
  });

  test('one that speaks nonsense is told so, and two hundred others do not mind', async () => {
    const others = await Promise.all(Array.from({ length: 200 }, () => openEmbedded()));
    const mad = await openEmbedded();
    expect(await mad.ask(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toEqual(['E 08P01']);
    const answers = await Promise.all(others.map((one, at) => one.ask(queryFrame(`select ${at}`))));
    expect(answers.map(([, row]) => row)).toEqual(others.map((_, at) => `D ["${at}"]`));
    for (const { socket } of others) socket.destroy();
  });
});
