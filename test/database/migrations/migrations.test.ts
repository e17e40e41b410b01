import { expect, it } from 'vitest';
import { migrations } from '../../../src/database/migrations/migrations.ts';

/** The first that is written down beside the tables; programs from before it did not look. */
const first = '0009-source-digest';
const names = Object.keys(migrations);

it('are in the order of their names, in which they run', () => {
  expect(names).toEqual(names.toSorted());
});

it.each(names.filter((name) => name >= first))(
  '%s states the oldest program that may work beside it',
  (name) => {
    const oldest = migrations[name]?.oldestBeside ?? 'nothing';
    expect(names).toContain(oldest);
    expect(oldest <= name).toBe(true);
  },
);
