import { expect, test } from 'vitest';
import { AudienceError } from '../../src/audience/audience-error.ts';
import { listedFields, longestValues } from '../../src/audience/scan-lists.ts';
import { readFields, readList } from '../../src/audience/subscriber-csv.ts';
import type { SubscriberList } from '../../src/audience/subscriber-list.ts';
import type { Slot, SlotContext } from '../../src/email/slot-program.ts';

function list(csv: string): SubscriberList {
  const bytes = async function* () {
    yield Buffer.from(csv);
  };
  return {
    name: 'readers',
    file: 'f',
    fields: () => readFields(bytes(), 'f'),
    rows: () => readList(bytes(), 'f'),
  };
}

const slot = (field: string, context: SlotContext): Slot => ({ field, context, fallback: '' });

test('fields are known from the headers alone, of whatever the rows consist', async () => {
  const lists = [list('email;Name;town;plan\n'), list('\n\nage,address,town\nnot,"even,"CSV\n')];
  expect(await listedFields(lists)).toEqual(['age', 'plan', 'town']);
  expect(await listedFields([])).toEqual([]);
  await expect(listedFields([list('name,town\n')])).rejects.toThrow(AudienceError);
});

test('the longest values are those of which each place makes most', async () => {
  const readers = list(
    'email,name,town\n' +
      `a@example.com,Maximilian,Ulm\nb@example.com,&&&&,Łódź\nc@example.com,ééé,\nnobody,${'x'.repeat(99)},\n`,
  );
  const more = list('email,town,plan\nd@example.com,Bonn am Rhein,free\n');
  const slots = [
    slot('name', 'html'),
    slot('name', 'text'),
    slot('town', 'text'),
    slot('plan', 'html'),
    slot('age', 'html'),
  ];
  expect(await longestValues([readers, more], slots)).toEqual({
    // &amp; four times in HTML; as text, three letters of two bytes, each six characters when encoded.
    name: ['&&&&', 'Maximilian', 'ééé'],
    town: ['Bonn am Rhein', 'Łódź'],
    plan: ['free'],
    age: [],
  });
});

test('no row is read where no place asks for it', async () => {
  const unread: SubscriberList = {
    ...list('email\n'),
    rows: () => {
      throw new Error('The list was read.');
    },
  };
  expect(await longestValues([unread], [])).toEqual({});
  await expect(longestValues([unread], [slot('name', 'html')])).rejects.toThrow('was read');
});

test('a field with the name of what every object has is a field like any other', async () => {
  const odd = list('email,__proto__,constructor\na@example.com,x,y\n');
  const longest = await longestValues([odd], [slot('__proto__', 'html'), slot('constructor', 'html')]);
  expect(Object.entries(longest)).toEqual([
    ['__proto__', ['x']],
    ['constructor', ['y']],
  ]);
});
