import { expect, test } from 'vitest';
import { quoteChannel, readListenChanges } from '../../../src/database/wire/listen-statements.ts';

const listen = (channel: string) => ({ listens: true, channel });
const unlisten = (channel: string) => ({ listens: false, channel });

test.each([
  ['LISTEN News', [listen('news')]],
  ['listen "News"', [listen('News')]],
  ['listen "a""b"', [listen('a"b')]],
  ['-- why\n/* what */ LISTEN bullmq_jobs;', [listen('bullmq_jobs')]],
  ['listen a; unlisten b;UNLISTEN *', [listen('a'), unlisten('b'), unlisten('*')]],
  ['begin; listen a; commit', [listen('a')]],
  ['select listen from hearing', []],
])('%s', (text, changes) => {
  expect(readListenChanges(text)).toEqual(changes);
});

test('a channel is quoted so that it is read back the same', () => {
  expect(readListenChanges(`listen ${quoteChannel('a"B c')}`)).toEqual([listen('a"B c')]);
});
