import { expect, test } from 'vitest';
import { findError, readAnswer, readRows } from '../../../src/database/wire/read-answer.ts';

function frame(type: string, body: Buffer | string): Buffer {
  const bytes = Buffer.from(body);
  const header = Buffer.alloc(5);
  header.write(type);
  header.writeUInt32BE(bytes.length + 4, 1);
  return Buffer.concat([header, bytes]);
}

const complete = (tag: string) => frame('C', `${tag}\0`);
const ready = (status: string) => frame('Z', status);
const notification = (channel: string, payload: string) => frame('A', `\0\0\0\x07${channel}\0${payload}\0`);

test('an answer is passed on as it came', () => {
  const bytes = Buffer.concat([
    frame('T', 'row'),
    frame('D', 'A is no frame here'),
    complete('SELECT 1'),
    ready('I'),
  ]);
  expect(readAnswer(bytes)).toEqual({
    reply: bytes,
    notifications: [],
    status: 'I',
    changesListening: false,
  });
});

test.each(['I', 'T', 'E'])('the status of the transaction is %s', (status) => {
  expect(readAnswer(Buffer.concat([complete('BEGIN'), ready(status)])).status).toBe(status);
});

test('an answer without an end has no status', () => {
  expect(readAnswer(complete('BEGIN')).status).toBeNull();
});

test('notifications are taken out of it, wherever they stand', () => {
  const first = notification('news', 'one');
  const second = notification('neuigkeit-ü', '');
  const bytes = Buffer.concat([first, complete('NOTIFY'), second, ready('I')]);
  expect(readAnswer(bytes)).toEqual({
    reply: Buffer.concat([complete('NOTIFY'), ready('I')]),
    notifications: [
      { channel: 'news', frame: first },
      { channel: 'neuigkeit-ü', frame: second },
    ],
    status: 'I',
    changesListening: false,
  });
});

test.each([
  ['LISTEN', true],
  ['UNLISTEN', true],
  ['LOCK TABLE', false],
  ['UPDATE 1', false],
])('%s changes what is listened to: %s', (tag, changes) => {
  expect(readAnswer(Buffer.concat([complete(tag), ready('I')])).changesListening).toBe(changes);
});

test('the rows of an answer are its values as text, null where there is none', () => {
  const values = [[0, 3], [0, 0, 0, 2], [...Buffer.from('ü')], [255, 255, 255, 255], [0, 0, 0, 0]];
  const row = frame('D', Buffer.from(values.flat()));
  expect(readRows(Buffer.concat([frame('T', 'fields'), row, row, complete('SELECT 2'), ready('I')]))).toEqual(
    [
      ['ü', null, ''],
      ['ü', null, ''],
    ],
  );
});

test('an error is found wherever it stands', () => {
  const error = frame('E', 'SERROR\0\0');
  expect(findError(Buffer.concat([complete('SELECT 1'), error, ready('E')]))).toEqual(error);
  expect(findError(Buffer.concat([complete('SELECT 1'), ready('I')]))).toBeNull();
});
