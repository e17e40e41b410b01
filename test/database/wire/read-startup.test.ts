import { expect, test } from 'vitest';
import { zeroEnded } from '../../../src/database/wire/frame.ts';
import { readOptions, readStartup } from '../../../src/database/wire/read-startup.ts';

function startup(code: number, body: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length);
  head.writeUInt32BE(code, 4);
  return Buffer.concat([head, body]);
}

const body = Buffer.concat([...['user', 'ada', 'database', 'x'].map(zeroEnded), Buffer.of(0)]);

test('a startup message gives its parameters', () => {
  const bytes = startup(196608, body);
  expect(readStartup(Buffer.concat([bytes, Buffer.from('more')]))).toEqual({
    kind: 'startup',
    parameters: new Map([
      ['user', 'ada'],
      ['database', 'x'],
    ]),
    bytes: bytes.length,
  });
  for (let length = 0; length < bytes.length; length += 1)
    expect(readStartup(bytes.subarray(0, length))).toBeNull();
});

test('a wish for encryption, and a cancel request', () => {
  expect(readStartup(startup(80877103))).toEqual({ kind: 'encryption', bytes: 8 });
  expect(readStartup(startup(80877104))).toEqual({ kind: 'encryption', bytes: 8 });
  const key = Buffer.from([0, 0, 0, 7, 0, 0, 1, 0]);
  expect(readStartup(startup(80877102, key))).toEqual({ kind: 'cancel', key: { processId: 7, secret: 256 } });
});

test.each([
  ['another version', startup(131072, body), /protocol 2\.0/],
  ['a length beyond all bounds', Buffer.from('GET / HTTP/1.1'), /invalid length/],
  ['no end', startup(196608, Buffer.from('user')), /terminator/],
])('%s is refused', (_, bytes, why) => {
  expect(readStartup(bytes)).toMatchObject({ kind: 'refused', why: expect.stringMatching(why) });
});

test('options are settings, as psql and libpq write them', () => {
  expect(readOptions('-c synchronous_commit=off --statement-timeout=5s -csearch_path=a\\ b -x')).toEqual(
    new Map([
      ['synchronous_commit', 'off'],
      ['statement_timeout', '5s'],
      ['search_path', 'a b'],
    ]),
  );
});
