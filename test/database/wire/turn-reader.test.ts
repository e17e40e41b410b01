import { expect, test } from 'vitest';
import { frameOf, zeroEnded } from '../../../src/database/wire/frame.ts';
import { TurnReader } from '../../../src/database/wire/turn-reader.ts';

const query = frameOf('Q', zeroEnded('select 1'));
const parse = frameOf('P', zeroEnded(''), zeroEnded('select 1'), Buffer.alloc(2));
const sync = frameOf('S');
const flush = frameOf('H');

test('turns are the same however the bytes arrive', () => {
  const bytes = Buffer.concat([query, parse, sync, parse, flush, sync]);
  const expected = [query, Buffer.concat([parse, sync]), Buffer.concat([parse, flush]), sync];
  for (const size of [1, 3, 7, bytes.length]) {
    const reader = new TurnReader(10_000);
    const turns: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size)
      turns.push(...reader.read(bytes.subarray(at, at + size)).turns.map(({ message }) => message));
    expect(turns).toEqual(expected);
  }
});

test('a Flush leaves its turn open', () => {
  expect(new TurnReader(10_000).read(Buffer.concat([parse, flush])).turns).toMatchObject([{ isOpen: true }]);
});

test('Terminate ends it, whatever stands behind', () => {
  const read = new TurnReader(10_000).read(Buffer.concat([query, frameOf('X'), query]));
  expect(read).toMatchObject({ isOver: true, violation: null });
  expect(read.turns).toHaveLength(1);
});

test.each([
  ['a type that no client has', Buffer.from('GET / HTTP/1.1\r\n'), /message type 71/],
  ['a length below that of itself', Buffer.from([0x51, 0, 0, 0, 3, 0, 0]), /invalid message length/],
  ['a length beyond all bounds', Buffer.from([0x51, 0x7f, 0, 0, 0, 0]), /invalid message length/],
])('%s is a violation', (_, bytes, why) => {
  expect(new TurnReader(10_000).read(bytes).violation).toMatch(why);
});
